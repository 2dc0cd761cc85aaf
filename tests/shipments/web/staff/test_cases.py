"""Cases: the queue by kind and age, one with its story, answers, notes, closing one and many."""

from datetime import timedelta

import pytest

from shipments import clock
from shipments.actor import system
from shipments.bulk.models import BulkAction
from shipments.bulk.running import run_open_bulk_actions
from shipments.bulk_actions.table import ACTIONS
from shipments.cases.doubtful import open_doubtful_cases
from shipments.cases.models import Case
from shipments.history.queries import changes_of
from shipments.tracking.intake import accept_events
from shipments.tracking.models import UnmappedEvent
from shipments.tracking.partner_event import RawEvent
from tests.browsers import grows_not, seen
from tests.factories.cases import make_case
from tests.world import NOON


@pytest.fixture
def cases(make_parcels):
    """Open cases of a kind, one a parcel, each opened an hour after the one before."""

    def make(count: int, kind: str = "stuck") -> list[Case]:
        return [
            make_case(parcel, kind, opened_at=NOON + timedelta(hours=n))
            for n, parcel in enumerate(make_parcels(count))
        ]

    return make


def page(case: Case, word: str = "") -> str:
    return f"/staff/cases/{case.pk}/{word and word + '/'}"


def statuses() -> dict[int, str]:
    return dict(Case.objects.values_list("pk", "status"))


def test_the_oldest_case_comes_first_and_each_kind_has_its_number(pavel_reads, cases):
    old, new = cases(2)
    [asked] = cases(1, "question")

    answer = pavel_reads.get("/staff/cases/?kind=stuck")

    assert [row["case"] for row in answer.context["rows"]] == [old, new]
    kinds = {one["kind"]: one["n"] for one in answer.context["kinds"]}
    assert kinds == {"stuck": 2, "question": 1}
    everything = pavel_reads.get("/staff/cases/?kind=nonsense").content.decode()
    assert asked.parcels.get().number in everything


def test_further_pages_go_on_where_the_first_ended(pavel_reads, cases):
    made = cases(51)

    first = pavel_reads.get("/staff/cases/").context["page"]
    second = pavel_reads.get(f"/staff/cases/?{first.next_query}").context["page"]

    assert [*first.rows, *second.rows] == made
    assert second.next_query == ""


def test_cases_take_as_few_queries_however_many(pavel_reads, cases, queries_of):
    cases(1)
    grows_not(queries_of, pavel_reads, "/staff/cases/", lambda: cases(2))


def test_the_chosen_cases_are_closed_with_outcome_and_note(pavel_reads, cases):
    one, other = cases(2)

    told = pavel_reads.post(
        "/staff/cases/", {"chosen": [one.pk], "outcome": "moves", "note": "found"}, follow=True
    )

    assert "1 case is closed" in told.content.decode()
    assert statuses() == {one.pk: "closed", other.pk: "open"}
    assert Case.objects.get(pk=one.pk).note == "found"
    closed = changes_of(one).get()
    assert (closed.reason, closed.note) == ("moves", "found")


def test_all_of_a_kind_are_closed_as_a_action_and_no_other(pavel_reads, cases):
    stuck, [asked] = cases(3), cases(1, "question")
    form = {"outcome": "moves", "note": "thawed", "all": "1", "token": "t1", "confirmed": "1"}

    for _ in range(2):
        told = pavel_reads.post("/staff/cases/?kind=stuck", form, follow=True)
        assert told.status_code == 200
    action = BulkAction.objects.get()
    assert (action.kind, action.total) == ("close_cases", 3)
    run_open_bulk_actions(table=ACTIONS, at=NOON)

    assert {statuses()[case.pk] for case in stuck} == {"closed"}
    assert statuses()[asked.pk] == "open"


def test_a_case_tells_the_story_of_its_parcel(pavel_reads, cases, happen):
    [case] = cases(1)
    happen([case.parcels.get()], "created", "packed")

    with clock.stopped_at(NOON + timedelta(hours=30)):
        text = pavel_reads.get(page(case)).content.decode()

    assert case.parcels.get().number in text
    assert "Packed" in text
    assert "recorded" in text
    assert "1\xa0day, 6\xa0hours" in text
    assert "Answer the buyer" not in text, "nobody asked"


def test_a_buyer_s_question_is_answered_once(pavel_reads, cases):
    [case] = cases(1, "question")

    told = pavel_reads.post(page(case, "answer"), {"answer": "It flies tomorrow."}, follow=True)
    again = pavel_reads.post(page(case, "answer"), {"answer": "No idea."}, follow=True)

    assert "notice success" in told.content.decode()
    assert "notice error" in again.content.decode()
    fresh = Case.objects.get()
    assert (fresh.answer, fresh.status) == ("It flies tomorrow.", "closed")
    assert "answered" in again.content.decode()


def test_only_a_question_is_answered(pavel_reads, cases):
    [case] = cases(1)

    told = pavel_reads.post(page(case, "answer"), {"answer": "Hello."}, follow=True)

    assert "notice error" in told.content.decode()
    assert (Case.objects.get().answer, Case.objects.get().status) == ("", "open")


