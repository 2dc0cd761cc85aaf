"""The machines' interface to customs matters."""

from django.urls import path

from customs.api import declarations

app_name = "customs-api"

urlpatterns = [
    path("declarations/", declarations.Declarations.as_view(), name="declarations"),
    path("declarations/preview/", declarations.DeclarationPreview.as_view(), name="preview"),
    path("declarations/import/", declarations.ImportLines.as_view(), name="import-lines"),
    path("declarations/<str:number>/", declarations.DeclarationPage.as_view(), name="declaration"),
    path(
        "declarations/<str:number>/pay-duty/",
        declarations.DutyPayment.as_view(),
        name="pay-duty",
    ),
]
