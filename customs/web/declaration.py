"""One parcel at customs: goods, both declarations, duty with its working, messages, story."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from customs.declarations.queries import declaration_of
from customs.web.working import told_working
from shipments.holds.queries import effective_holds
from shipments.tracking.queries import story
from shipments.web.telling import story_of, told_line


@require_GET
def declaration(request: HttpRequest, number: str) -> HttpResponse:
    """One parcel: goods and values, both declarations, duty with its working, holds, story."""
    parcel = declaration_of(request.actor, number)
    if parcel is None:
        raise Http404
    language = get_language() or "en"
    lines = [told_line(line, language, both_clocks=True) for line in reversed(story(parcel))]
    context = {
        "parcel": parcel,
        "export": getattr(parcel, "export_declaration", None),
        "lines": [(line, told_working(line)) for line in parcel.import_lines.all()],
        "holds": effective_holds(parcel),
        "story": story_of(lines),
    }
    return render(request, "customs/declaration.html", context)
