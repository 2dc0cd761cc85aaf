"""The one place where a page answers a refusal: beside a form's fields, or above another page."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Concatenate, ParamSpec

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
                tell_refusal(request, refused)
            if callable(page):
                return redirect(page(request, *args, **kwargs))
            return redirect(page, **{name: kwargs[name] for name in names})

        return answer

    return decorate


@contextmanager
def refusals_in(form: forms.Form) -> Iterator[None]:
    """What is refused inside is said by the form, and the page goes on to show it."""
    try:
        yield
    except Refused as refused:
        faults = {name: text for name, text in refused.fields.items() if name in form.fields}
        for name, text in faults.items():
            form.add_error(name, str(text))
        if not faults:
            form.add_error(None, refused.message)


def tell_refusal(request: HttpRequest, refused: Refused) -> None:
    """Say what a rule refused."""
    messages.error(request, refused.message)
