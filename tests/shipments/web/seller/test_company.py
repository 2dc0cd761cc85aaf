"""The company's pages: members, keys, webhooks; an owner changes them, nobody else."""

import re
from html import unescape

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shipments.actor import Actor, Role
from shipments.imports.models import ImportRun
from shipments.notifications.models import Delivery, Webhook
from shipments.parties.models import ApiKey, Invitation, Membership, User
from shipments.stock.models import Warehouse
from shipments.stock.queries import main_warehouse
from shipments.stock.replenishing import announce_replenishment
from tests.browsers import grows_not, signed_in
from tests.factories.shop import make_product, place
from tests.machines import Machine
from tests.world import NOON


@pytest.fixture
def operator(anna_shop) -> Client:
    return signed_in("olya", seller=anna_shop, level=Role.SELLER_OPERATOR)


def text_of(answer) -> str:
    return answer.content.decode()


def invited(client, email: str = "new@example.com", level: str = "seller_operator") -> str:
    """Ask somebody in; the path of the link in the letter."""
    answer = client.post("/seller/members/", {"email": email, "level": level})
    assert answer.status_code == 302, text_of(answer)
    return "/join/" + re.search(r"/join/([\w-]+)/", mail.outbox[-1].body)[1] + "/"


@pytest.mark.django_db(transaction=True)
def test_an_invited_person_joins_once_and_signs_in(anna_reads, anna_shop):
    path, given = invited(anna_reads), {"username": "li", "password": "long enough 88"}

    assert Client().post(path, given).status_code == 302
    again = Client().post(path, {**given, "username": "wang"})

    member = Membership.objects.get(user__username="li")
    assert (member.seller, member.level) == (anna_shop, "seller_operator")
    assert again.status_code == 404
    assert User.objects.get(username="li").check_password("long enough 88")


@pytest.mark.django_db(transaction=True)
def test_a_weak_password_is_refused_and_the_link_stays_good(anna_reads):
    path = invited(anna_reads)

    answer = Client().post(path, {"username": "li", "password": "123"})

    assert answer.status_code == 422
    assert not User.objects.filter(username="li").exists()
    assert Client().get(path).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_an_invitation_taken_back_opens_nothing(anna_reads):
    path = invited(anna_reads)
    anna_reads.post(f"/seller/invitations/{Invitation.objects.get().pk}/withdraw/")

    assert Client().get(path).status_code == 404


def test_the_last_owner_stays(anna_reads):
    member = Membership.objects.get()

    anna_reads.post(f"/seller/members/{member.pk}/remove/")
    anna_reads.post(f"/seller/members/{member.pk}/level/", {"level": "seller_viewer"})

    member.refresh_from_db()
    assert member.level == "seller_owner"


def test_one_who_is_taken_out_is_signed_out_at_once(anna_reads, operator):
    member = Membership.objects.get(user__username="olya")
    assert operator.get("/seller/orders/").status_code == 200

    anna_reads.post(f"/seller/members/{member.pk}/remove/")

    assert operator.get("/seller/orders/").status_code == 302


@pytest.mark.parametrize("path", ["/seller/members/", "/seller/keys/"])
def test_an_operator_reads_and_has_no_form(operator, path):
    assert 'method="post"' not in text_of(operator.get(path)).partition("<main")[2]


def test_an_operator_asks_nobody_in_and_makes_no_key(operator):
    operator.post("/seller/members/", {"email": "x@example.com", "level": "seller_owner"})
    operator.post("/seller/keys/", {"name": "x", "scopes": "orders:read", "token": "rights"})

    assert not Invitation.objects.exists()
    assert not ApiKey.objects.exists()


@pytest.mark.parametrize("token", ["one", 'ты <a href="\\x0b">', "9" * 5_000])
def test_a_key_is_shown_once_works_and_is_made_once(anna_reads, token):
    given = {"name": "ERP", "scopes": ["orders:read"], "token": token}

    text = text_of(anna_reads.post("/seller/keys/", given))
    anna_reads.post("/seller/keys/", given)

    secret = re.search(r"ck_live_[\w-]+", text)[0]
    assert ApiKey.objects.count() == 1
    assert secret not in text_of(anna_reads.get("/seller/keys/"))
    assert Machine(secret).get("orders/").status_code == 200
    anna_reads.post(f"/seller/keys/{ApiKey.objects.get().pk}/revoke/")
    assert Machine(secret).get("orders/").status_code == 401


