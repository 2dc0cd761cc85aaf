"""The site with the bare view beside it."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from tracker.bench.pages import bare
from tracker.urls import urlpatterns as site

urlpatterns = [path("bare/<str:number>/", login_not_required(bare)), *site]
