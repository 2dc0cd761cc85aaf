"""A buyer reads what is to be done, does it, and hears of it by mail."""

import re

import pytest
from django.core import mail

from shipments.notifications.models import Subscription
from shipments.parcels.models import Parcel
from shipments.tasks import send_mails

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAY = {"ru": "Да: оплатите", "zh-hans": "关税"}


def test_a_buyer_reads_what_to_do_and_does_it(sit_down, make_parcels, happen, manner):
    [parcel] = make_parcels(1)
    happen([parcel], "created", "packed", "departed", "arrived", "import_presented", "duty_due")
    token = Parcel.objects.get().token
    buyer = sit_down()

    buyer.go(f"/t/{token}/")
    todo = buyer.page.inner_text(".todo")
    buyer.page.fill("[name=email]", "babushka@example.ru")
    buyer.click("form:has([name=email]) button")
    send_mails()
    link = re.search(r"/news/[\w-]+/confirm/", mail.outbox[-1].body)[0]
    buyer.go(link)
    buyer.click("main form[method=post] button")
    happen([parcel], "duty_paid")
    buyer.go(f"/t/{token}/")

    assert PAY[manner[0]] in todo
    assert PAY[manner[0]] not in buyer.page.inner_text(".todo")
    assert Subscription.objects.get().confirmed_at is not None
