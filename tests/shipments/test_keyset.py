"""Keyset pages: every row once and in order, whatever the rows share."""

import pytest
from django.contrib.contenttypes.models import ContentType

from shipments.keyset import behind, order_of, values_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("words", [("app_label", "pk"), ("-app_label", "-pk"), ("pk",), ()])
@pytest.mark.parametrize("size", [1, 7])
def test_pages_one_after_another_are_the_whole_list(words, size):
    rows = ContentType.objects.order_by(*words)
    fields, downwards = order_of(rows)
    rows = rows.order_by(*(f"-{name}" if downwards else name for name in fields))

    walked = list(rows[:size])
    while page := list(
        rows.filter(behind(fields, values_of(walked[-1], fields), downwards=downwards))[:size]
    ):
        walked += page

    assert walked == list(rows)


def test_a_row_is_known_by_a_field_of_its_parent_too():
    kind = ContentType.objects.earliest("pk")

    assert values_of({"model__app_label": "shipments"}, ["model__app_label"]) == ["shipments"]
    assert values_of(kind, ["app_label", "pk"]) == [kind.app_label, kind.pk]
