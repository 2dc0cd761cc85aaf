"""Every text is there in Chinese and Russian."""

import pytest

from tools.translations import LOCALES, missing


@pytest.mark.parametrize("locale", LOCALES)
def test_no_text_is_missing_or_doubtful(locale):
    assert missing(locale) == []
