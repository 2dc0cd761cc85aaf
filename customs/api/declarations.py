"""Declarations out of China and into Russia, and the decisions that customs staff record."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from customs.declarations.filters import DeclarationFilter, LineFilter
from customs.declarations.manual_decisions import decide
from customs.declarations.models import ExportDeclaration, ImportLine, ImportRegistry
from customs.declarations.payments import open_rub, pay_duty
from customs.declarations.queries import declaration_of, declarations_for, lines_for
from customs.declarations.rules import preview_decision
from shipments.api.base import ApiListView, ApiView, Body, Numbers, Text, listed
from shipments.api.money import MoneyOut, Roubles
from shipments.parcels.models import ExportClearance, ImportClearance, Parcel
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
    registry = serializers.IntegerField(
        source="registry.sequence", help_text="1 for the first of a consolidation, 2 for a new one"
    )
    registry_status = serializers.ChoiceField(
        source="registry.status", choices=ImportRegistry.Status.choices
    )
    registration_number = serializers.SerializerMethodField(
        help_text="Customs' number of the filing that it answered; empty while none is known"
    )
    position = serializers.IntegerField()
    decision = serializers.CharField(help_text="Customs' own code; empty where a person recorded")
    decided_code = serializers.CharField(help_text="The decision as our event code")
    decided_by = serializers.CharField(help_text="Who recorded it by hand")
    decided_at = serializers.DateTimeField(allow_null=True)
    reason_code = serializers.CharField()
    reason = serializers.CharField()
    duty = Roubles(source="duty_rub")
    fee = Roubles(source="fee_rub")
    duty_day = serializers.DateField(
        allow_null=True,
        help_text="The day it was worked out for, or an officer said it; then it does not move",
    )
    rate_eur = serializers.DecimalField(max_digits=14, decimal_places=6, allow_null=True)
    rate_day = serializers.DateField(allow_null=True)
    needs_person = serializers.BooleanField()
    working = serializers.ListField(child=serializers.JSONField())

    def get_registration_number(self, line: ImportLine) -> str:
        return line.registration_number or line.registry.registration_number


class DutyPaymentOut(serializers.Serializer):
    reference = serializers.CharField()
    amount = Roubles(source="amount_rub")
    paid_on = serializers.DateField()


class BothOut(serializers.Serializer):
    """What was prepared for one parcel on both sides, what customs said, and what is not paid."""

    parcel = serializers.CharField(source="number")
    export_clearance = serializers.ChoiceField(choices=ExportClearance.choices)
    import_clearance = serializers.ChoiceField(choices=ImportClearance.choices)
    export = DeclarationOut(source="export_declaration", allow_null=True, default=None)
    lines = ImportLineOut(many=True, source="import_lines.all")
    payments = DutyPaymentOut(many=True, source="duty_payments.all")
    duty_open = serializers.SerializerMethodField(
        help_text="What is due and not paid; null while a person must say what is due"
    )

    @extend_schema_field(MoneyOut(allow_null=True))
    def get_duty_open(self, parcel: Parcel) -> dict[str, str] | None:
        rub = open_rub(parcel)
        return None if rub is None else Roubles().to_representation(rub)


class DecisionIn(Body):
    """One decision for up to 1,000 parcels; `code` is one of our event codes of a clearance."""

    parcels = Numbers()
    code = Text(24, required=True)
    reason = Text(300)
    also = serializers.ListField(
        child=Text(40),
        required=False,
        default=list,
        max_length=10,
        help_text="Gates that a release opens: duty, documents, inspection, suspended, detained, "
        "or two joined as documents+duty. What stands before another one is refused.",
    )


class RefusedParcel(serializers.Serializer):
    parcel = serializers.CharField()
    message = serializers.CharField()


class ApartOut(serializers.Serializer):
    gate = serializers.CharField()
    message = serializers.CharField(source="label")
    parcels = serializers.IntegerField()
    duty_open = Roubles(source="open_rub")
    numbers = serializers.ListField(child=serializers.CharField(), help_text="The first 50")


class PreviewOut(serializers.Serializer):
    """What a decision would do: how many it moves by present status, and which it cannot.

    `apart` is what a release leaves alone unless `also` names its gate.
    """

    by_status = serializers.DictField(child=serializers.IntegerField())
    apart = ApartOut(many=True)
    refused = RefusedParcel(many=True)


class DecidedOut(serializers.Serializer):
    accepted = serializers.IntegerField()
    repeated = serializers.IntegerField()
    refused = RefusedParcel(many=True)


class DutyPaid(Body):
    reference = Text(80, required=True, help_text="The payment's own number; it counts once")
    amount = serializers.DecimalField(
        max_digits=11, decimal_places=2, help_text="Roubles that were paid"
    )
    paid_on = serializers.DateField()


class DeclarationView(ApiListView):
    resource = "declarations"
    serializer_class = DeclarationOut

    def rows(self) -> QuerySet[ExportDeclaration]:
        return declarations_for(self.actor)

    def parcels(self, numbers: list[str]) -> tuple[dict[str, int], list[tuple[str, str]]]:
        """Rows by number of the parcels the caller may see, and a reason for each other one."""
        named = parcels_named(parcels_for(self.actor), numbers)
        found = {number: pk for number, (pk, _own) in named.items()}
        text = _("There is no such parcel.")
        return found, [(number, text) for number in dict.fromkeys(numbers) if number not in found]


class Declarations(DeclarationView):
    filterset_class = DeclarationFilter

    @listed("declarations", DeclarationOut, "Export declarations, newest first")
    def get(self, request: Request) -> Response:
        """What was prepared for the customs of China, parcel by parcel, and the latest receipt."""
        return self.page()

    @extend_schema(
        summary="Record a decision for many parcels",
        description="For customs staff. Parcels that the decision cannot touch are named with the "
        "reason; the others take it. A release leaves alone what owes duty, lacks papers or is "
        "under inspection, unless `also` says so.",
        request=DecisionIn,
        responses={200: DecidedOut},
    )
    def post(self, request: Request) -> Response:
        given = self.read(DecisionIn)
        found, missing = self.parcels(given["parcels"])
        recorded, refused = decide(
            parcel_ids=list(found.values()),
            code=given["code"],
            reason=given["reason"],
            also=given["also"],
            by=self.actor,
            at=self.at,
        )
        counts = {"accepted": recorded.accepted, "repeated": recorded.repeated}
        return Response({**counts, "refused": told([*missing, *refused])})


class DeclarationPreview(DeclarationView):
    @extend_schema(
        summary="What a decision would do",
        description="By present status how many parcels it moves, and which it cannot; nothing is "
        "recorded.",
        request=DecisionIn,
        responses={200: PreviewOut},
    )
    def post(self, request: Request) -> Response:
        given = self.read(DecisionIn)
        found, missing = self.parcels(given["parcels"])
        parcels = list(parcels_for(self.actor).filter(pk__in=found.values()))
        preview = preview_decision(parcels=parcels, code=given["code"], also=given["also"])
        refused = told([*missing, *preview.refused])
        apart = ApartOut(preview.apart, many=True).data
        return Response({"by_status": preview.by_status, "apart": apart, "refused": refused})


def told(refused: list[tuple[str, str]]) -> list[dict[str, Any]]:
    return [{"parcel": number, "message": message} for number, message in refused]


class ImportLines(ApiListView):
    resource = "declarations"
    serializer_class = ImportLineOut
    filterset_class = LineFilter

    def rows(self) -> QuerySet[ImportLine]:
        return lines_for(self.actor)

    @listed("import_lines", ImportLineOut, "Lines of import registries, newest first")
    def get(self, request: Request) -> Response:
        """Each parcel as the customs of Russia see it: decision, duty, fee, and how they were
        worked out."""
        return self.page()


class ParcelView(ApiView):
    resource = "declarations"
    serializer_class = BothOut

    def parcel(self, number: str) -> Parcel:
        """The parcel with all that was declared of it. Raises Http404."""
        found = declaration_of(self.actor, number)
        if found is None:
            raise Http404
        return found


class DeclarationPage(ParcelView):
    @extend_schema(summary="Both declarations of one parcel")
    def get(self, request: Request, number: str) -> Response:
        """What was prepared on both sides, and how it stands; null where there is nothing yet."""
        return Response(BothOut(self.parcel(number)).data)


class DutyPayment(ParcelView):
    @extend_schema(
        summary="The duty was paid: number, sum and day of the payment",
        description="For customs staff. The parcel is duty_paid once what was paid covers what is "
        "due. The same reference counts once; 409 `no_duty_due` where nothing is owed.",
        request=DutyPaid,
        responses={200: BothOut},
    )
    def post(self, request: Request, number: str) -> Response:
        parcel, given = self.parcel(number), self.read(DutyPaid)
        pay_duty(
            parcel=parcel,
            reference=given["reference"],
            amount_rub=given["amount"],
            paid_on=given["paid_on"],
            by=self.actor,
            at=self.at,
        )
        return Response(BothOut(self.parcel(number)).data)