def test_a_webhook_is_subscribed_tried_switched_and_removed(anna_reads):
    page = anna_reads.post("/seller/webhooks/", {"url": "https://a.example/", "topics": "order.*"})
    hook = Webhook.objects.get()
    assert hook.secret in text_of(page)
    assert hook.secret not in text_of(anna_reads.get("/seller/webhooks/"))

    path = f"/seller/webhooks/{hook.pk}/"
    anna_reads.post(path + "test/")
    assert "Test event" in text_of(anna_reads.get(path))
    changed = text_of(anna_reads.post(path + "rotate/"))
    assert Webhook.objects.get().secret in changed
    assert "signed by the old secret and by the new one" in changed
    assert Webhook.objects.get().secret not in text_of(anna_reads.get(path))
    anna_reads.post(path + "off/")
    hook.refresh_from_db()
    assert not hook.is_active
    anna_reads.post(path + "remove/")
    assert not Webhook.objects.exists()


def test_a_webhook_we_switched_off_says_why_and_what_was_sent_stands_as_it_was(anna_reads):
    anna_reads.post("/seller/webhooks/", {"url": "https://a.example/", "exact": "parcel.delivered"})
    hook = Webhook.objects.get()
    anna_reads.post(f"/seller/webhooks/{hook.pk}/test/")
    sent = {"webhook-id": "msg_1", "webhook-signature": "v1,abc"}
    Delivery.objects.update(answer_status=0, fault="timed_out", sent_headers=sent)
    Webhook.objects.update(is_active=False, off_reason="failing", failing_since=hook.created_at)

    page = unescape(text_of(anna_reads.get(f"/seller/webhooks/{hook.pk}/")))

    assert "It has failed for days." in page
    assert "No answer in time." in page
    assert "webhook-signature: v1,abc" in page
    assert Delivery.objects.get().body in page
    assert "Delivered" in text_of(anna_reads.get("/seller/webhooks/"))
    anna_reads.post(f"/seller/webhooks/{hook.pk}/on/")
    assert (Webhook.objects.get().is_active, Webhook.objects.get().off_reason) == (True, "")


def test_a_wrong_address_keeps_what_was_typed(anna_reads):
    answer = anna_reads.post("/seller/webhooks/", {"url": "ftp://a.example/"})

    assert answer.status_code == 422
    assert "ftp://a.example/" in text_of(answer)
    assert not Webhook.objects.exists()


def test_a_message_is_sent_again(anna_reads):
    anna_reads.post("/seller/webhooks/", {"url": "https://a.example/"})
    hook = Webhook.objects.get()
    anna_reads.post(f"/seller/webhooks/{hook.pk}/test/")
    Delivery.objects.update(status="given_up", answer_status=500, answer="down")
    assert "down" in text_of(anna_reads.get(f"/seller/webhooks/{hook.pk}/"))
    Delivery.objects.update(answer_status=0, answer="nobody there")
    assert "no answer" in text_of(anna_reads.get(f"/seller/webhooks/{hook.pk}/"))

    anna_reads.post(f"/seller/deliveries/{Delivery.objects.get().pk}/replay/")

    assert Delivery.objects.get().status == "waiting"


def test_lists_take_as_many_queries_for_three_as_for_one(anna_reads, anna_shop, queries_of):
    signed_in("one", seller=anna_shop)
    hook = Webhook.objects.create(seller=anna_shop, url="https://a.example/", secret="whsec_AAAA")

    grows_not(
        queries_of,
        anna_reads,
        "/seller/members/",
        lambda: [signed_in(name, seller=anna_shop) for name in "ab"],
    )
    anna_reads.post(f"/seller/webhooks/{hook.pk}/test/")
    more = [lambda: anna_reads.post(f"/seller/webhooks/{hook.pk}/test/")] * 2
    grows_not(queries_of, anna_reads, f"/seller/webhooks/{hook.pk}/", lambda: [go() for go in more])


