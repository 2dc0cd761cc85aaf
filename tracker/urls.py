"""The interfaces, one line each."""

from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from shipments.web.language import set_language, set_theme
from tracker.accounts import account

handler400, handler500 = "tracker.failures.unreadable", "tracker.failures.broken"

urlpatterns = [
    path("language/<str:language>/", set_language, name="set_language"),
    path("theme/<str:theme>/", set_theme, name="set_theme"),
    path("accounts/", account, name="account"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("shipments.web.public.urls")),
    path("t/", include("customs.web.buyer.urls")),
    # addresses of old
    re_path(
        r"^(?P<interface>seller|staff|customs)/deeds/(?P<rest>.*)$",
        RedirectView.as_view(
            url="/%(interface)s/bulk-actions/%(rest)s", permanent=True, query_string=True
        ),
    ),
    path("seller/asked/", include("customs.web.seller.urls")),
    path("seller/", include("shipments.web.seller.urls")),
    path("staff/", include("shipments.web.staff.urls")),
    path("customs/", include("customs.web.urls")),
    # customs first: the last address of shipments answers for all that is not there
    path("api/v1/", include("customs.api.urls")),
    path("api/v1/", include("shipments.api.urls")),
]
