"""The buyer's pages: fast, plain, and silent about what is not the public's."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find
from django.core.cache import cache
from django.test import Client

from shipments.parcels.models import Headline, Parcel

LANGUAGES = {"ru": "Вам ничего не нужно делать", "zh-hans": "您", "en": "You do not need to"}


@pytest.fixture
def parcel(make_parcels, happen) -> Parcel:
    parcels = make_parcels(1)
    happen(parcels, "created", "packed", "export_released")
    return Parcel.objects.get()


def test_a_buyer_reads_where_the_parcel_is(visitor, parcel):
    text = visitor.get(f"/track/{parcel.number}/").content.decode()

    assert parcel.number in text
    assert 'aria-current="step"' in text
    assert 'class="story"' in text
    assert '<meta name="robots" content="noindex">' in text


def test_the_page_takes_two_queries_at_most_and_no_session(
    visitor, parcel, django_assert_max_num_queries
):
    visitor.get(f"/track/{parcel.number}/")
    with django_assert_max_num_queries(2) as seen:
        answer = visitor.get(f"/track/{parcel.number}/")

    assert answer.status_code == 200
    assert not any("session" in one["sql"] or "user" in one["sql"] for one in seen.captured_queries)
    assert "sessionid" not in answer.cookies
    assert "csrftoken" not in answer.cookies


def test_forty_numbers_take_two_queries(visitor, make_parcels, happen, django_assert_num_queries):
    happen(make_parcels(39), "created", "packed")
    numbers = [*Parcel.objects.values_list("number", flat=True), "LV999999990CN"]
    visitor.get(f"/track/{numbers[0]}/")

    with django_assert_num_queries(2):
        text = visitor.get("/track/?numbers=" + "+".join(numbers)).content.decode()
    with django_assert_num_queries(2):
        told = visitor.post(
            "/api/v1/track/", {"numbers": numbers}, content_type="application/json"
        ).json()

    assert all(number in text for number in numbers)
    assert [one["number"] for one in told["results"]] == numbers[:-1]
    assert told["unknown"] == numbers[-1:]


def test_the_page_with_its_styles_is_light(visitor, parcel):
    page = visitor.get(f"/track/{parcel.number}/")
    links = [part.split('"')[0] for part in page.content.decode().split('href="') if ".css" in part]
    sizes = [
        len(visitor.get(path.split("?")[0]).getvalue()) for path in set(links) if "css" in path
    ]

    assert len(page.content) + sum(sizes) < 60_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_is_spoken_and_remembered(visitor, parcel, language):
    path = f"/track/{parcel.number}/"
    gone = visitor.get(f"/language/{language}/", headers={"referer": f"http://testserver{path}"})
    text = visitor.get(path).content.decode()

    assert gone["Location"] == path
    assert f'<html lang="{language}">' in text
    assert LANGUAGES[language] in text


def test_russian_is_spoken_to_who_says_nothing_and_the_browser_s_wish_is_heard(visitor):
    assert '<html lang="ru">' in visitor.get("/").content.decode()
    english = Client(headers={"accept-language": "en-GB"})
    assert '<html lang="en">' in english.get("/").content.decode()


def test_a_wrong_number_is_said_so(visitor, db):
    answer = visitor.get("/track/LV000000000CN/")

    assert answer.status_code == 404
    assert "LV000000000CN" in answer.content.decode()


@pytest.mark.parametrize("number", ["<script>", "%00", "../..", "'; --", "Я" * 60, "🛩"])
def test_a_strange_number_breaks_nothing(visitor, parcel, number):
    answer = visitor.get(f"/track/{number}/".replace("/../../", "/.../"))

    assert answer.status_code == 404
    assert "<script>" not in answer.content.decode()


def test_one_number_leads_to_its_page_and_many_are_listed(visitor, make_parcels):
    first, second = make_parcels(2)

    one = visitor.get("/track/", {"numbers": f" {first.number} "})
    both = visitor.get("/track/", {"numbers": f"{first.number}, {second.number} XX1"})

    assert one["Location"] == f"/track/{first.number}/"
    text = both.content.decode()
    assert all(word in text for word in (first.number, second.number, "XX1"))


def test_the_link_shows_the_contents_too(visitor, parcel):
    text = visitor.get(f"/t/{parcel.token}/").content.decode()

    assert parcel.number in text
    assert parcel.order.number in text
    assert visitor.get("/t/wrong/").status_code == 404


def test_what_to_do_is_said_in_plain_words(visitor, parcel, happen):
    happen([parcel], "departed", "arrived", "duty_due")

    text = visitor.get(f"/track/{parcel.number}/").content.decode()

    assert 'class="todo"' in text


def test_too_many_questions_wait(visitor, parcel, settings):
    settings.PUBLIC_PER_MINUTE = 2
    path = f"/track/{parcel.number}/"
    answers = [visitor.get(path).status_code for _ in range(3)]

    assert answers == [200, 200, 429]
    assert int(visitor.get(path)["Retry-After"]) > 0


@pytest.mark.parametrize("known", [True, False])
def test_a_number_that_all_the_world_asks_for_waits_too(parcel, settings, known):
    cache.clear()
    settings.PUBLIC_PER_MINUTE = 1
    number = parcel.number if known else "LV999999990CN"
    answers = [
        Client(REMOTE_ADDR=f"198.51.100.{n}").get(f"/track/{number}/").status_code for n in range(7)
    ]

    assert answers == [200 if known else 404] * 5 + [429] * 2
    elsewhere = Client(REMOTE_ADDR="198.51.100.99")
    assert elsewhere.get("/track/LV888888880CN/").status_code == 404


def test_many_numbers_count_as_many_visits(visitor, parcel, settings):
    settings.PUBLIC_PER_MINUTE = 3
    two = {"numbers": f"{parcel.number} XX1"}

    assert [visitor.get("/track/", two).status_code for _ in range(2)] == [200, 429]


def test_numbers_are_not_read_one_after_the_other(visitor, parcel, settings):
    settings.PUBLIC_NUMBERS_PER_HOUR = 2
    numbers = [parcel.number, "LV999999990CN", "LV888888880CN", parcel.number]

    answers = [visitor.get(f"/track/{number}/").status_code for number in numbers]

    assert answers == [200, 404, 429, 200]


@pytest.mark.parametrize("known", [True, False])
def test_links_are_counted_before_anything_is_looked_up(visitor, parcel, settings, known):
    settings.PUBLIC_PER_MINUTE = 2
    path = f"/t/{parcel.token if known else 'guess'}/"
    answers = [visitor.get(path).status_code for _ in range(3)]

    assert answers == [200 if known else 404] * 2 + [429]


@pytest.mark.parametrize("stage", Headline.values)
def test_every_stage_has_a_light_picture_for_messengers(stage):
    assert Path(find(f"share/{stage}.png")).stat().st_size < 30_000


def test_a_shared_link_shows_the_stage_s_picture_at_a_whole_address(visitor, parcel, settings):
    text = visitor.get(f"/track/{parcel.number}/").content.decode()

    [picture] = re.findall(r'<meta property="og:image" content="([^"]+)">', text)
    assert picture == f"{settings.PUBLIC_URL}/static/share/export_customs.png"
    assert text.count("share/export_customs.png") == 1
    assert "og:image" in visitor.get("/").content.decode()


def test_what_is_printed_bears_the_page_s_address(visitor, parcel, settings):
    number = f"{settings.PUBLIC_URL}/track/{parcel.number}/"
    own = f"{settings.PUBLIC_URL}/t/{parcel.token}/"

    assert f'<p class="printed">{number}</p>' in visitor.get(f"/track/{parcel.number}/").text
    assert f'<p class="printed">{own}</p>' in visitor.get(f"/t/{parcel.token}/").text
    assert parcel.token not in visitor.get(f"/track/{parcel.number}/").text


def test_nothing_stands_in_the_page_that_the_policy_forbids(visitor, parcel):
    answer = visitor.get(f"/track/{parcel.number}/")
    text = answer.content.decode()

    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert all("src=" in script for script in re.findall(r"<script[^>]*>", text))
    assert "style=" not in text
    assert "onclick" not in text
