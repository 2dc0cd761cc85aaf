"""The door of anybody: search, tracking by number, the buyer's own link."""

from django.urls import path

from shipments.web.public import tracking

app_name = "public"
urlpatterns = [
    path("", tracking.home, name="home"),
    path("enter/", tracking.enter, name="enter"),
    path("track/", tracking.many, name="many"),
    path("track/<str:number>/", tracking.track, name="track"),
    path("t/<str:token>/", tracking.story, name="story"),
]
