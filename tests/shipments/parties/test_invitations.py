"""How a person is asked into a company and comes in, once."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from shipments.actor import Actor, Right, Role
from shipments.errors import BadInput, NotAllowed, NotFound
from shipments.parties.invitations import LASTS, accept, invitation_of, invite, withdraw
from shipments.parties.models import Invitation, Membership, User
from tests.cast import actor, anna, boris, shop
from tests.races import at_once, refusals
from tests.world import NOON

__all__ = ["anna", "boris"]

MAIL = "nina@example.com"
PASSWORD = "seven green parcels"


def asked(by: Actor, email: str = MAIL, level: str = Role.SELLER_OPERATOR) -> tuple:
    return invite(email=email, level=level, by=by, at=NOON)


def come_in(secret: str, *, username: str = "nina", password: str = PASSWORD, at=NOON) -> User:
    return accept(secret=secret, username=username, password=password, at=at)


def test_who_is_asked_gets_an_account_in_the_company_at_the_level_given(anna):
    _row, secret = asked(anna)

    user = come_in(secret)

    member = Membership.objects.get(user=user)
    assert (member.seller_id, member.level) == (anna.seller_id, "seller_operator")
    assert (user.email, user.check_password(PASSWORD)) == (MAIL, True)
    assert Invitation.objects.get().accepted_at == NOON


def test_the_mail_alone_holds_the_secret(anna, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        row, secret = asked(anna, email=f" {MAIL.upper()} ")

    [mail] = mailoutbox
    assert mail.to == [MAIL]
    assert re.findall(r"/join/([\w-]+)/", mail.body) == [secret]
    assert secret not in str(Invitation.objects.values().get(pk=row.pk))


def test_a_link_works_once(anna):
    _row, secret = asked(anna)
    come_in(secret)

    with pytest.raises(NotFound):
        come_in(secret, username="other")

    assert [user.username for user in User.objects.all()] == ["nina"]


def test_another_invitation_to_the_same_address_takes_the_older_back(anna):
    _row, old = asked(anna)
    _row, new = asked(anna)

    with pytest.raises(NotFound):
        come_in(old)
    assert come_in(new).username == "nina"


def test_a_link_that_was_withdrawn_or_is_a_week_old_opens_nothing(anna):
    row, secret = asked(anna)
    _row, later = asked(anna, email="other@example.com")
    withdraw(invitation=row, by=anna, at=NOON)

    assert invitation_of(later, NOON + LASTS - timedelta(seconds=1)) == _row
    for link, at in [(secret, NOON), (later, NOON + LASTS), ("guessed", NOON)]:
        with pytest.raises(NotFound):
            come_in(link, at=at)
    assert not User.objects.exists()


def test_withdrawing_what_was_accepted_leaves_it_accepted(anna):
    row, secret = asked(anna)
    come_in(secret)

    withdraw(invitation=row, by=anna, at=NOON)

    row.refresh_from_db()
    assert (row.accepted_at, row.revoked_at) == (NOON, None)


@pytest.mark.parametrize(
    ("email", "level", "code"),
    [
        ("no address", Role.SELLER_OPERATOR, "bad_email"),
        (MAIL, Role.ADMIN, "bad_level"),
        (MAIL, "", "bad_level"),
    ],
)
def test_an_address_or_level_that_cannot_be_asks_nobody(anna, email, level, code):
    with pytest.raises(BadInput) as refused:
        asked(anna, email, level)

    assert refused.value.code == code
    assert not Invitation.objects.exists()


def test_who_works_in_a_company_already_is_not_asked(anna, boris):
    _row, secret = asked(anna)
    come_in(secret)

    for by in (anna, boris_with_keys(boris)):
        with pytest.raises(BadInput) as refused:
            asked(by)
        assert refused.value.code == "member"
    assert Invitation.objects.count() == 1


def boris_with_keys(boris: Actor) -> Actor:
    """Boris, to whom his owner gave every right, that to manage members too."""
    return replace(boris, rights=frozenset(Right))


def test_an_operator_asks_with_the_right_alone_and_never_an_owner(boris):
    with pytest.raises(NotAllowed):
        asked(boris)
    with pytest.raises(NotAllowed):
        asked(boris_with_keys(boris), level=Role.SELLER_OWNER)
    with pytest.raises(NotAllowed):
        asked(replace(boris, rights=frozenset({Right.KEYS})), level=Role.SELLER_VIEWER)
    assert not Invitation.objects.exists()

    row, _secret = asked(boris_with_keys(boris), level=Role.SELLER_VIEWER)

    assert row.seller == shop("S002")


def test_a_name_that_another_signs_in_with_is_taken_in_any_case(anna):
    User.objects.create_user("Nina", email="first@example.com")
    _row, secret = asked(anna)

    for name in ("nina", "FIRST@example.com", " "):
        with pytest.raises(BadInput) as refused:
            come_in(secret, username=name)
        assert refused.value.fields.keys() == {"username"}
    assert (User.objects.count(), Membership.objects.count()) == (1, 0)
    assert invitation_of(secret, NOON)


@pytest.mark.parametrize(("name", "password"), [("nina", "short"), ("nina<>", PASSWORD)])
def test_a_password_or_name_that_is_no_good_leaves_the_link_open(anna, name, password):
    _row, secret = asked(anna)

    with pytest.raises(BadInput):
        come_in(secret, username=name, password=password)

    assert invitation_of(secret, NOON)
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_link_followed_twice_at_once_makes_one_account():
    _row, secret = asked(actor("anna"))

    given = at_once(*(lambda name=name: come_in(secret, username=name) for name in ("nina", "ira")))

    assert refusals(given) == ["no_invitation"]
    assert Membership.objects.count() == User.objects.count() == 1
