"""The staff's menu."""

from django.utils.translation import gettext_lazy as _

from shipments.actor import Role
from shipments.web.components.menu import MenuItem

MENU = (
    MenuItem("floor", _("Today")),
    MenuItem("flights", _("Flights"), ("flight",)),
    MenuItem("consolidations", _("Consolidations"), ("consolidation",)),
    MenuItem("holds", _("Holds"), ("hold-new",)),
    MenuItem("receiving-list", _("Receiving"), ("receiving",)),
    MenuItem("cases", _("Cases"), ("case",)),
    MenuItem("bulk-actions", _("Bulk actions"), ("bulk-action",)),
    MenuItem("jobs", _("Jobs")),
    MenuItem("codes", _("Unmapped codes"), ("code",)),
    MenuItem("messages", _("Messages"), ("message",)),
    MenuItem("partners", _("Partners"), ("partner",)),
    MenuItem("rates", _("Rates")),
    MenuItem("people", _("Personal data"), role=Role.ADMIN),
)
