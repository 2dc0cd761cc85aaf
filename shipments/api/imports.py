"""Files of rows: given in, run by a job, watched, and the refused rows taken back."""

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from shipments.api.base import ApiListView, Body, Text, listed
from shipments.api.files import handed_out
from shipments.imports.actions import POLICIES, Options, start_import
from shipments.imports.layouts.registry import LAYOUTS
from shipments.imports.models import ImportRun
from shipments.imports.queries import imports_for
from shipments.imports.sheets import errors_file
from shipments.imports.table import DELIMITERS, ENCODINGS
from shipments.parties.models import Seller
from shipments.parties.queries import sellers_for

OPTIONS = ("layout", "policy", "timezone", "dry_run", "encoding", "delimiter", "day_first")
# Bytes of the largest request.
LARGEST = 64 * 1024 * 1024


class ImportIn(Body):
    """A form with one file. `timezone` is the clock of times that name none."""

    file = serializers.FileField(help_text="CSV or XLSX")
    kind = serializers.ChoiceField(choices=ImportRun.Kind.choices, default="orders")
    layout = serializers.ChoiceField(choices=["auto", *LAYOUTS], default="auto")
    policy = serializers.ChoiceField(choices=POLICIES, default="reject-rows")
    timezone = Text(40, default="Asia/Shanghai")
    dry_run = serializers.BooleanField(default=False)
    encoding = serializers.ChoiceField(choices=ENCODINGS, allow_blank=True, default="")
    delimiter = serializers.ChoiceField(choices=list(DELIMITERS), allow_blank=True, default="")
    day_first = serializers.BooleanField(
        allow_null=True,
        default=None,
        help_text="How 03/11/2026 is read; else it is an error",
    )
    seller = Text(20, help_text="For staff: the seller's code; empty if the file names sellers")


class ImportOut(serializers.Serializer):
    number = serializers.CharField()
    kind = serializers.ChoiceField(choices=ImportRun.Kind.choices)
    status = serializers.ChoiceField(choices=ImportRun.Status.choices)
    filename = serializers.CharField()
    layout = serializers.CharField(help_text="Once it runs, the one that `auto` has recognised")
    policy = serializers.CharField()
    dry_run = serializers.BooleanField()
    created = serializers.IntegerField(help_text="Orders, products or sellers made")
    repeated = serializers.IntegerField(help_text="Known before, with the same contents")
    changed = serializers.IntegerField(help_text="Known before, and brought up to date")
    differing = serializers.IntegerField(help_text="Known before, with contents left to a person")
    refused = serializers.IntegerField()
    rows_total = serializers.IntegerField(help_text="Rows of the file, known once it is begun")
    rows_read = serializers.IntegerField(help_text="How far it has come: the sum of those below")
    rows_created = serializers.IntegerField()
    rows_repeated = serializers.IntegerField()
    rows_changed = serializers.IntegerField()
    rows_differing = serializers.IntegerField()
    rows_refused = serializers.IntegerField()
    lines = serializers.IntegerField()
    total_rub = serializers.DecimalField(max_digits=16, decimal_places=2)
    error = serializers.CharField()
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class ImportView(ApiListView):
    resource = "imports"
    serializer_class = ImportOut

    def rows(self) -> QuerySet[ImportRun]:
        return imports_for(self.actor)


class Imports(ImportView):
    parser_classes = (MultiPartParser,)
    max_body = LARGEST

    @listed("imports", ImportOut, "Imports, newest first")
    def get(self, request: Request) -> Response:
        """The files given in, with how far each has come and what became of its rows."""
        return self.page()

    @extend_schema(
        summary="Give a file in",
        description="The answer comes at once with the status `waiting`; a job runs the file:"
        " ask for its progress until the status is `done` or `failed`.",
        request={"multipart/form-data": ImportIn},
        responses={202: ImportOut},
    )
    def post(self, request: Request) -> Response:
        given = self.read(ImportIn)
        run = start_import(
            kind=given["kind"],
            content=given["file"].read(),
            filename=given["file"].name,
            seller=self.seller(given["seller"]),
            options=Options(**{name: given[name] for name in OPTIONS}),
            by=self.actor,
            at=self.at,
        )
        return Response(ImportOut(run).data, status=202)

    def seller(self, code: str) -> Seller | None:
        """Whose file it is: the caller's own; for staff the seller named, or none."""
        if not code and self.actor.seller_id is None:
            return None
        return sellers_for(self.actor).get(pk=self.seller_id(code))


class ImportPage(ImportView):
    @extend_schema(summary="An import's progress and outcome")
    def get(self, request: Request, number: str) -> Response:
        """Every row of the file stands under exactly one word: created, repeated, changed,
        differing or refused."""
        return Response(ImportOut(self.one(self.rows(), number=number)).data)


class ImportErrors(ImportView):
    writes = True

    @extend_schema(
        operation_id="import_errors",
        summary="The rows that were not taken, as a file",
        description="The rows refused or differing, in the layout of your file with a column that "
        "says why: mend it and give it in again. They name receivers in full, so it needs the "
        "scope to write. 404 where there is none, and once they are no longer kept.",
        responses={(200, "text/csv"): OpenApiResponse(OpenApiTypes.STR)},
    )
    def get(self, request: Request, number: str) -> HttpResponse:
        run = self.one(self.rows(), number=number)
        if not run.errors.exists():
            raise Http404
        name = f"{run.number}.errors.csv"
        return handed_out(errors_file(run), media_type="text/csv; charset=utf-8", name=name)
