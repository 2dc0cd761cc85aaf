"""The moves of a deed done to many."""

from shipments.bulk.models import BulkDeed
from shipments.lifecycle import Lifecycle

S = BulkDeed.Status

BULK_DEED = Lifecycle(
    {
        S.WAITING: {S.RUNNING},
        S.RUNNING: {S.DONE},
        S.DONE: {S.UNDOING},
        S.UNDOING: {S.UNDONE},
    }
)
