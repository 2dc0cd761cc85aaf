"""The moves of an action done to many."""

from shipments.bulk.models import BulkAction
from shipments.lifecycle import Lifecycle

S = BulkAction.Status

BULK_ACTION = Lifecycle(
    {
        S.WAITING: {S.RUNNING},
        S.RUNNING: {S.DONE},
        S.DONE: {S.UNDOING},
        S.UNDOING: {S.UNDONE},
    }
)
