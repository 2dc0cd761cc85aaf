"""Where a page says what was refused: beside the field, above the form, or above another page."""

from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from shipments.errors import BadInput, NotAllowed
from shipments.web.refusals import faults_in, refusals_go_to, refusals_in, refusals_told


class NameForm(forms.Form):
    name = forms.CharField()
    city = forms.CharField(required=False)


def filled() -> NameForm:
    form = NameForm({"name": "Anna", "city": "Harbin"})
    assert form.is_valid()
    return form


def asked() -> HttpRequest:
    request = RequestFactory().post("/")
    request._messages = CookieStorage(request)
    return request


def said(request: HttpRequest) -> list[str]:
    return [str(message) for message in get_messages(request)]


def test_a_refusal_stands_beside_the_field_at_fault():
    form = filled()
    with refusals_in(form):
        raise BadInput("bad_name", "No such name.", {"elsewhere": "1", "name": "Anna"})

    assert form.errors == {"name": ["No such name."]}


def test_a_refusal_of_no_field_stands_where_the_page_says():
    above, beside = filled(), filled()
    with refusals_in(above):
        raise BadInput("closed", "Too late.")
    with refusals_in(beside, "city"):
        raise BadInput("closed", "Too late.")

    assert above.errors == {"__all__": ["Too late."]}
    assert beside.errors == {"city": ["Too late."]}


def test_each_field_that_an_action_judges_has_its_own_reason():
    form = filled()
    with faults_in(form):
        raise BadInput("bad", "Look below.", {"name": "Too short.", "index": "Six digits."})

    assert form.errors == {"name": ["Too short."], "__all__": ["Six digits."]}


def test_one_kind_of_refusal_is_told_above_the_page_and_the_others_go_on():
    request, form = asked(), filled()
    with refusals_in(form), refusals_told(request, NotAllowed):
        raise NotAllowed("no_right", "Ask an owner.")
    with refusals_in(form), refusals_told(request, NotAllowed):
        raise BadInput("closed", "Too late.")

    assert said(request) == ["Ask an owner."]
    assert form.errors == {"__all__": ["Too late."]}


def test_a_view_that_is_refused_leads_to_another_page_with_its_own_arguments():
    @refusals_go_to("seller:order", "number")
    def cancel(request: HttpRequest, number: str) -> HttpResponse:
        raise BadInput("closed", "Too late.")

    request = asked()
    answer = cancel(request, number="A-1")

    assert (answer.status_code, answer.url) == (302, "/seller/orders/A-1/")
    assert said(request) == ["Too late."]
