"""What an operator must have said before people's data comes in."""

from typing import Any

from django.conf import settings
from django.core.checks import Tags, Warning, register

NEEDED = ("OPERATOR_NAME", "OPERATOR_ADDRESS", "PRIVACY_CONTACT")


@register(Tags.security, deploy=True)
def operator_is_named(app_configs: Any, **_: Any) -> list[Warning]:
    """The privacy page names who answers for the data, where, and how he is reached."""
    missing = [name for name in NEEDED if not getattr(settings, name)]
    if not missing:
        return []
    text = f"The privacy page does not say who answers: set {', '.join(missing)}."
    return [Warning(text, id="privacy.W001")]