def test_notes_are_kept_with_who_wrote_them(pavel_reads, cases):
    [case] = cases(1)

    for words in ("called the airline", "they look for it", "they look for it"):
        pavel_reads.post(page(case, "note"), {"note": words})

    assert Case.objects.get().note == "they look for it"
    text = pavel_reads.get(page(case)).content.decode()
    assert "called the airline" in text
    assert changes_of(case).count() == 2
    assert Case.objects.get().status == "open"


@pytest.mark.parametrize(
    ("word", "typed"),
    [("note", {"note": ""}), ("answer", {"answer": " "}), ("close", {"outcome": "magic"})],
)
def test_what_is_missing_is_said_and_nothing_changes(pavel_reads, cases, word, typed):
    [case] = cases(1, "question")

    told = pavel_reads.post(page(case, word), typed)

    assert told.status_code == 422
    assert 'class="error"' in told.content.decode()
    assert (Case.objects.get().status, Case.objects.get().note) == ("open", "")


def test_a_case_is_closed_from_its_page(pavel_reads, cases):
    [case] = cases(1)

    told = pavel_reads.post(page(case, "close"), {"outcome": "lost", "note": "burnt"}, follow=True)

    assert "notice success" in told.content.decode()
    assert "given up as lost — burnt" in seen(told)
    assert Case.objects.get().status == "closed"


def test_a_case_that_is_not_there_is_not_found(pavel_reads, reference):
    assert pavel_reads.get("/staff/cases/999999/").status_code == 404


def test_a_case_takes_as_few_queries_however_long_its_story(pavel_reads, cases, happen, queries_of):
    [case] = cases(1)
    happen([case.parcels.get()], "created")

    grows_not(
        queries_of,
        pavel_reads,
        page(case),
        lambda: happen([case.parcels.get()], "packed", "export_released"),
    )


def test_closing_all_asks_first_and_says_how_many(pavel_reads, cases):
    cases(3)

    asked = pavel_reads.post("/staff/cases/", {"outcome": "moves", "note": "thawed", "all": "1"})

    assert "3 cases will be closed" in asked.content.decode()
    assert 'name="note" value="thawed"' in asked.content.decode()
    assert set(statuses().values()) == {"open"}
    assert not BulkAction.objects.exists()


def test_closing_none_says_what_to_do_and_keeps_what_was_typed(pavel_reads, cases):
    cases(1)

    told = pavel_reads.post("/staff/cases/", {"outcome": "moves", "note": "thawed"})

    assert told.status_code == 422
    assert "Tick the cases to close." in told.content.decode()
    assert "thawed" in told.content.decode()


@pytest.fixture
def doubted(make_parcels):
    """A case of two parcels that a courier tells of, though they never left."""
    parcels = make_parcels(2)
    by = system("cdek")
    told = [
        RawEvent(f"parcel:{p.number}", "own", "delivered", NOON, "d", "", "Вручена <b>соседу</b>")
        for p in parcels
    ]
    accept_events(told, by=by, at=NOON)
    open_doubtful_cases(by=by, at=NOON)
    return Case.objects.get()


def test_a_doubtful_case_shows_the_partner_s_own_words_as_his(pavel_reads, doubted):
    text = pavel_reads.get(page(doubted)).content.decode()

    assert "<q>delivered: Вручена &lt;b&gt;соседу&lt;/b&gt;</q>" in text
    assert "has not left China" in text
    assert all(parcel.number in text for parcel in doubted.parcels.all())


def test_doubtful_events_are_accepted_or_dismissed_on_the_page(pavel_reads, doubted):
    first, second = UnmappedEvent.objects.order_by("pk")

    pavel_reads.post(page(doubted, "judge"), {"chosen": [first.pk], "accept": "1"})
    unsaid = pavel_reads.post(
        page(doubted, "judge"), {"chosen": [second.pk], "dismiss": "1"}, follow=True
    )
    assert "notice error" in unsaid.content.decode()
    pavel_reads.post(
        page(doubted, "judge"), {"chosen": [second.pk], "dismiss": "1", "why": "a neighbour's"}
    )

    assert list(UnmappedEvent.objects.order_by("pk").values_list("outcome", flat=True)) == [
        "recorded",
        "dismissed",
    ]
    assert statuses() == {doubted.pk: "closed"}


def test_judging_nothing_says_what_to_do(pavel_reads, doubted):
    told = pavel_reads.post(page(doubted, "judge"), {"accept": "1", "chosen": [999999]})

    assert told.status_code == 422
    assert "Tick the events to judge." in told.content.decode()


def test_an_overdue_case_is_marked_and_names_whose_work_it_is(pavel_reads, make_parcels):
    make_case(make_parcels(3), about="U6999 04.11.2026", owner="customs", due_at=NOON)

    with clock.stopped_at(NOON + timedelta(hours=1)):
        text = seen(pavel_reads.get("/staff/cases/"))
    with clock.stopped_at(NOON - timedelta(hours=1)):
        before = seen(pavel_reads.get("/staff/cases/"))

    assert "U6999 04.11.2026" in text
    assert "3 parcels" in text
    assert "customs desk" in text
    assert "overdue" in text
    assert "overdue" not in before


def test_a_case_of_many_parcels_takes_as_few_queries(pavel_reads, make_parcels, queries_of):
    few, many = make_case(make_parcels(2)), make_case(make_parcels(9))

    assert queries_of(pavel_reads, page(few)) == queries_of(pavel_reads, page(many))
