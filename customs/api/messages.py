"""Partners' messages as they come: Cargo-IMP text, customs' XML, the post's XML, CDEK's JSON."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.parsers import BaseParser
from rest_framework.response import Response

from customs.reading import AUTO, FORMATS, read_message
from shipments.api.base import Door
from shipments.api.events import AcceptedOut, shaped


class Raw(BaseParser):
    """The body as it came."""

    def parse(self, stream: Any, media_type: str | None = None, context: Any = None) -> bytes:
        return stream.read()


class PlainText(Raw):
    media_type = "text/plain"


class Xml(Raw):
    media_type = "application/xml"


class TextXml(Raw):
    media_type = "text/xml"


class Json(Raw):
    media_type = "application/json"


class MessageOut(AcceptedOut):
    format = serializers.ChoiceField(choices=list(FORMATS))


class Messages(Door):
    resource = "messages"
    parser_classes = (PlainText, Xml, TextXml, Json)
    serializer_class = MessageOut

    @extend_schema(
        summary="Give a partner's raw message in",
        description="A partner sends its own formats only.",
        parameters=[OpenApiParameter("format", str, enum=[AUTO, *FORMATS], default=AUTO)],
        request={
            "text/plain": OpenApiTypes.STR,
            "application/xml": OpenApiTypes.OBJECT,
            "application/json": OpenApiTypes.OBJECT,
        },
        responses={200: MessageOut},
    )
    def post(self, request):
        content = request.data if isinstance(request.data, bytes) else b""
        name = request.query_params.get("format", AUTO)
        found, answer = read_message(content=content, by=self.actor, at=self.at, name=name)
        return Response({"format": found, **shaped(answer)})
