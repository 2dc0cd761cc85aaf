"""A field of a form whose text a rule reads: what is wrong is told in the rule's own words."""

from collections.abc import Callable
from typing import Any

from django import forms


class RuledField(forms.CharField):
    """The value that `rule` gives of what was typed, empty being None.

    `rule` raises ValueError with the sentence that says what is wrong.
    """

    def __init__(self, rule: Callable[[str], Any], **options: Any) -> None:
        super().__init__(**options)
        self.rule = rule

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return self.rule(text) if text else None
        except ValueError as error:
            raise forms.ValidationError(str(error.args[0])) from error
