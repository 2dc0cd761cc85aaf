"""Declarations out of China and into Russia, and the decisions that customs staff record."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from customs.declarations.by_hand import decide
from customs.declarations.decisions import pay_duty
from customs.declarations.filters import DeclarationFilter, LineFilter
from customs.declarations.models import ExportDeclaration
from customs.declarations.queries import declaration_of, declarations_for, lines_for
from customs.declarations.rules import preview_decision
from shipments.api.base import Body, Door, ListDoor, Numbers, Text, listed
from shipments.api.money import Roubles
from shipments.parcels.models import ExportClearance, ImportClearance
from shipments.parcels.queries import parcels_for, parcels_named


class DeclarationOut(serializers.Serializer):
    """The export list (CEB603) of one parcel: our number and, once given, the authority's."""

    parcel = serializers.CharField(source="parcel.number")
    status = serializers.ChoiceField(choices=ExportDeclaration.Status.choices)
    mode = serializers.CharField(help_text="9610, 1210 or 9810")
    cop_number = serializers.CharField()
    authority_number = serializers.CharField()
    attempt = serializers.IntegerField()
    last_receipt = serializers.CharField()
    last_receipt_at = serializers.DateTimeField(allow_null=True)
    last_receipt_info = serializers.CharField()
    filed_at = serializers.DateTimeField(allow_null=True)


class ImportLineOut(serializers.Serializer):
    """One individual waybill of an import registry; `working` shows how the duty came about."""

    parcel = serializers.CharField(source="parcel.number")
    consolidation = serializers.CharField(source="registry.consolidation.mawb")
    registration_number = serializers.CharField(source="registry.registration_number")
    position = serializers.IntegerField()
    decision = serializers.CharField()
    decided_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()
    duty = Roubles(source="duty_rub")
    fee = Roubles(source="fee_rub")
    working = serializers.ListField(child=serializers.JSONField())


class BothOut(serializers.Serializer):
    """What was filed for one parcel on both sides, and how it stands."""

    parcel = serializers.CharField(source="number")
    export_clearance = serializers.ChoiceField(choices=ExportClearance.choices)
    import_clearance = serializers.ChoiceField(choices=ImportClearance.choices)
    export = DeclarationOut(source="export_declaration", allow_null=True, default=None)
    lines = ImportLineOut(many=True, source="import_lines.all")


class DecisionIn(Body):
    """One decision for up to 1,000 parcels; `code` is one of our event codes of a clearance."""

    parcels = Numbers()
    code = Text(24, required=True)
    reason = Text(300)


class RefusedParcel(serializers.Serializer):
    parcel = serializers.CharField()
    message = serializers.CharField()


class PreviewOut(serializers.Serializer):
    """What a decision would do: how many it moves by present status, and which it cannot."""

    by_status = serializers.DictField(child=serializers.IntegerField())
    refused = RefusedParcel(many=True)


class DecidedOut(serializers.Serializer):
    accepted = serializers.IntegerField()
    repeated = serializers.IntegerField()
    refused = RefusedParcel(many=True)


class DutyPaid(Body):
    reference = Text(80, required=True, help_text="The payment's own name; it counts once")


class DeclarationDoor(ListDoor):
    resource = "declarations"
    serializer_class = DeclarationOut

    def rows(self):
        return declarations_for(self.actor)

    def parcels(self, numbers: list[str]) -> tuple[dict[str, int], list[tuple[str, str]]]:
        """Rows by number of the parcels the caller may see, and a reason for each other one."""
        named = parcels_named(parcels_for(self.actor), numbers)
        found = {number: pk for number, (pk, _own) in named.items()}
        text = _("There is no such parcel.")
        return found, [(number, text) for number in dict.fromkeys(numbers) if number not in found]


class Declarations(DeclarationDoor):
    filterset_class = DeclarationFilter

    @listed("declarations", DeclarationOut, "Export declarations, newest first")
    def get(self, request):
        """What was prepared for the customs of China, parcel by parcel, and the latest receipt."""
        return self.page()

    @extend_schema(
        summary="Record a decision for many parcels",
        description="For customs staff. Parcels that the decision cannot touch are named with the "
        "reason; the others take it.",
        request=DecisionIn,
        responses={200: DecidedOut},
    )
    def post(self, request):
        given = self.read(DecisionIn)
        found, missing = self.parcels(given["parcels"])
        recorded, refused = decide(
            parcel_ids=list(found.values()),
            code=given["code"],
            reason=given["reason"],
            by=self.actor,
            at=self.at,
        )
        counts = {"accepted": recorded.accepted, "repeated": recorded.repeated}
        return Response({**counts, "refused": told([*missing, *refused])})


class DeclarationPreview(DeclarationDoor):
    @extend_schema(
        summary="What a decision would do",
        description="By present status how many parcels it moves, and which it cannot; nothing is "
        "recorded.",
        request=DecisionIn,
        responses={200: PreviewOut},
    )
    def post(self, request):
        given = self.read(DecisionIn)
        found, missing = self.parcels(given["parcels"])
        parcels = list(parcels_for(self.actor).filter(pk__in=found.values()))
        preview = preview_decision(parcels=parcels, code=given["code"])
        refused = told([*missing, *preview.refused])
        return Response({"by_status": preview.by_status, "refused": refused})


def told(refused: list[tuple[str, str]]) -> list[dict[str, Any]]:
    return [{"parcel": number, "message": message} for number, message in refused]


class ImportLines(ListDoor):
    resource = "declarations"
    serializer_class = ImportLineOut
    filterset_class = LineFilter

    def rows(self):
        return lines_for(self.actor)

    @listed("import_lines", ImportLineOut, "Lines of import registries, newest first")
    def get(self, request):
        """Each parcel as the customs of Russia see it: decision, duty, fee, and how they were
        worked out."""
        return self.page()


class ParcelDoor(Door):
    resource = "declarations"
    serializer_class = BothOut

    def parcel(self, number: str):
        """The parcel with all that was declared of it. Raises Http404."""
        found = declaration_of(self.actor, number)
        if found is None:
            raise Http404
        return found


class DeclarationPage(ParcelDoor):
    @extend_schema(summary="Both declarations of one parcel")
    def get(self, request, number):
        """What was prepared on both sides, and how it stands; null where there is nothing yet."""
        return Response(BothOut(self.parcel(number)).data)


class DutyPayment(ParcelDoor):
    @extend_schema(
        summary="The buyer has paid the duty",
        description="For customs staff. The same reference counts once; 409 `no_duty_due` where "
        "nothing is owed.",
        request=DutyPaid,
        responses={200: BothOut},
    )
    def post(self, request, number):
        parcel, reference = self.parcel(number), self.read(DutyPaid)["reference"]
        pay_duty(parcel=parcel, reference=reference, by=self.actor, at=self.at)
        return Response(BothOut(self.parcel(number)).data)
