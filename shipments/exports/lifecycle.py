"""The moves of an export."""

from shipments.exports.models import ExportRun
from shipments.lifecycle import Lifecycle

S = ExportRun.Status

EXPORT_RUN = Lifecycle({S.WAITING: {S.RUNNING}, S.RUNNING: {S.DONE, S.FAILED}})
