"""The one place where a page answers a refusal: beside a form's fields, or above another page."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from shipments.errors import Refused
from shipments.web.requests import ActorRequest

Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[ActorRequest, Arguments], HttpResponseBase]


def refusals_go_to(
    page: str | Callable[..., str], *names: str
) -> Callable[[View[Arguments]], View[Arguments]]:
    """A view whose refusals are said above another page.

    `page` is the name of an address, `names` those of the view's own arguments that it has; or a
    function of the view's request and arguments that gives the address.
    """

    def decorate(view: View[Arguments]) -> View[Arguments]:
        @wraps(view)
        def answer(
            request: ActorRequest, *args: Arguments.args, **kwargs: Arguments.kwargs
        ) -> HttpResponseBase:
            try:
                return view(request, *args, **kwargs)
            except Refused as refused:
                show_refusal(request, refused)
            if callable(page):
                return redirect(page(request, *args, **kwargs))
            place: dict[str, Any] = {name: kwargs[name] for name in names}
            return redirect(page, **place)

        return answer

    return decorate


@contextmanager
def refusals_told(request: HttpRequest, kind: type[Refused] = Refused) -> Iterator[None]:
    """What is refused inside is said above the page that comes next; of one kind only, if told."""
    try:
        yield
    except kind as refused:
        show_refusal(request, refused)


class RefusalsBeside:
    """See `refusals_in`; a class, because of a generator mypy thinks that it swallows nothing."""

    def __init__(self, form: forms.Form, field: str | None) -> None:
        self.form, self.field = form, field

    def __enter__(self) -> None:
        """Nothing to begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: object
    ) -> bool:
        if not isinstance(error, Refused):
            return False
        self.form.add_error(field_at_fault(self.form, error, self.field), error.message)
        return True


def refusals_in(form: forms.Form, field: str | None = None) -> RefusalsBeside:
    """What is refused inside stands beside the field at fault, and the page goes on to show it.

    `field` is where a refusal stands that names no field of the form.
    """
    return RefusalsBeside(form, field)


def field_at_fault(form: forms.Form, refused: Refused, field: str | None = None) -> str | None:
    """The first field of a form that a refusal names."""
    return next((name for name in refused.fields if name in form.fields), field)


@contextmanager
def faults_in(form: forms.Form) -> Iterator[None]:
    """The same for actions that judge every field and give a reason for each."""
    try:
        yield
    except Refused as refused:
        for name, reason in refused.fields.items():
            form.add_error(name if name in form.fields else None, str(reason))
        if not refused.fields:
            form.add_error(None, refused.message)


def show_refusal(request: HttpRequest, refused: Refused) -> None:
    """Say what a rule refused."""
    messages.error(request, refused.message)
