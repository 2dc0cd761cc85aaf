"""What every machine's interface has: who asks, what its key may do, one shape of answers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, TypeVar, cast

from django.conf import settings
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import Filter, FilterSet
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import SAFE_METHODS, AllowAny, BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from shipments import clock
from shipments.access.actors import actor_of_user
from shipments.access.entry import EnteredRequest
from shipments.access.keys import Machine, may_use
from shipments.actor import NOBODY, Actor, Role
from shipments.api.errors import BadShape
from shipments.api.files import AnyKind
from shipments.api.idempotency import answer_once, digest_of_request, owner_of
from shipments.api.strict import check_size, is_clean
from shipments.errors import Duplicate, NotFound
from shipments.moments import read_moment
from shipments.parties.queries import sellers_for

# Of a number that several sellers may have: whose it is.
SELLER = OpenApiParameter(
    "seller", str, description="For staff: the seller's code, where several have this number"
)
# The longest name of a stranger that a refusal repeats.
LONGEST_NAME = 80
Row = TypeVar("Row", bound=Model)
Handler = TypeVar("Handler", bound=Callable[..., Response])


def actor_of(request: Request) -> Actor:
    """The actor of a request that came with a key or a session."""
    user: object = request.user
    if isinstance(user, Machine):
        return user.actor
    return actor_of_user(user) if user else NOBODY


class InScope(BasePermission):
    """The key's scopes cover the resource; people need a role, and one that writes for changes."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not isinstance(view, ApiView):
            return False
        actor = view.actor
        write = view.writes or request.method not in SAFE_METHODS
        if not may_use(actor, view.resource, write=write):
            verb = "write" if write else "read"
            raise PermissionDenied(_("This key lacks the scope %s.") % f"{view.resource}:{verb}")
        return actor.can_write if write else actor.roles != {Role.NOBODY}


class ApiView(GenericAPIView):
    """A resource of the API. `resource` is the word of its scopes, `max_body` in bytes;
    `parameters` what its address may ask for beside the filters of a list. `writes` is true where
    even looking needs the scope to write."""

    resource = ""
    writes = False
    max_body = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    parameters: tuple[OpenApiParameter, ...] = ()
    content_negotiation_class = AnyKind
    permission_classes: Sequence[type[BasePermission]] = (IsAuthenticated, InScope)
    metadata_class = None
    filter_backends: Sequence[type[DjangoFilterBackend]] = ()
    filterset_class: type[FilterSet] | None = None
    serializer_class: type[serializers.Serializer] = serializers.Serializer
    at: datetime

    @property
    def actor(self) -> Actor:
        if getattr(self, "swagger_fake_view", False):
            return NOBODY
        if not hasattr(self, "_actor"):
            self._actor = actor_of(self.request)
            cast(EnteredRequest, self.request._request).actor = self._actor
        return self._actor

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        check_size(request, self.max_body)
        _check_address(request, kwargs)
        if not request.content_type.startswith("multipart/"):
            _ = request.body  # kept, since the CSRF check and the parser read it away
        super().initial(request, *args, **kwargs)
        self.refuse_strangers(request)
        self.at = clock.now()
        is_known = self.actor.roles != {Role.NOBODY}
        is_once = request.method == "POST" and "Idempotency-Key" in request.headers
        if is_known and is_once and (post := handler_of(self, "POST")):
            # dispatch asks for the handler after this, so what it gets is the guarded one
            vars(self)["post"] = partial(self._once, post)

    def refuse_strangers(self, request: Request) -> None:
        """Raise BadShape for a word in the query that this address does not know."""
        known = known_parameters(self, request.method or "")
        if strangers := [name for name in request.query_params if name not in known]:
            words = _known(known)
            raise BadShape(
                _("Some parameters are not known."), dict.fromkeys(_cut(strangers), words)
            )

    def _once(self, post: Callable, request: Request, *args: Any, **kwargs: Any) -> Response:
        def action() -> Response:
            try:
                with transaction.atomic():
                    return post(request, *args, **kwargs)
            except Exception as error:
                return self.handle_exception(error)  # its savepoint is rolled back

        owner = owner_of(self.actor, request.auth)
        key = request.headers["Idempotency-Key"]
        return answer_once(owner, key, digest_of_request(request), action)

    def read(self, shape: type[serializers.Serializer], **options: Any) -> dict[str, Any]:
        """The validated body. Raises rest_framework's ValidationError."""
        given = shape(data=self.request.data, **options)
        given.is_valid(raise_exception=True)
        return given.validated_data

    def seller_id(self, code: str = "") -> int:
        """The seller a row is for: the caller's own; staff name one. Raises NotFound, BadShape."""
        if self.actor.seller_id is not None and not code:
            return self.actor.seller_id
        if not code:
            raise BadShape(_("Name the seller."), {"seller": _("This field is required.")})
        found = sellers_for(self.actor).filter(code=code).first()
        if found is None:
            raise NotFound("no_seller", _("There is no such seller."), {"seller": code})
        return found.pk

    def one(self, rows: QuerySet[Row], **names: Any) -> Row:
        """The one row of these names. Raises Http404, and Duplicate where staff must say whose."""
        way = getattr(rows.model, "seller_path", None)
        if way and (seller := self.request.query_params.get("seller")):
            names[f"{way}__code"] = seller
        found = list(rows.filter(**names)[:2])
        if not found:
            raise Http404
        if len(found) > 1:
            raise Duplicate("ambiguous", _("Several sellers have this number; add ?seller=CODE."))
        return found[0]


