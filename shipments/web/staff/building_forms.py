"""What can be done to a consolidation: one form for each operation, and the table of them."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shipments.actor import Actor
from shipments.consolidation.actions import (
    add_parcels,
    fill_consolidation,
    manifest_consolidation,
    reopen_consolidation,
)
from shipments.consolidation.bags import make_bag, move_excess
from shipments.consolidation.containers import make_uld
from shipments.consolidation.departures import break_down
from shipments.consolidation.models import Bag, Consolidation
from shipments.consolidation.offloading import remove_parcels
from shipments.consolidation.queries import bags_for
from shipments.errors import BadInput
from shipments.flights.reasons import OffloadReason
from shipments.parcels.queries import split_numbers

Status = Consolidation.Status


class Operation(forms.Form):
    """One operation: the statuses in which its button stands in the head, and what that says.

    What must be filled in the action says, as for every other interface.
    """

    button: ClassVar[Any] = ""
    statuses: ClassVar[frozenset[Status]] = frozenset()

    def __init__(self, word: str, consolidation: Consolidation, by: Actor, data: Any = None):
        super().__init__(data, auto_id=f"{word}-%s")
        self.consolidation, self.by = consolidation, by

    def carry_out(self, at: datetime) -> Any:
        """Do it; what is said then."""
        raise NotImplementedError


class Fill(Operation):
    button, statuses = _("Fill with what is ready"), frozenset({Status.OPEN})

    def carry_out(self, at: datetime) -> Any:
        fill_consolidation(consolidation=self.consolidation, by=self.by, at=at)
        return _("Done.")


class Manifest(Operation):
    button, statuses = _("Put on the manifest"), frozenset({Status.CLOSED})

    def carry_out(self, at: datetime) -> Any:
        manifest_consolidation(consolidation=self.consolidation, by=self.by, at=at)
        return _("Done.")


class Reopen(Operation):
    button, statuses = _("Open again"), frozenset({Status.CLOSED, Status.MANIFESTED})

    def carry_out(self, at: datetime) -> Any:
        reopen_consolidation(consolidation=self.consolidation, by=self.by, at=at)
        return _("Done.")


class BreakDown(Operation):
    button, statuses = _("Break down"), frozenset({Status.ARRIVED})

    def carry_out(self, at: datetime) -> Any:
        break_down(consolidation=self.consolidation, by=self.by, at=at)
        return _("Done.")


class MoveExcess(Operation):
    """Its button stands beside what is too much."""

    def carry_out(self, at: datetime) -> Any:
        move_excess(consolidation=self.consolidation, by=self.by, at=at)
        return _("Done.")


class AddParcels(Operation):
    """The parcels that were ticked, on this page or, by commas, on others, and their bag."""

    bag = forms.CharField(label=_("Into the bag"), max_length=32, required=False)

    @property
    def chosen(self) -> list[str]:
        given = self.data.getlist("chosen") if isinstance(self.data, QueryDict) else []
        return split_numbers(" ".join(given))

    def carry_out(self, at: datetime) -> Any:
        put = add_parcels(
            consolidation=self.consolidation,
            numbers=self.chosen,
            bag=self._bag(),
            by=self.by,
            at=at,
        )
        text = ngettext("%(n)s parcel was put in.", "%(n)s parcels were put in.", len(put))
        return text % {"n": len(put)}

    def _bag(self) -> Bag | None:
        """The bag that was scanned or chosen. Raises BadInput where there is none of its number."""
        number = self.cleaned_data["bag"]
        bag = bags_for(self.by).filter(number=number).first() if number else None
        if number and bag is None:
            text = _("There is no bag %(bag)s.") % {"bag": number}
            raise BadInput("no_bag", str(text), {"bag": number})
        return bag


class RemoveParcels(Operation):
    numbers = forms.CharField(
        label=_("Numbers, pasted in any manner"),
        required=False,
        widget=forms.Textarea({"rows": 2, "required": True}),
    )
    why = forms.CharField(
        label=_("Why"),
        max_length=200,
        required=False,
        widget=forms.Select({"required": True}, choices=[("", "—"), *OffloadReason.choices]),
    )

    def carry_out(self, at: datetime) -> Any:
        out = remove_parcels(
            consolidation=self.consolidation,
            numbers=split_numbers(self.cleaned_data["numbers"]),
            why=self.cleaned_data["why"],
            by=self.by,
            at=at,
        )
        text = ngettext("%(n)s parcel was taken out.", "%(n)s parcels were taken out.", len(out))
        return text % {"n": len(out)}


class NewBag(Operation):
    uld = forms.CharField(max_length=11, required=False, widget=forms.HiddenInput)

    def carry_out(self, at: datetime) -> Any:
        uld = self.cleaned_data["uld"]
        bag = make_bag(consolidation=self.consolidation, uld=uld, by=self.by, at=at)
        return _("Bag %(bag)s is open.") % {"bag": bag.number}


class NewUld(Operation):
    number = forms.CharField(
        label=_("Number of the ULD"),
        max_length=20,
        required=False,
        help_text=_("Type, serial and owner, such as PMC01234U6"),
        widget=forms.TextInput({"required": True, "autocomplete": "off"}),
    )

    def carry_out(self, at: datetime) -> Any:
        number = self.cleaned_data["number"]
        uld = make_uld(consolidation=self.consolidation, number=number, by=self.by, at=at)
        return _("ULD %(uld)s is there for bags.") % {"uld": uld.number}


# The word in the address -> the operation.
OPERATIONS: dict[str, type[Operation]] = {
    "fill": Fill,
    "manifest": Manifest,
    "reopen": Reopen,
    "break_down": BreakDown,
    "excess": MoveExcess,
    "add": AddParcels,
    "remove": RemoveParcels,
    "bag": NewBag,
    "uld": NewUld,
}


def buttons_in(status: str) -> list[tuple[str, Any]]:
    """The operations whose buttons stand in the head of a consolidation of a status."""
    return [(word, kind.button) for word, kind in OPERATIONS.items() if status in kind.statuses]
