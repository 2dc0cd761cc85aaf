"""What the launcher says when it cannot go on."""


class CannotStart(Exception):
    """One sentence for a person: what is wrong and what cures it."""
