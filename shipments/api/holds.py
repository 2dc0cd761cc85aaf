"""Holds: what stands still, why, and who lets it go on."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from shipments.api.base import ApiListView, Body, Text, listed
from shipments.api.errors import BadShape
from shipments.errors import NotFound
from shipments.holds.actions import place_holds, release_holds
from shipments.holds.filters import HoldFilter
from shipments.holds.models import SUBJECTS, Hold
from shipments.holds.queries import holdable, holds_for


class HoldIn(Body):
    subjects = serializers.ListField(
        child=Text(80, required=True),
        min_length=1,
        max_length=1_000,
        help_text="Of one kind: parcel:, bag:, uld: with a number, or consolidation: with a MAWB",
    )
    reason = serializers.ChoiceField(choices=Hold.Reason.choices)
    note = Text(300)
    releases_when = Text(200)


class ReleaseIn(Body):
    why = Text(300)


class HoldOut(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    subject = serializers.SerializerMethodField()
    status = serializers.ChoiceField(choices=Hold.Status.choices)
    reason = serializers.ChoiceField(choices=Hold.Reason.choices)
    note = serializers.CharField()
    releases_when = serializers.CharField()
    placed_by = serializers.CharField()
    placed_at = serializers.DateTimeField()
    released_by = serializers.CharField()
    released_at = serializers.DateTimeField(allow_null=True)

    def get_subject(self, hold: Hold) -> str:
        kind = next(name for name in SUBJECTS if getattr(hold, f"{name}_id"))
        return f"{kind}:{getattr(hold, kind)}"


class HoldsMade(serializers.Serializer):
    holds = HoldOut(many=True)


class HoldView(ApiListView):
    resource = "holds"
    serializer_class = HoldOut

    def rows(self) -> QuerySet[Hold]:
        return holds_for(self.actor)


class Holds(HoldView):
    filterset_class = HoldFilter

    @listed("holds", HoldOut, "Holds, newest first")
    def get(self, request: Request) -> Response:
        """Who stopped what, why, and what must happen before it goes on. A seller sees the holds
        of his own parcels."""
        return self.page()

    @extend_schema(
        summary="Hold parcels or containers",
        description="Answers the holds that are new; what is held for this reason stays as it is.",
        request=HoldIn,
        responses={201: HoldsMade},
    )
    def post(self, request: Request) -> Response:
        given = self.read(HoldIn)
        kind, ids = self.things(given.pop("subjects"))
        made = place_holds(subject=kind, ids=ids, by=self.actor, at=self.at, **given)
        rows = self.rows().filter(pk__in=[hold.pk for hold in made])
        return Response({"holds": HoldOut(rows, many=True).data}, status=201)

    def things(self, texts: list[str]) -> tuple[str, list[int]]:
        """The kind and rows of what is named. Raises NotFound and BadShape."""
        found = holdable(self.actor, texts)
        if missing := [text for text in texts if text not in found]:
            raise NotFound("not_found", _("There is no %s.") % missing[0], {"subjects": missing[0]})
        kinds = {kind for kind, _pk in found.values()}
        if len(kinds) > 1:
            raise BadShape(_("Name things of one kind."), {"subjects": ", ".join(sorted(kinds))})
        return kinds.pop(), [pk for _kind, pk in found.values()]


class HoldPage(HoldView):
    @extend_schema(summary="One hold")
    def get(self, request: Request, pk: int) -> Response:
        """By the `id` that the list and the action answer."""
        return Response(HoldOut(self.one(self.rows(), pk=pk)).data)


class HoldRelease(HoldView):
    @extend_schema(
        summary="Release a hold",
        description="Only who may place a hold for its reason may release it "
        "(403 `not_your_reason`). One that is released already stays so.",
        request=ReleaseIn,
        responses={200: HoldOut},
    )
    def post(self, request: Request, pk: int) -> Response:
        hold, given = self.one(self.rows(), pk=pk), self.read(ReleaseIn)
        release_holds(holds=[hold], by=self.actor, at=self.at, why=given["why"])
        return Response(HoldOut(self.one(self.rows(), pk=pk)).data)
