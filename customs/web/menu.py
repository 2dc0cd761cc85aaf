"""The menu of those who work at customs."""

from django.utils.translation import gettext_lazy as _

from shipments.web.components.menu import MenuItem

# A declaration's page belongs to the desk of its track.
MENU = (
    MenuItem("desk", _("Import to Russia"), ("import",)),
    MenuItem("export", _("Export from China")),
    MenuItem("flights", _("Flights"), ("consolidation",)),
    MenuItem("bulk-actions", _("Bulk actions"), ("bulk-action",)),
)