def test_the_company_is_shown_with_its_account_masked_and_where_to_send_goods(
    anna_reads, anna_shop, settings
):
    anna_shop.settlement_account, anna_shop.customs_code = "0000123456789012345", "4403960001"
    anna_shop.save()
    page = "/seller/company/"
    assert "Where to send your goods" not in text_of(anna_reads.get(page))

    Warehouse.objects.filter(code="HRB-1").update(address="哈尔滨市 1 号库, 王伟")
    settings.SUPPORT_CONTACT = "help@example.com"
    text = text_of(anna_reads.get(page))

    for told in (
        anna_shop.code,
        anna_shop.uscc,
        "4403960001",
        "2345",
        "哈尔滨市 1 号库, 王伟",
        "help@example.com",
    ):
        assert told in text
    assert "0000123456789012345" not in text


def test_first_steps_have_done_marks_and_go_once_all_is_done(anna_reads, viewer, anna_shop):
    def steps(client) -> list[bool]:
        return [step["is_done"] for step in client.get("/seller/").context["first_steps"]]

    assert steps(anna_reads) == [False, False, False]
    assert steps(viewer.client) == [], "who may only look is told to do nothing"
    product = make_product(anna_shop.pk)
    assert steps(anna_reads) == [True, False, False]
    by = Actor("anna", frozenset({Role.SELLER_OWNER}), seller_id=anna_shop.pk)
    announce_replenishment(
        seller=anna_shop,
        warehouse=main_warehouse(),
        number="R-1",
        lines={product.pk: 1},
        expected_at=NOON,
        by=by,
        at=NOON,
    )
    place(by, "1")
    assert steps(anna_reads) == []


def set_rights(client, member, *rights: str, level: str = "seller_operator"):
    body = {"level": level, "own": "1", "rights": list(rights)}
    return client.post(f"/seller/members/{member.pk}/level/", body)


def test_an_owner_gives_and_takes_single_rights_and_pages_show_what_is_left(anna_reads, operator):
    member = Membership.objects.get(user__username="olya")
    assert 'type="file"' in text_of(operator.get("/seller/imports/"))

    set_rights(anna_reads, member, "export", "keys")

    assert sorted(Membership.objects.get(pk=member.pk).rights) == ["export", "keys"]
    assert 'type="file"' not in text_of(operator.get("/seller/imports/"))
    assert "Make a key" in text_of(operator.get("/seller/keys/"))
    made = operator.post("/seller/keys/", {"name": "till", "scopes": ["orders:read"], "token": "t"})
    assert made.status_code == 200
    assert ApiKey.objects.filter(name="till").exists()


def test_rights_as_the_level_gives_them_follow_the_level(anna_reads, operator):
    member = Membership.objects.get(user__username="olya")

    set_rights(anna_reads, member, "import", "export", "money")
    assert Membership.objects.get(pk=member.pk).rights is None
    set_rights(anna_reads, member, "import", "export", "money", level="seller_viewer")

    member.refresh_from_db()
    assert (member.level, member.rights) == ("seller_viewer", None)


def test_who_has_no_right_is_refused_with_who_can_give_it_and_nothing_changes(operator, anna_reads):
    member = Membership.objects.get(user__username="olya")
    set_rights(anna_reads, member)

    file = SimpleUploadedFile("o.csv", b"order_number\nA-1\n")
    imported = operator.post("/seller/imports/", {"kind": "orders", "file": file})
    hook = operator.post("/seller/webhooks/", {"url": "https://example.com/", "topics": ""})

    assert imported.status_code == 422
    assert "an owner of your company can give you that" in text_of(imported)
    assert hook.status_code == 422
    assert not ImportRun.objects.exists()
    assert not Webhook.objects.exists()


def test_who_manages_members_makes_no_owner_and_removes_none(anna_reads, operator):
    member = Membership.objects.get(user__username="olya")
    set_rights(anna_reads, member, "keys", "export")
    owner = Membership.objects.get(level=Role.SELLER_OWNER)

    asked = operator.post("/seller/members/", {"email": "x@example.com", "level": "seller_owner"})
    set_rights(operator, member, "keys", "export", level="seller_owner")
    operator.post(f"/seller/members/{owner.pk}/remove/")

    assert asked.status_code == 422
    assert not Invitation.objects.exists()
    assert Membership.objects.filter(level=Role.SELLER_OWNER).get() == owner
    assert (
        operator.post(
            "/seller/members/", {"email": "x@example.com", "level": "seller_viewer"}
        ).status_code
        == 302
    )
