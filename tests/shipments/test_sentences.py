"""Sentences are written down once and read by each reader in his own language."""

import pytest
from django.utils.translation import override

from shipments.bulk.models import BulkRow
from shipments.imports.models import RowError
from shipments.parcels.models import Movement
from shipments.sentences import Sentence, read, say, word


@pytest.mark.parametrize(
    "sentence",
    [
        Sentence(""),
        Sentence("plain words of an older row: 100% of it"),
        say("SKU %(sku)s is here twice.", sku="[“A”]"),
        say("This is longer than %(most)s characters.", most=64),
        say("is %(status)s", status=word(Movement.LOST.label)),
    ],
)
def test_what_is_kept_is_read_again(sentence):
    assert read(sentence.written()) == sentence
    assert bool(sentence) == bool(sentence.text)


def test_it_is_read_in_the_language_of_the_reader():
    kept = say("is %(status)s", status=word(Movement.LOST.label)).written()

    told = {}
    for language in ("en", "ru", "zh-hans"):
        with override(language):
            told[language] = str(read(kept))

    assert told == {"en": "is lost", "ru": "статус: утрачено", "zh-hans": "状态为“已丢失”"}


@pytest.mark.parametrize("text", ['["', "[]", '["a"]', '["a", 1]'])
def test_text_that_only_looks_so_is_read_as_it_is(text):
    assert str(read(text)) == text


def test_rows_keep_sentences_and_plain_text(db):
    assert {
        type(model._meta.get_field(name)).__name__
        for model, name in (
            (RowError, "reason"),
            (BulkRow, "message"),
        )
    } == {"EncryptedSentence", "SentenceField"}
