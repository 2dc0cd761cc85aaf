"""Partners' messages as they come: Cargo-IMP text, customs' XML, the post's XML, CDEK's JSON."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from shipments.api.base import ApiView
from shipments.api.events import AcceptedOut, shaped
from shipments.carriers.reading import read_message
from shipments.carriers.recognition import AUTO, FORMAT_NAMES
from shipments.errors import Refused
from shipments.exchange.findings import Fault


class Raw(BaseParser):
    """The body as it came."""

    def parse(self, stream: Any, media_type: str | None = None, context: Any = None) -> Any:
        return stream.read()


class PlainText(Raw):
    media_type = "text/plain"


class Xml(Raw):
    media_type = "application/xml"


class TextXml(Raw):
    media_type = "text/xml"


class Json(Raw):
    media_type = "application/json"


class ProblemOut(serializers.Serializer):
    line = serializers.IntegerField(help_text="From 1; 0 is the whole message")
    text = serializers.CharField(help_text="The line as it came")
    message = serializers.CharField(help_text="Why it could not be taken")


class MessageOut(AcceptedOut):
    format = serializers.ChoiceField(choices=FORMAT_NAMES)
    message = serializers.CharField(help_text="The number under which we keep it")
    outcome = serializers.ChoiceField(choices=["read", "partly", "waiting", "refused"])
    problems = ProblemOut(many=True)


class Messages(ApiView):
    resource = "messages"
    parser_classes = (PlainText, Xml, TextXml, Json)
    serializer_class = MessageOut
    parameters = (OpenApiParameter("format", str, enum=[AUTO, *FORMAT_NAMES], default=AUTO),)

    @extend_schema(
        summary="Give a partner's raw message in",
        description="A partner sends its own formats only. The message is kept whole before it is "
        "read: what can be read counts, each line that cannot is a problem and waits for a person. "
        "Only a message of which nothing can be read is refused (422); it is kept as well.",
        request={
            "text/plain": OpenApiTypes.STR,
            "application/xml": OpenApiTypes.STR,
            "application/json": OpenApiTypes.OBJECT,
        },
        responses={200: MessageOut},
    )
    def post(self, request: Request) -> Response:
        body: object = request.data
        content = body if isinstance(body, bytes) else b""
        name = request.query_params.get("format", AUTO)
        try:
            found, answer = read_message(content=content, by=self.actor, at=self.at, name=name)
        except Refused as refused:
            return self.handle_exception(refused)  # answered here: what was kept is not undone
        return Response(
            {
                "format": found,
                "message": answer.message.number,
                "outcome": answer.outcome,
                **shaped(answer),
                "problems": [_problem(fault) for fault in answer.faults],
            }
        )


def _problem(fault: Fault) -> dict[str, Any]:
    return {"line": fault.line, "text": fault.text, "message": str(fault.reason)}
