"""The interface of anybody: search, and tracking by number."""

from django.urls import path

from shipments.web.public import joining, news, privacy, tracking
from shipments.web.public import unlock as opening

app_name = "public"
urlpatterns = [
    path("", tracking.home, name="home"),
    path("privacy/", privacy.privacy, name="privacy"),
    path("enter/", tracking.enter, name="enter"),
    path("track/", tracking.many, name="many"),
    path("track/<str:number>/", tracking.track, name="track"),
    path("track/<str:number>/contents/", opening.open_contents, name="contents"),
    path("track/<str:number>/link/", opening.send_link, name="link"),
    path("join/<str:secret>/", joining.join, name="join"),
    path("news/<str:token>/confirm/", news.confirm, name="confirm"),
    path("news/<str:token>/stop/", news.stop, name="stop"),
]
