"""What customs say, at the sellers' interface."""

from django.urls import path

from customs.web.seller import asked

app_name = "seller-customs"
urlpatterns = [
    # /seller/asked/
    path("<str:number>/", asked.asked, name="parcel-asked"),
]