def _check_address(request: Request, kwargs: dict[str, Any]) -> None:
    """Refuse texts in the address that no database could keep."""
    if not all(is_clean(value) for value in kwargs.values() if isinstance(value, str)):
        raise Http404
    for name, values in request.query_params.lists():
        if not all(is_clean(value) for value in (name, *values)):
            raise BadShape(_("The address holds signs that are no text."), {"query": ""})


class ApiListView(ApiView):
    """A resource with a paged, filtered list; `rows` gives the query."""

    filter_backends = (DjangoFilterBackend,)

    def rows(self) -> QuerySet:
        raise NotImplementedError

    def get_queryset(self) -> QuerySet:
        return self.rows()

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """The rows asked for; where nothing is asked no filter is built."""
        asked = self.request.query_params.keys() & filters_of(self).keys()
        return super().filter_queryset(queryset) if asked else queryset

    def paginate_queryset(self, queryset: Any) -> list[Any]:
        return super().paginate_queryset(queryset) or []

    def page(self, shape: type[serializers.Serializer] | None = None) -> Response:
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response((shape or self.serializer_class)(rows, many=True).data)


def listed(
    resource: str, shape: type[serializers.Serializer], summary: str, *, of: str = "list"
) -> Callable[[Handler], Handler]:
    """Documents a GET that answers pages of `shape`; its filters and pages may be asked for."""
    document = extend_schema(
        operation_id=f"{resource}_{of}", summary=summary, responses={200: shape(many=True)}
    )

    def mark(get: Handler) -> Handler:
        vars(get)["is_list"] = True
        return document(get)

    return mark


def handler_of(view: APIView, method: str) -> Callable[..., Response] | None:
    """What answers a method; None where nothing does."""
    return getattr(view, method.lower(), None)


def is_list(view: APIView, method: str) -> bool:
    """Whether a method answers pages, see `listed`."""
    return getattr(handler_of(view, method), "is_list", False)


def filters_of(view: ApiView) -> Mapping[str, Filter]:
    """The filters of a list by name."""
    return view.filterset_class.base_filters if view.filterset_class else {}


def known_parameters(view: ApiView, method: str) -> list[str]:
    """The words that a query to this address may hold."""
    names = [parameter.name for parameter in view.parameters]
    if is_list(view, method):
        names += [*filters_of(view), "cursor", "page_size"]
    return names


def refuse_others(body: Mapping[str, Any], *known: str) -> None:
    """Raise BadShape for a field that nobody knows; for bodies that no serializer reads."""
    if strangers := [name for name in body if name not in known]:
        raise BadShape(
            _("Some fields are not right."), dict.fromkeys(_cut(strangers), _known(known))
        )


def _known(names: Iterable[str]) -> str:
    """What would have been understood."""
    text = ", ".join(names)
    return _("Known are: %s.") % text if text else _("None is known here.")


def _cut(names: Iterable[Any]) -> list[str]:
    return [str(name)[:LONGEST_NAME] for name in names]


class NoSuchAddress(APIView):
    """What is not there is refused in the same shape as everything else."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    content_negotiation_class = AnyKind
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise Http404


class Body(serializers.Serializer):
    """What a machine sends. A field that nobody knows is refused by its name: it was meant."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping) and (
            strangers := [item for item in data if item not in self.fields]
        ):
            raise serializers.ValidationError(dict.fromkeys(_cut(strangers), _known(self.fields)))
        return super().to_internal_value(data)


def one_to(most: int) -> dict[str, Any]:
    """The options of a body of which another holds a list."""
    return {"many": True, "min_length": 1, "max_length": most}


class Moment(serializers.DateTimeField):
    """An aware moment, ISO 8601 with an offset; one without an offset is refused."""

    def to_internal_value(self, value: Any) -> Any:
        moment = read_moment(value)
        if isinstance(moment, str):
            raise serializers.ValidationError(moment)
        return moment


class Text(serializers.CharField):
    """One line or more of clean text; empty unless `required`."""

    def __init__(self, max_length: int, **options: Any) -> None:
        if not options.get("required", False):
            options = {"required": False, "allow_blank": True, "default": "", **options}
        super().__init__(max_length=max_length, **options)


class Reason(Text):
    """One of some words, which each reader has in his language, or a text that is told as it is."""

    def __init__(self, max_length: int, words: list[str]) -> None:
        told = f"One of {', '.join(words)}, told in each reader's language; another text as it is"
        super().__init__(max_length, required=True, help_text=told)


class Ruled:
    """A field that a rule reads: what is wrong is told in the rule's own words.

    `rule` raises ValueError with the sentence that says what is wrong.
    """

    rule: Callable[[Any], Any]

    def to_internal_value(self, data: Any) -> Any:
        try:
            return self.rule(data)
        except ValueError as error:
            raise serializers.ValidationError(str(error.args[0])) from None


class Pieces(Ruled, serializers.IntegerField):
    """A whole number of pieces, from 1."""

    def __init__(self, rule: Callable[[Any], int], most: int) -> None:
        super().__init__(min_value=1, max_value=most)
        self.rule = rule


class Money(serializers.DecimalField):
    """Roubles or yuan as text with two decimals, never below nothing."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_digits": 12, "decimal_places": 2, "min_value": 0, **options})


class Numbers(serializers.ListField):
    """1 to 1,000 numbers."""

    child = Text(60, required=True)

    def __init__(self, **options: Any) -> None:
        super().__init__(min_length=1, max_length=1_000, **options)


class Why(Body):
    """An action with its reason."""

    why = Text(300, required=True, help_text=gettext_lazy("The reason, kept in the history."))


class Nothing(Body):
    """An action that needs no words: an empty object, or nothing at all."""
