"""The moves of what we file with both customs authorities."""

from customs.declarations.models import ExportDeclaration, ImportRegistry
from shipments.event_codes import EventCode
from shipments.lifecycle import Lifecycle

E = ExportDeclaration.Status
R = ImportRegistry.Status

EXPORT = Lifecycle(
    {
        E.DRAFT: {E.FILED},
        E.FILED: {E.ACCEPTED, E.REJECTED, E.CONCLUDED, E.WITHDRAWN},
        E.ACCEPTED: {E.CONCLUDED, E.REJECTED, E.WITHDRAWN},
        E.REJECTED: {E.FILED, E.WITHDRAWN},
        E.CONCLUDED: {E.WITHDRAWN},
        E.WITHDRAWN: {E.FILED},
    }
)

# Where a decision recorded by mistake is taken back.
EXPORT_BACK = Lifecycle(
    {
        E.ACCEPTED: {E.FILED, E.REJECTED},
        E.CONCLUDED: {E.FILED, E.ACCEPTED, E.REJECTED},
        E.REJECTED: {E.FILED, E.ACCEPTED},
        E.WITHDRAWN: {E.FILED, E.ACCEPTED, E.REJECTED, E.CONCLUDED},
    }
)

# Where an event on the parcel leads its export declaration.
EXPORT_FOLLOWS: dict[str, E] = {
    EventCode.EXPORT_ACCEPTED: E.ACCEPTED,
    EventCode.EXPORT_REVIEW: E.ACCEPTED,
    EventCode.EXPORT_INSPECTION: E.ACCEPTED,
    EventCode.EXPORT_DETAINED: E.ACCEPTED,
    EventCode.EXPORT_CLOSED: E.ACCEPTED,
    EventCode.EXPORT_RELEASED: E.CONCLUDED,
    EventCode.EXPORT_FINALISED: E.CONCLUDED,
    EventCode.EXPORT_RETURNED: E.CONCLUDED,
    EventCode.EXPORT_REJECTED: E.REJECTED,
    EventCode.EXPORT_WITHDRAWN: E.WITHDRAWN,
}

REGISTRY = Lifecycle(
    {
        R.DRAFT: {R.FILED},
        R.FILED: {R.REGISTERED, R.CONCLUDED},
        R.REGISTERED: {R.CONCLUDED},
    }
)
