"""What we keep of people, what for and how long, who answers for it, and how to ask."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shipments.privacy.kinds import KINDS
from shipments.web.requests import ActorRequest


@require_GET
def privacy(request: ActorRequest) -> HttpResponse:
    """The terms come from the table by which the data ends; what is not set is not shown."""
    context: dict[str, Any] = {
        "operator": settings.OPERATOR_NAME,
        "address": settings.OPERATOR_ADDRESS,
        "contact": settings.PRIVACY_CONTACT,
        "kinds": [kind for kind in KINDS if kind.purpose],
    }
    return render(request, "public/privacy.html", context)
