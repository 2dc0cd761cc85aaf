"""The interface of the warehouse, the planners and finance."""

from django.urls import path

from shipments.web import bulk_actions
from shipments.web.staff import (
    bags,
    builder,
    cases,
    closing,
    codes,
    consolidations,
    design,
    flights,
    floor,
    handover,
    holds,
    jobs,
    messages,
    partners,
    people,
    rates,
    receiving,
    schedule,
    search,
    waiting,
)
from shipments.web.staff.flight_actions import change
from shipments.web.staff.words import QUEUES

app_name = "staff"
urlpatterns = [
    # /staff/
    path("", floor.floor, name="floor"),
    *(path(f"queues/{w}/", floor.queue, {"word": w}, name=f"queue-{w}") for w in QUEUES),
    path("search/", search.search, name="search"),
    path("parcels/<str:number>/", search.parcel, name="parcel"),
    # /staff/flights/
    path("flights/", flights.flight_list, name="flights"),
    path("flights/new/", schedule.new_flight, name="flight-new"),
    path("flights/schedule/", schedule.schedule, name="schedule"),
    path("flights/schedule/add/", schedule.add, name="schedule-add"),
    path("flights/schedule/change/", schedule.change, name="schedule-change"),
    path("flights/schedule/end/", schedule.end, name="schedule-end"),
    path("flights/<str:number>/", flights.flight, name="flight"),
    path("flights/<str:number>/open/", flights.open_one, name="flight-open"),
    path("flights/<str:number>/loading/", flights.loading, name="flight-loading"),
    path("flights/<str:number>/delay/", change, {"action": "delay"}, name="flight-delay"),
    path("flights/<str:number>/cancel/", change, {"action": "cancel"}, name="flight-cancel"),
    path("flights/<str:number>/aircraft/", change, {"action": "aircraft"}, name="flight-aircraft"),
    # /staff/consolidations/
    path("consolidations/", consolidations.consolidation_list, name="consolidations"),
    path("consolidations/<str:mawb>/", builder.consolidation, name="consolidation"),
    path("consolidations/<str:mawb>/close/", closing.close_page, name="consolidation-close"),
    path("consolidations/<str:mawb>/do/<str:action>/", builder.do, name="consolidation-do"),
    # /staff/receiving/
    path("receiving/", receiving.receiving_list, name="receiving-list"),
    path("receiving/<int:shipment>/", receiving.receiving, name="receiving"),
    path("receiving/<int:shipment>/close/", receiving.receiving_close, name="receiving-close"),
    path("waiting/", waiting.waiting_list, name="waiting"),
    # /staff/bags/
    path("bags/<str:number>/", bags.bag, name="bag"),
    path("bags/<str:number>/move/", bags.move, name="bag-move"),
    path("bags/<str:number>/seal/", bags.seal, name="bag-seal"),
    path("bags/<str:number>/unseal/", bags.unseal, name="bag-unseal"),
    path("bags/<str:number>/off/", bags.off, name="bag-off"),
    path("bags/<str:number>/route/", bags.route, name="bag-route"),
    path("bags/<str:number>/take/", bags.take, name="bag-take"),
    # /staff/ ... queues
    path("holds/", holds.hold_list, name="holds"),
    path("holds/new/", holds.new, name="hold-new"),
    path("holds/release/", holds.release, name="hold-release"),
    path("handover/", handover.hand_over_list, name="handover"),
    path("handover/do/", handover.do, name="handover-do"),
    path("cases/", cases.case_list, name="cases"),
    path("cases/<int:case>/", cases.case_page, name="case"),
    path("cases/<int:case>/note/", cases.note, name="case-note"),
    path("cases/<int:case>/answer/", cases.answer, name="case-answer"),
    path("cases/<int:case>/judge/", cases.judge, name="case-judge"),
    path("cases/<int:case>/close/", cases.close, name="case-close"),
    path("people/", people.people, name="people"),
    path("jobs/", jobs.job_list, name="jobs"),
    path("jobs/run/", jobs.run_now, name="job-run"),
    path("codes/", codes.unmapped_list, name="codes"),
    path("codes/explain/", codes.explain, name="code"),
    path("messages/", messages.message_list, name="messages"),
    path("messages/<str:message>/", messages.message, name="message"),
    path("messages/<str:message>/raw/", messages.raw, name="message-raw"),
    path("messages/<str:message>/read/", messages.read_again, name="message-read"),
    path("messages/<str:message>/settle/", messages.settle, name="message-settle"),
    path("partners/", partners.partner_list, name="partners"),
    path("partners/<str:partner>/", partners.partner, name="partner"),
    path("partners/<str:partner>/key/", partners.key_make, name="partner-key"),
    path("partners/<str:partner>/revoke/", partners.key_revoke, name="partner-key-revoke"),
    path("rates/", rates.rate_list, name="rates"),
    path("rates/load/", rates.load, name="rates-load"),
    path("rates/correct/", rates.correct, name="rates-correct"),
    path("design/", design.design, name="design"),
    # /staff/bulk-actions/
    path("bulk-actions/", bulk_actions.bulk_action_list, name="bulk-actions"),
    path("bulk-actions/<str:number>/", bulk_actions.bulk_action, name="bulk-action"),
    path("bulk-actions/<str:number>/undo/", bulk_actions.undo, name="bulk-action-undo"),
]
