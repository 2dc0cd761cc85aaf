"""The moves of what we file with both customs authorities."""

from customs.declarations.models import ExportDeclaration, ImportRegistry
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
EXPORT_FOLLOWS = {
    "export_accepted": E.ACCEPTED,
    "export_review": E.ACCEPTED,
    "export_inspection": E.ACCEPTED,
    "export_detained": E.ACCEPTED,
    "export_closed": E.ACCEPTED,
    "export_released": E.CONCLUDED,
    "export_finalised": E.CONCLUDED,
    "export_returned": E.CONCLUDED,
    "export_rejected": E.REJECTED,
    "export_withdrawn": E.WITHDRAWN,
}

REGISTRY = Lifecycle(
    {
        R.DRAFT: {R.FILED},
        R.FILED: {R.REGISTERED, R.CONCLUDED},
        R.REGISTERED: {R.CONCLUDED},
    }
)
