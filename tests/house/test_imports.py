"""The stack of topics holds."""

from pathlib import Path

from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parents[2]


def test_every_import_goes_down_the_stack(monkeypatch):
    monkeypatch.chdir(ROOT)

    assert lint_imports(cache_dir=None) == 0
