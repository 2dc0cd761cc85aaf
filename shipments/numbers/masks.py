"""Personal data as others may see it: enough to recognise one's own, too little to use.

russia.md section 3. Every mask of an empty text is empty; a mask never raises.
"""

import re

STAR = "*"
# What an error quotes: '...', "..." that names no column, letters of other scripts, addresses with
# @, long numbers, secrets of links.
_VALUES = re.compile(
    r"""'[^'\n]*'|"(?![a-z_]+")[^"\n]*"|[^\x00-\x7f]+(?:\s+[^\x00-\x7f]+)*|\S*@\S*|\+?\d{4,}"""
    r"""|[\w-]{20,}"""
)


def without_values(error: str) -> str:
    """A traceback or an error's text that tells what and where, not what was in it: values may be
    a person's. Lines of a traceback that begin with a space are code and stay."""
    lines = error.split("\n")
    return "\n".join(line if line.startswith(" ") else _VALUES.sub("…", line) for line in lines)


def _middle(text: str, first: int, last: int) -> str:
    """The text with all but its first and last characters starred; wholly starred if short."""
    if len(text) <= first + last:
        return STAR * len(text)
    return text[:first] + STAR * (len(text) - first - last) + text[len(text) - last :]


def mask_account(number: str) -> str:
    """The last four signs of an account; all hidden of a short one."""
    return _middle(number, 0, 4) if len(number) > 8 else STAR * len(number)


def mask_name(name: str) -> str:
    """Initials: Иванов Иван Петрович -> И. И. П."""
    return " ".join(f"{word[0]}." for word in name.split())


def mask_phone(phone: str) -> str:
    """+79121234567 -> +7912*****67."""
    return _middle(phone.strip(), 5, 2)


def last_digits(phone: str) -> str:
    """+79121234567 -> *** 4567: enough for a seller to know the buyer again."""
    digits = [sign for sign in phone if sign.isdigit()]
    return f"{STAR * 3} {''.join(digits[-4:])}" if len(digits) > 4 else STAR * len(digits)


def mask_email(email: str) -> str:
    """anna@example.ru -> a***@example.ru; what has no @ is starred whole."""
    name, at, domain = email.strip().rpartition("@")
    return _middle(name, 1, 0) + at + domain if at else STAR * len(domain)


def mask_street(street: str) -> str:
    """ул. Мира, 12 -> ***: a street and a house leave nothing that would tell no more."""
    return STAR * 3 if street.strip() else ""


def mask_passport(number: str) -> str:
    """4509 123123 -> 45** ***123 (series of four, number of six digits)."""
    digits = "".join(number.split())
    if len(digits) != 10:
        return STAR * len(digits)
    return f"{digits[:2]}** ***{digits[-3:]}"


def mask_inn(number: str) -> str:
    """500100732259 -> 50********59."""
    return _middle(number.strip(), 2, 2)
