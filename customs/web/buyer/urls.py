"""The door of a buyer with a link of his own: a token nobody can guess."""

from django.urls import path

from customs.web.buyer import story

app_name = "buyer"
urlpatterns = [
    # /t/
    path("<str:token>/", story.story, name="story"),
]
