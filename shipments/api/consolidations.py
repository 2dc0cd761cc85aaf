"""Consolidations and bags: what flies together, and the actions that build and unload it."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from shipments.api.base import ApiListView, Body, Nothing, Numbers, Reason, Text, Why, listed
from shipments.consolidation.actions import (
    add_parcels,
    close_consolidation,
    fill_consolidation,
    manifest_consolidation,
    open_consolidation,
    reopen_consolidation,
)
from shipments.consolidation.bags import make_bag
from shipments.consolidation.moving import move_bag
from shipments.consolidation.offloading import offload_bag, remove_parcels
from shipments.consolidation.sealing import open_bag, seal_bag
from shipments.containers.filters import BagFilter, ConsolidationFilter
from shipments.containers.models import Bag, Consolidation
from shipments.containers.queries import bags_for, consolidations_for, weighed
from shipments.errors import NotFound
from shipments.flights.queries import flight_by_number
from shipments.flights.reasons import OffloadReason
from shipments.operations.departures import break_down
from shipments.operations.handover import hand_over_from


class ConsolidationIn(Body):
    flight = Text(17, required=True, help_text="Such as U6999-20261104")


class NumbersIn(Body):
    numbers = Numbers()


class RemoveIn(Body):
    numbers = Numbers()
    why = Reason(300, OffloadReason.values)


class SealIn(Body):
    """A bag and the seal that was put on it."""

    bag = Text(32, required=True)
    seal = Text(32, required=True)


class CloseIn(Body):
    """The seals of bags that bear none yet."""

    seals = SealIn(many=True, required=False, default=list)


class ConsolidationOut(serializers.Serializer):
    mawb = serializers.CharField()
    status = serializers.ChoiceField(choices=Consolidation.Status.choices)
    flight = serializers.CharField(source="flight.public_number")
    channel = serializers.CharField(source="flight.channel.code")
    created_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)


class ConsolidationWeighed(ConsolidationOut):
    parcels = serializers.IntegerField()
    bags = serializers.IntegerField(
        source="bags_used", help_text="The pieces that the airline counts"
    )
    grams = serializers.IntegerField()


class ActionResult(serializers.Serializer):
    """How many parcels an action was about."""

    parcels = serializers.IntegerField()
    consolidation = ConsolidationOut()


class HandedOverOut(ActionResult):
    """The same, and how many released parcels of it still wait."""

    waiting = serializers.IntegerField(help_text="Left for another call: one takes 5,000 at most")


class BagOut(serializers.Serializer):
    number = serializers.CharField()
    seal = serializers.CharField()
    uld = serializers.CharField(source="uld.number", allow_null=True, default=None)
    consolidation = serializers.CharField(source="consolidation.mawb")
    created_at = serializers.DateTimeField()
    sealed_at = serializers.DateTimeField(allow_null=True)
    waits_since = serializers.DateTimeField(
        source="aside_at", allow_null=True, help_text="It lost its flight and waits whole"
    )


class BagIn(Body):
    consolidation = Text(12, required=True, help_text="The MAWB of an open consolidation")


class BagMove(Body):
    to = Text(12, required=True, help_text="The MAWB of an open consolidation")


class BagSeal(serializers.Serializer):
    seal = Text(32, required=True, help_text="As it is printed on the seal")


class BagMoved(serializers.Serializer):
    parcels = serializers.IntegerField()
    bag = BagOut()


class ConsolidationView(ApiListView):
    resource = "consolidations"
    serializer_class = ConsolidationOut

    def rows(self) -> QuerySet[Consolidation]:
        return consolidations_for(self.actor)

    def found(self, mawb: str) -> Consolidation:
        return self.one(self.rows(), mawb=mawb)

    def tell(self, mawb: str, parcels: int | list[Any]) -> Response:
        """What was done to how many parcels, and how the consolidation stands now."""
        count = parcels if isinstance(parcels, int) else len(parcels)
        fresh = ConsolidationOut(self.found(mawb)).data
        return Response({"parcels": count, "consolidation": fresh})


class Consolidations(ConsolidationView):
    filterset_class = ConsolidationFilter

    @listed("consolidations", ConsolidationOut, "Consolidations, newest first")
    def get(self, request: Request) -> Response:
        """One consolidation is one air shipment; its number is the MAWB."""
        return self.page()

    @extend_schema(
        summary="Open a consolidation on a flight",
        request=ConsolidationIn,
        responses={201: ConsolidationOut},
    )
    def post(self, request: Request) -> Response:
        """It takes the next MAWB of the stock of numbers. For planners and the warehouse."""
        number = self.read(ConsolidationIn)["flight"]
        flight = flight_by_number(self.actor, number)
        if flight is None:
            raise NotFound("no_flight", _("There is no such flight."), {"flight": number})
        made = open_consolidation(flight=flight, by=self.actor, at=self.at)
        return Response(ConsolidationOut(made).data, status=201)


class ConsolidationPage(ConsolidationView):
    @extend_schema(summary="One consolidation", responses={200: ConsolidationWeighed})
    def get(self, request: Request, mawb: str) -> Response:
        """With the pieces and the grams of what it carries."""
        return Response(ConsolidationWeighed(self.one(weighed(self.rows()), mawb=mawb)).data)


class ConsolidationAdd(ConsolidationView):
    @extend_schema(summary="Put parcels in", request=NumbersIn, responses={200: ActionResult})
    def post(self, request: Request, mawb: str) -> Response:
        """Only what is packed, cleared for export and not held; all of them or none."""
        done = add_parcels(
            consolidation=self.found(mawb), by=self.actor, at=self.at, **self.read(NumbersIn)
        )
        return self.tell(mawb, done)


class ConsolidationRemove(ConsolidationView):
    @extend_schema(summary="Take parcels out", request=RemoveIn, responses={200: ActionResult})
    def post(self, request: Request, mawb: str) -> Response:
        """They wait in the warehouse for another flight; the reason is told to their buyers."""
        done = remove_parcels(
            consolidation=self.found(mawb), by=self.actor, at=self.at, **self.read(RemoveIn)
        )
        return self.tell(mawb, done)


class ConsolidationFill(ConsolidationView):
    @extend_schema(
        summary="Fill with what may fly",
        description="What is packed, cleared for export and not held, first promised first, as far "
        "as the aircraft carries it.",
        request=Nothing,
        responses={200: ActionResult},
    )
    def post(self, request: Request, mawb: str) -> Response:
        self.read(Nothing)
        done = fill_consolidation(consolidation=self.found(mawb), by=self.actor, at=self.at)
        return self.tell(mawb, done)


class ConsolidationClose(ConsolidationView):
    @extend_schema(
        summary="Close for the flight",
        description="Every bag with something inside bears a seal: give those that were put on. "
        "Empty bags are dropped; no job opens another consolidation on the flight afterwards.",
        request=CloseIn,
        responses={200: ActionResult},
    )
    def post(self, request: Request, mawb: str) -> Response:
        """Nothing more goes in; `parcels` is 0."""
        seals = {receipt["bag"]: receipt["seal"] for receipt in self.read(CloseIn)["seals"]}
        close_consolidation(consolidation=self.found(mawb), by=self.actor, at=self.at, seals=seals)
        return self.tell(mawb, 0)


class ConsolidationReopen(ConsolidationView):
    @extend_schema(summary="Open again", request=Nothing, responses={200: ActionResult})
    def post(self, request: Request, mawb: str) -> Response:
        """As long as it has not departed; `parcels` is 0."""
        self.read(Nothing)
        reopen_consolidation(consolidation=self.found(mawb), by=self.actor, at=self.at)
        return self.tell(mawb, 0)


class ConsolidationManifest(ConsolidationView):
    @extend_schema(summary="Put on the manifest", request=Nothing, responses={200: ActionResult})
    def post(self, request: Request, mawb: str) -> Response:
        """A closed consolidation; `parcels` is 0."""
        self.read(Nothing)
        manifest_consolidation(consolidation=self.found(mawb), by=self.actor, at=self.at)
        return self.tell(mawb, 0)


class ConsolidationBreakDown(ConsolidationView):
    @extend_schema(summary="Unload at the hub", request=Nothing, responses={200: ActionResult})
    def post(self, request: Request, mawb: str) -> Response:
        """A landed consolidation; its parcels are at the hub, each by itself."""
        self.read(Nothing)
        done = break_down(consolidation=self.found(mawb), by=self.actor, at=self.at)
        return self.tell(mawb, done)


class ConsolidationHandOver(ConsolidationView):
    @extend_schema(
        summary="Hand over to the last mile",
        description="What the customs of Russia have released and nobody holds, 5,000 parcels at "
        "most in one call: call again while `waiting` is not 0.",
        request=Nothing,
        responses={200: HandedOverOut},
    )
    def post(self, request: Request, mawb: str) -> Response:
        self.read(Nothing)
        told = hand_over_from(consolidation=self.found(mawb), by=self.actor, at=self.at)
        answer = self.tell(mawb, told.done)
        answer.data["waiting"] = told.waiting
        return answer


ACTIONS = {
    "add": ConsolidationAdd,
    "remove": ConsolidationRemove,
    "fill": ConsolidationFill,
    "close": ConsolidationClose,
    "reopen": ConsolidationReopen,
    "manifest": ConsolidationManifest,
    "break-down": ConsolidationBreakDown,
    "hand-over": ConsolidationHandOver,
}


class BagView(ApiListView):
    resource = "bags"
    serializer_class = BagOut

    def rows(self) -> QuerySet[Bag]:
        return bags_for(self.actor)


class Bags(BagView):
    filterset_class = BagFilter

    @listed("bags", BagOut, "Bags, newest first")
    def get(self, request: Request) -> Response:
        """The bags of consolidations, with their seals and where each was put."""
        return self.page()

    @extend_schema(summary="A new empty bag", request=BagIn, responses={201: BagOut})
    def post(self, request: Request) -> Response:
        """In an open consolidation. For the warehouse."""
        mawb = self.read(BagIn)["consolidation"]
        found = consolidations_for(self.actor).filter(mawb=mawb).first()
        if found is None:
            text = _("There is no such consolidation.")
            raise NotFound("no_consolidation", text, {"consolidation": mawb})
        made = make_bag(consolidation=found, by=self.actor, at=self.at)
        return Response(BagOut(made).data, status=201)


class BagPage(BagView):
    @extend_schema(summary="One bag")
    def get(self, request: Request, number: str) -> Response:
        """By the number on its tag."""
        return Response(BagOut(self.one(self.rows(), number=number)).data)


class BagToOther(BagView):
    @extend_schema(
        summary="Move a bag to another consolidation",
        description="Whole, with all that lies in it, to one that is open and has room.",
        request=BagMove,
        responses={200: BagMoved},
    )
    def post(self, request: Request, number: str) -> Response:
        bag, mawb = self.one(self.rows(), number=number), self.read(BagMove)["to"]
        target = consolidations_for(self.actor).filter(mawb=mawb).first()
        if target is None:
            raise NotFound("no_consolidation", _("There is no such consolidation."), {"to": mawb})
        parcels = move_bag(bag=bag, to=target, by=self.actor, at=self.at)
        fresh = BagOut(self.one(self.rows(), number=number)).data
        return Response({"parcels": parcels, "bag": fresh})


class BagAction(BagView):
    def tell(self, number: str) -> Response:
        """The bag as it stands now."""
        return Response(BagOut(self.one(self.rows(), number=number)).data)


class BagSealed(BagAction):
    @extend_schema(summary="Put a seal on a bag", request=BagSeal, responses={200: BagOut})
    def post(self, request: Request, number: str) -> Response:
        """The number as it is printed on the seal; no seal is on two bags, none is used again."""
        bag, seal = self.one(self.rows(), number=number), self.read(BagSeal)["seal"]
        seal_bag(bag=bag, seal=seal, by=self.actor, at=self.at)
        return self.tell(number)


class BagOpened(BagAction):
    @extend_schema(
        summary="Break the seal of a bag",
        description="It needs a new seal before its consolidation is closed.",
        request=Why,
        responses={200: BagOut},
    )
    def post(self, request: Request, number: str) -> Response:
        bag, why = self.one(self.rows(), number=number), self.read(Why)["why"]
        open_bag(bag=bag, why=why, by=self.actor, at=self.at)
        return self.tell(number)


class BagOff(BagAction):
    @extend_schema(summary="Take a whole bag off its flight", request=Why, responses={200: BagOut})
    def post(self, request: Request, number: str) -> Response:
        """It waits whole in the warehouse for another flight; the reason is told to buyers."""
        bag, why = self.one(self.rows(), number=number), self.read(Why)["why"]
        offload_bag(bag=bag, why=why, by=self.actor, at=self.at)
        return self.tell(number)
