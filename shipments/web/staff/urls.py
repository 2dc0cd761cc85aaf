"""The door of the warehouse, the planners and finance."""

from django.urls import path

from shipments.web import deeds
from shipments.web.staff import cases, codes, consolidations, design, flights, floor, jobs

app_name = "staff"
urlpatterns = [
    # /staff/
    path("", floor.floor, name="floor"),
    # /staff/flights/
    path("flights/", flights.flight_list, name="flights"),
    path("flights/<str:number>/", flights.flight, name="flight"),
    path("flights/<str:number>/delay/", flights.delay, name="flight-delay"),
    path("flights/<str:number>/cancel/", flights.cancel, name="flight-cancel"),
    path("flights/<str:number>/open/", flights.open_one, name="flight-open"),
    # /staff/consolidations/
    path("consolidations/", consolidations.consolidation_list, name="consolidations"),
    path("consolidations/<str:mawb>/", consolidations.consolidation, name="consolidation"),
    path("consolidations/<str:mawb>/<str:deed>/", consolidations.do, name="consolidation-do"),
    # /staff/ ... queues
    path("cases/", cases.case_list, name="cases"),
    path("jobs/", jobs.job_list, name="jobs"),
    path("codes/", codes.not_understood_list, name="codes"),
    path("design/", design.design, name="design"),
    # /staff/deeds/
    path("deeds/", deeds.deed_list, name="deeds"),
    path("deeds/<str:number>/", deeds.deed, name="deed"),
    path("deeds/<str:number>/undo/", deeds.undo, name="deed-undo"),
]
