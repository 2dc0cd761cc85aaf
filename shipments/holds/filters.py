"""One filter of holds for the API and the pages."""

from django_filters import ChoiceFilter, FilterSet

from shipments.holds.models import Hold


class HoldFilter(FilterSet):
    status = ChoiceFilter(choices=Hold.Status.choices)
    reason = ChoiceFilter(choices=Hold.Reason.choices)

    class Meta:
        model = Hold
        fields = ("status", "reason")
