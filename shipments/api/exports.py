"""Files of orders: asked for by a filter, written by a job, watched and taken."""

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from shipments.api.base import ApiListView, Body, listed
from shipments.api.errors import BadShape
from shipments.api.files import handed_out
from shipments.api.limits import MOST_VALUES
from shipments.exports.actions import start_export
from shipments.exports.models import ExportRun
from shipments.exports.queries import export_for, exports_for
from shipments.exports.writing import MEDIA_TYPES
from shipments.tracking.order_filter import OrderStageFilter


class ExportIn(Body):
    """Which orders, and how they are written."""

    form = serializers.ChoiceField(choices=("csv", "xlsx"), default="csv")
    filter = serializers.DictField(
        child=serializers.ListField(
            child=serializers.CharField(max_length=200), max_length=MOST_VALUES
        ),
        default=dict,
        help_text='The filters of the list of orders, each a list: {"status": ["paid"]}; '
        "empty for all orders; a day without a time is UTC's",
    )


class ExportOut(serializers.Serializer):
    number = serializers.CharField()
    kind = serializers.CharField()
    form = serializers.CharField()
    status = serializers.ChoiceField(choices=ExportRun.Status.choices)
    total = serializers.IntegerField(help_text="Orders in the file")
    done = serializers.IntegerField(help_text="How far it has come")
    filename = serializers.CharField()
    error = serializers.CharField()
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class ExportView(ApiListView):
    resource = "exports"
    serializer_class = ExportOut

    def rows(self) -> QuerySet[ExportRun]:
        return exports_for(self.actor)


class Exports(ExportView):
    @listed("exports", ExportOut, "Files asked for, newest first")
    def get(self, request: Request) -> Response:
        """Yours, or your company's, with how far each has come."""
        return self.page()

    @extend_schema(
        summary="Ask for a file of orders",
        description="Exactly the orders that fit the filter, without their buyers. A job writes "
        "the file: ask for its progress, then take it.",
        request=ExportIn,
        responses={202: ExportOut},
    )
    def post(self, request: Request) -> Response:
        given = self.read(ExportIn)
        params = {"query": query_of(given["filter"])}
        run = start_export(
            kind="orders", form=given["form"], params=params, by=self.actor, at=self.at
        )
        return Response(ExportOut(run).data, status=202)


def query_of(chosen: dict[str, list[str]]) -> str:
    """The filter as the list's own query. Raises BadShape for a name or a value that is none."""
    names = OrderStageFilter.base_filters
    if strangers := sorted(set(chosen) - set(names)):
        raise BadShape(_("There is no such filter."), {strangers[0]: ", ".join(names)})
    query = QueryDict(mutable=True)
    for name, values in chosen.items():
        query.setlist(name, values)
    filters = OrderStageFilter(query)
    if not filters.is_valid():
        wrong = {name: " ".join(texts) for name, texts in filters.errors.items()}
        raise BadShape(_("Some fields are not right."), wrong)
    return query.urlencode()


class ExportPage(ExportView):
    @extend_schema(summary="A file's progress")
    def get(self, request: Request, number: str) -> Response:
        """`waiting`, `running`, `done` or `failed`; once it is done take it at `/file/`."""
        return Response(ExportOut(self.one(self.rows(), number=number)).data)


class ExportFile(ExportView):
    @extend_schema(
        operation_id="export_file",
        summary="The file itself",
        description="As CSV or XLSX, as it was asked for; 404 until it is written.",
        responses={
            (200, kind): OpenApiResponse(OpenApiTypes.BINARY) for kind in MEDIA_TYPES.values()
        },
    )
    def get(self, request: Request, number: str) -> HttpResponse:
        run = export_for(self.actor, number)
        if run is None or run.content is None:
            raise Http404
        return handed_out(bytes(run.content), media_type=MEDIA_TYPES[run.form], name=run.filename)
