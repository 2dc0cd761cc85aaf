"""Every background job of customs: each asks the clock, calls one action, leaves a run record."""

from celery import shared_task

from customs.bulk_actions.table import ACTIONS
from customs.declarations.export import file_export_declarations, refile_rejected
from customs.declarations.late_mapping import follow_mapped
from customs.declarations.late_numbers import follow_late_numbers
from customs.declarations.registry import conclude_registries, file_withdrawn
from customs.declarations.registry import file_registries as file_all_registries
from customs.declarations.registry import present_arrived as present_all_arrived
from shipments import clock
from shipments.bulk.running import run_open_bulk_actions
from shipments.carriers.reading import read_asked
from shipments.runs.actions import run_job

# Declarations filed before the job asks whether its turn is over.
A_TURN = 5_000


@shared_task
def file_exports() -> None:
    with run_job("file_exports", at=clock.now()) as run:
        with run.step("file_exports"):
            while run.has_turn() and (
                filed := file_export_declarations(limit=A_TURN, by=run.by, at=run.at)
            ):
                run.count(filed=filed)
        with run.step("refile_rejected"):
            run.count(refiled=refile_rejected(limit=5_000, by=run.by, at=run.at))


@shared_task
def file_registries() -> None:
    with run_job("file_registries", at=clock.now()) as run:
        with run.step("file_registries"):
            run.count(filed=file_all_registries(by=run.by, at=run.at))
        with run.step("file_withdrawn"):
            run.count(refiled=file_withdrawn(by=run.by, at=run.at))


@shared_task
def present_arrived() -> None:
    with run_job("present_arrived", at=clock.now()) as run:
        with run.step("present_arrived"):
            run.count(presented=present_all_arrived(by=run.by, at=run.at))
        with run.step("conclude_registries"):
            run.count(concluded=conclude_registries(by=run.by, at=run.at))


@shared_task
def run_customs_bulk_actions() -> None:
    with run_job("run_customs_bulk_actions", at=clock.now()) as run:
        run.count(carried=run_open_bulk_actions(table=ACTIONS, at=run.at))


@shared_task
def follow_answers() -> None:
    """What waited for a code's meaning, for its number, or to be read again."""
    with run_job("follow_answers", at=clock.now()) as run:
        with run.step("follow_mapped"):
            run.count(followed=follow_mapped(limit=5_000, by=run.by, at=run.at))
        with run.step("follow_late_numbers"):
            run.count(followed=follow_late_numbers(limit=5_000, by=run.by, at=run.at))
        with run.step("read_asked"):
            run.count(messages=read_asked(limit=100, by=run.by, at=run.at))
