"""The shape of templates: short, a block a line, so that what a page shows is seen at a glance."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAX_FILE, MAX_LINE = 400, 200
# A sentence for translators is one text, however long.
SENTENCE = re.compile(
    r"\{% blocktranslate.*?endblocktranslate %\}|\{% translate \"[^\"]*\"[^%]*%\}"
)
PAGES = sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_is_short_and_has_no_two_cells_on_a_line(path):
    lines = path.read_text().splitlines()
    bare = [SENTENCE.sub("", line) for line in lines]

    assert len(lines) <= MAX_FILE
    assert [line for line in bare if len(line) > MAX_LINE] == []
    assert [line for line in bare if line.count("<td") + line.count("<th ") > 1] == []
