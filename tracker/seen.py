"""`python -m tracker.seen NAME`: whether beat or a worker of this machine was seen lately."""

import os
import sys

from tracker.heartbeat import signs


def main(name: str) -> int:
    """0 when it was; a name that ends with @ is that of a worker on this machine."""
    whole = name + os.uname().nodename if name.endswith("@") else name
    return 0 if any(sign.name == whole for sign in signs()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
