"""Behind the link: letters that are confirmed and ended, and a question that is answered."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from shipments.actor import system
from shipments.cases.actions import answer_case
from shipments.cases.models import Case
from shipments.catalogue.models import Product
from shipments.notifications.dispatch import publish_news
from shipments.notifications.mails import claim_notices, send_notices
from shipments.notifications.models import BuyerNotice, Subscription
from shipments.orders.models import OrderLine, Receiver
from shipments.parcels.models import Parcel, ParcelItem
from shipments.parties.models import Seller
from shipments.tracking.codes import CODES
from tests.factories.cases import make_case
from tests.world import NOON

BY = system("t")


@pytest.fixture
def parcel(make_parcels, happen) -> Parcel:
    make_parcels(1)
    cache.clear()
    return Parcel.objects.get()


def wish(client: Client, parcel: Parcel, email: str = "olya@example.ru"):
    return client.post(f"/t/{parcel.token}/news/", {"email": email})


def post(at=NOON) -> list[mail.EmailMessage]:
    """All news so far goes out, a day after what went before; the letters that were sent."""
    mail.outbox.clear()
    BuyerNotice.objects.filter(status="sent").update(sent_at=at - timedelta(days=1))
    publish_news(at=at)
    send_notices(claim_notices(at=at), by=BY, at=at)
    return list(mail.outbox)


def link(letter: mail.EmailMessage, ending: str) -> str:
    return re.search(rf"https?://[^/]+(/\S+/{ending}/)", letter.body)[1]


def confirmed(client: Client, parcel: Parcel, email: str = "olya@example.ru") -> Subscription:
    wish(client, parcel, email)
    Subscription.objects.update(confirmed_at=NOON)
    BuyerNotice.objects.all().delete()
    return Subscription.objects.get()


def test_nothing_is_sent_before_the_link_in_the_first_letter_is_followed(visitor, parcel, happen):
    assert wish(visitor, parcel).status_code == 200
    [asking] = post()
    happen([parcel], "departed")
    before = [letter.to for letter in post()]

    assert asking.to == ["olya@example.ru"]
    assert before == [["b@example.com"]]

    page = link(asking, "confirm")
    visitor.get(page)
    assert Subscription.objects.get().confirmed_at is None
    visitor.post(page)
    happen([parcel], "arrived")
    assert sorted(letter.to for letter in post()) == [["b@example.com"], ["olya@example.ru"]]


def test_a_letter_says_what_happened_when_it_comes_and_how_to_end_letters(visitor, parcel, happen):
    confirmed(visitor, parcel)
    Receiver.objects.update(email="")
    happen([parcel], "departed")

    [letter] = post()

    assert letter.subject == f"{parcel.number}: {CODES['departed'].text('ru')}"
    assert f"/t/{parcel.token}/" in letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.extra_headers["List-Unsubscribe"].strip("<>") in letter.body
    assert "ноября" in letter.body


def test_a_letter_names_the_shop_and_the_goods(visitor, parcel, happen):
    confirmed(visitor, parcel)
    Seller.objects.update(shop_name="Чайный дом")
    product = Product.objects.create(seller=parcel.seller, sku="K1", name_ru="Чайник")
    line = OrderLine.objects.create(
        order=parcel.order, product=product, sku="K1", quantity=2, unit_price_rub=50
    )
    ParcelItem.objects.create(parcel=parcel, line=line, quantity=2)
    happen([parcel], "documents_required")

    letters = post()

    assert len(letters) == 2
    assert all("Чайный дом" in one.body and "Чайник × 2" in one.body for one in letters)


def test_who_lost_the_letter_has_the_link_sent_to_the_order_s_own_address_once_a_day(
    visitor, parcel
):
    path = f"/track/{parcel.number}/link/"
    answers = [visitor.post(path), visitor.post("/track/LV999999990CN/link/"), visitor.post(path)]
    [letter] = post()

    assert (
        len({one.content.decode().replace(parcel.number, "LV999999990CN") for one in answers}) == 1
    )
    assert letter.to == ["b@example.com"]
    assert f"/t/{parcel.token}/" in letter.body


def test_one_click_of_a_mail_program_ends_the_letters(parcel, happen, visitor):
    confirmed(visitor, parcel)
    Receiver.objects.update(email="")
    happen([parcel], "departed")
    [letter] = post()
    happen([parcel], "arrived")
    publish_news(at=NOON)

    strict = Client(enforce_csrf_checks=True)
    body = {"List-Unsubscribe": "One-Click"}
    answer = strict.post(link(letter, "stop"), body)

    assert answer.status_code == 200
    assert post() == []


def test_looking_at_the_page_that_ends_letters_ends_nothing(visitor, parcel):
    one = confirmed(visitor, parcel)

    assert visitor.get(f"/news/{one.token}/stop/").status_code == 200
    assert visitor.get(f"/t/{parcel.token}/stop/").status_code == 200
    assert Subscription.objects.get().ended_at is None


def test_the_order_s_own_buyer_ends_his_letters_too_and_may_want_them_again(
    visitor, parcel, happen
):
    happen([parcel], "created")
    [letter] = post()
    visitor.post(link(letter, "stop"))
    happen([parcel], "departed")
    assert post() == []

    wish(visitor, parcel, "B@example.com")
    [asking] = post()
    visitor.post(link(asking, "confirm"))
    happen([parcel], "arrived")
    assert [one.to for one in post()] == [["b@example.com"]]


def test_asking_often_writes_one_letter_an_hour(visitor, parcel):
    for _ in range(4):
        wish(visitor, parcel)

    assert len(post()) == 1
    wish(visitor, parcel)
    assert post() == []


def test_an_address_that_is_none_stays_in_the_form(visitor, parcel):
    answer = wish(visitor, parcel, "olya@")

    assert answer.status_code == 422
    assert 'value="olya@"' in answer.content.decode()
    assert not Subscription.objects.exists()


def test_five_addresses_hear_of_a_parcel_at_most(visitor, parcel):
    answers = [wish(visitor, parcel, f"o{n}@example.ru").status_code for n in range(6)]

    assert answers == [200] * 5 + [422]
    assert Subscription.objects.count() == 5


def test_another_link_behind_the_same_address_does_not_wait(make_parcels, settings):
    settings.ASKING_PER_LINK, settings.ASKING_PER_ADDRESS = 1, 4
    cache.clear()
    one, two, three = make_parcels(3)
    asked = [one, one, two, two, three]

    answers = [wish(Client(), parcel).status_code for parcel in asked]

    assert answers == [200, 429, 200, 429, 429]


def test_who_asks_too_often_waits(visitor, parcel):
    answers = [wish(visitor, parcel).status_code for _ in range(11)]

    assert answers == [200] * 10 + [429]


@pytest.mark.parametrize(
    "path",
    [
        "/t/wrong/news/",
        "/t/wrong/question/",
        "/t/wrong/stop/",
        "/news/wrong/confirm/",
        "/news/wrong/stop/",
    ],
)
def test_without_the_secret_there_is_nothing(visitor, parcel, path):
    assert visitor.post(path, {"email": "o@example.ru"}).status_code == 404
    assert not Subscription.objects.exists()
    assert not Case.objects.exists()


def test_a_question_is_opened_once_and_says_when_the_answer_comes(visitor, parcel):
    for _ in range(2):
        gone = visitor.post(f"/t/{parcel.token}/question/", {"words": "Где она?"})
    text = visitor.get(gone["Location"]).content.decode()

    case = Case.objects.get()
    assert (case.kind, case.note) == ("question", "Где она?")
    assert 'name="words"' not in text
    assert 'class="notice"' in text


def test_the_answer_stands_on_the_page_and_nowhere_public(visitor, parcel):
    visitor.post(f"/t/{parcel.token}/question/", {"words": ""})
    answer_case(case=Case.objects.get(), answer="Летит <b>завтра</b>.", by=BY, at=NOON)

    text = visitor.get(f"/t/{parcel.token}/").content.decode()

    assert "Летит &lt;b&gt;завтра&lt;/b&gt;." in text
    assert 'name="words"' in text
    assert "Летит &lt;b&gt;" not in visitor.get(f"/track/{parcel.number}/").content.decode()


def test_the_own_page_is_kept_by_nobody_on_the_way(visitor, parcel):
    assert visitor.get(f"/t/{parcel.token}/")["Cache-Control"] == "private, no-store"


def test_the_own_page_takes_as_many_queries_for_three_questions(visitor, parcel, queries_of):
    path = f"/t/{parcel.token}/"
    make_case(
        parcel,
        kind="question",
        status="closed",
        stage="x",
        stage_since=NOON,
        opened_at=NOON,
        closed_at=NOON,
        answer="A",
    )
    one = queries_of(visitor, path)
    for _ in range(2):
        make_case(
            parcel,
            kind="question",
            status="closed",
            stage="x",
            stage_since=NOON,
            opened_at=NOON,
            closed_at=NOON,
        )

    assert queries_of(visitor, path) == one


def test_a_letter_that_asks_for_a_action_promises_no_day_and_leads_to_it(visitor, parcel, happen):
    happen([parcel], "packed", "departed", "arrived")
    post()
    happen([parcel], "duty_due")

    [letter] = post()

    assert "ноября" not in letter.body
    assert f"/t/{parcel.token}/" in letter.body
