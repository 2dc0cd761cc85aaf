"""The moves of a case."""

from shipments.cases.models import Case
from shipments.lifecycle import Lifecycle

CASE = Lifecycle({Case.Status.OPEN: {Case.Status.CLOSED}, Case.Status.CLOSED: set()})
