"""What a shop said of a receiver, remembered as a hash: nobody can read it, but compare it."""

import json
from collections.abc import Mapping

from shipments.encrypted import keyed_hash


def said_hash(said: Mapping[str, str]) -> str:
    """A keyed hash of what is said, without what is not; equal for equal words."""
    return keyed_hash(json.dumps({name: text for name, text in sorted(said.items()) if text}))
