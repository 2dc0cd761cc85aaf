"""Partners and the keys of their machines: shown once, revoked for good, by an admin alone."""

import pytest
from django.core.cache import cache
from django.utils import timezone

from shipments.actor import Role, system
from shipments.parties.actions import digest, make_key
from shipments.parties.models import ApiKey, Partner
from shipments.tracking.models import UnmappedEvent
from tests.browsers import grows_not, signed_in
from tests.world import NOON

FORM = {"name": "gate", "scopes": ["events:write"], "token": "t1"}


@pytest.fixture
def ada_reads(reference):
    cache.clear()
    return signed_in("ada", roles=(Role.ADMIN,))


@pytest.fixture
def airline(reference) -> Partner:
    return Partner.objects.get(code="airline")


def key_of(partner: Partner, name: str = "gate") -> ApiKey:
    return make_key(
        owner=partner, name=name, scopes=["events:write"], by=system("t"), at=timezone.now()
    )[0]


def test_partners_tell_keys_when_heard_and_what_nobody_understood(pavel_reads, airline):
    key = key_of(airline)
    ApiKey.objects.filter(pk=key.pk).update(last_used_at=NOON)
    key_of(airline, "old")
    ApiKey.objects.filter(name="old").update(revoked_at=NOON)
    for n in range(2):
        UnmappedEvent.objects.create(
            scheme="fsu",
            raw_code="ZZZ",
            subject=f"parcel:{n}",
            happened_at=NOON,
            source="airline",
            source_ref=str(n),
        )

    answer = pavel_reads.get("/staff/partners/")

    [row] = [row for row in answer.context["rows"] if row["partner"] == airline]
    assert (row["partner"].live, row["partner"].heard, row["waiting"]) == (1, NOON, 2)
    assert "2 events wait" in answer.content.decode()


def test_partners_take_as_few_queries_however_many(pavel_reads, airline, queries_of):
    def more() -> None:
        for word in ("one", "two"):
            Partner.objects.create(code=word, name=word, kind="last_mile", scheme=word)

    grows_not(queries_of, pavel_reads, "/staff/partners/", more)


def test_a_partner_takes_as_few_queries_however_many_keys(pavel_reads, airline, queries_of):
    key_of(airline)
    path = "/staff/partners/airline/"
    grows_not(queries_of, pavel_reads, path, lambda: [key_of(airline), key_of(airline)])


def test_a_key_s_secret_is_shown_once_and_two_clicks_make_one(ada_reads, airline):
    made = ada_reads.post("/staff/partners/airline/key/", FORM)
    again = ada_reads.post("/staff/partners/airline/key/", FORM, follow=True)

    secret = made.context["secret"]
    key = ApiKey.objects.get()
    assert (key.digest, key.partner, key.scopes) == (digest(secret), airline, ["events:write"])
    assert secret in made.content.decode()
    assert "notice warning" in again.content.decode()
    assert secret not in again.content.decode()
    assert secret not in ada_reads.get("/staff/partners/airline/").content.decode()


@pytest.mark.parametrize(
    "typed",
    [{"name": "", "scopes": ["events:write"]}, {"name": "x"}, {"name": "x", "scopes": ["*"]}],
)
def test_what_is_missing_is_said_and_no_key_is_made(ada_reads, airline, typed):
    told = ada_reads.post("/staff/partners/airline/key/", {**typed, "token": "t2"})

    assert told.status_code == 422
    assert 'class="error"' in told.content.decode()
    assert not ApiKey.objects.exists()


def test_a_revoked_key_is_refused_at_once(ada_reads, airline):
    key = key_of(airline)

    told = ada_reads.post("/staff/partners/airline/revoke/", {"key": key.pk}, follow=True)

    assert "notice success" in told.content.decode()
    assert ApiKey.objects.get().revoked_at is not None


@pytest.mark.parametrize("pk", ["", "0", "x", "9" * 30, "²"])
def test_a_key_that_is_not_there_is_not_found(ada_reads, airline, pk):
    told = ada_reads.post("/staff/partners/airline/revoke/", {"key": pk})

    assert told.status_code == 404


def test_another_partner_s_key_is_not_found_here(ada_reads, airline):
    key = key_of(airline)

    assert ada_reads.post("/staff/partners/cdek/revoke/", {"key": key.pk}).status_code == 404
    assert ApiKey.objects.get().revoked_at is None


def test_only_an_admin_touches_keys(pavel_reads, airline):
    key = key_of(airline)

    assert "/key/" not in pavel_reads.get("/staff/partners/airline/").content.decode()
    made = pavel_reads.post("/staff/partners/airline/key/", {**FORM, "token": "t3"}, follow=True)
    gone = pavel_reads.post("/staff/partners/airline/revoke/", {"key": key.pk}, follow=True)

    for told in (made, gone):
        assert "notice error" in told.content.decode()
    assert ApiKey.objects.get().revoked_at is None


def test_a_partner_s_page_tells_which_words_it_may_say(pavel_reads, airline):
    words = dict(pavel_reads.get("/staff/partners/airline/").context["words"])

    assert "departed" in words
    assert "import_released" not in words
