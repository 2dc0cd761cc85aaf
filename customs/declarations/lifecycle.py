"""The moves of what we file with both customs authorities."""

from customs.declarations.models import ExportDeclaration, ImportRegistry
from shipments.lifecycle import Lifecycle

E = ExportDeclaration.Status
R = ImportRegistry.Status

EXPORT = Lifecycle(
    {
        E.DRAFT: {E.FILED},
        E.FILED: {E.ACCEPTED, E.REJECTED, E.CONCLUDED},
        E.ACCEPTED: {E.CONCLUDED, E.REJECTED, E.WITHDRAWN},
        E.REJECTED: {E.FILED, E.WITHDRAWN},
    }
)

REGISTRY = Lifecycle(
    {
        R.DRAFT: {R.FILED},
        R.FILED: {R.REGISTERED, R.CONCLUDED},
        R.REGISTERED: {R.CONCLUDED},
    }
)
