"""Compiles the translations of this copy of the project; the compiled files are not kept in git."""

from pathlib import Path

from launcher.paths import ROOT


def compile_all(root: Path = ROOT) -> int:
    """Compile every `.po` that is newer than its `.mo`; returns how many were compiled."""
    stale = [source for source in root.glob("*/locale/*/LC_MESSAGES/*.po") if _is_stale(source)]
    for source in stale:
        _compile(source)
    return len(stale)


def _is_stale(source: Path) -> bool:
    made = source.with_suffix(".mo")
    return not made.exists() or made.stat().st_mtime < source.stat().st_mtime


def _compile(source: Path) -> None:
    # Babel comes with the environment; this module is imported before it exists.
    from babel.messages.mofile import write_mo  # noqa: PLC0415
    from babel.messages.pofile import read_po  # noqa: PLC0415

    locale = source.parent.parent.name
    with source.open("rb") as file:
        catalogue = read_po(file, locale=locale)
    part = source.with_suffix(".mo.part")
    with part.open("wb") as file:
        write_mo(file, catalogue)
    part.replace(source.with_suffix(".mo"))
