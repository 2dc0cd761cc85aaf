"""The moves of an import."""

from shipments.imports.models import ImportRun
from shipments.lifecycle import Lifecycle

S = ImportRun.Status

IMPORT_RUN = Lifecycle(
    {
        S.DRAFT: {S.WAITING},
        S.WAITING: {S.RUNNING, S.FAILED},
        S.RUNNING: {S.DONE, S.FAILED},
        S.FAILED: {S.WAITING},
    }
)
