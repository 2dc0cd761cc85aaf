"""The interface of a buyer with a link of his own: a token nobody can guess."""

from django.urls import path

from customs.web.buyer import story
from shipments.web.public import questions as asking

app_name = "buyer"
urlpatterns = [
    # /t/
    path("<str:token>/", story.story, name="story"),
    path("<str:token>/news/", asking.subscribe, name="subscribe"),
    path("<str:token>/question/", asking.ask, name="ask"),
    path("<str:token>/stop/", asking.stop_own, name="stop"),
]
