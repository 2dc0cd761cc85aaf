"""A buyer asks where the parcel is: one open question at a time, answered within working days."""

from datetime import UTC, datetime, timedelta

import pytest

from shipments.actor import system
from shipments.cases.actions import answer_case
from shipments.cases.models import Case
from shipments.cases.questions import MOST_A_PARCEL, answer_by, ask_question, questions_of
from shipments.errors import BadInput, NotAllowed, NotEnough, WrongState
from tests.factories.cases import make_case
from tests.world import NOON

BUYER = system("buyer")


@pytest.fixture
def parcel(make_parcels, happen):
    [parcel] = make_parcels(1)
    happen([parcel], "packed")
    parcel.refresh_from_db()
    return parcel


def ask(parcel, words: str = "Where is it?", at: datetime = NOON) -> Case:
    return ask_question(parcel=parcel, words=words, by=BUYER, at=at)


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        (datetime(2026, 11, 2, 12, tzinfo=UTC), datetime(2026, 11, 4, 12, tzinfo=UTC)),
        (datetime(2026, 11, 5, 12, tzinfo=UTC), datetime(2026, 11, 9, 12, tzinfo=UTC)),
        (datetime(2026, 11, 7, 12, tzinfo=UTC), datetime(2026, 11, 10, 12, tzinfo=UTC)),
    ],
    ids=["Monday", "Thursday", "Saturday"],
)
def test_an_answer_is_promised_in_two_working_days(asked, answered):
    assert answer_by(asked) == answered


def test_a_question_waits_for_staff_and_a_second_one_is_the_same(parcel):
    case = ask(parcel, "Where \x00 is\n it?")

    assert ask(parcel, "Hello?").pk == case.pk
    assert (case.note, case.kind, case.status) == ("Where is it?", "question", "open")
    [question] = questions_of(parcel)
    assert (question.is_open, question.answer) == (True, "")
    assert question.answer_by == NOON + timedelta(days=2)


def test_the_buyer_reads_the_answer_and_may_ask_again(parcel, wei):
    case = ask(parcel)
    later = NOON + timedelta(hours=1)

    answer_case(case=case, answer=" It flies on Friday. ", by=wei, at=later)

    [question] = questions_of(parcel)
    assert (question.is_open, question.answer) == (False, "It flies on Friday.")
    assert question.answered_at == later
    assert ask(parcel, at=later).pk != case.pk


def test_after_so_many_questions_the_buyer_is_sent_to_the_shop(parcel, wei):
    for hour in range(MOST_A_PARCEL):
        at = NOON + timedelta(hours=hour)
        answer_case(case=ask(parcel, at=at), answer="Soon.", by=wei, at=at)

    with pytest.raises(NotEnough):
        ask(parcel, at=NOON + timedelta(days=1))
    assert Case.objects.count() == MOST_A_PARCEL


def test_an_answer_needs_words_and_a_question_that_is_open(parcel, wei, anna):
    case, other = ask(parcel), make_case([parcel])

    with pytest.raises(NotAllowed):
        answer_case(case=case, answer="Soon.", by=anna, at=NOON)
    for one, words in [(case, "  "), (other, "Soon.")]:
        with pytest.raises(BadInput):
            answer_case(case=one, answer=words, by=wei, at=NOON)
    assert set(Case.objects.values_list("status", "answer")) == {("open", "")}

    answer_case(case=case, answer="Soon.", by=wei, at=NOON)
    with pytest.raises(WrongState):
        answer_case(case=case, answer="Never.", by=wei, at=NOON)
    case.refresh_from_db()
    assert case.answer == "Soon."
