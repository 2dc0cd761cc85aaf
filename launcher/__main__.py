"""`python3 -m launcher COMMAND`: what the Makefile calls; explains an old Python in words."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the reader of this sentence has an older one
    sys.exit(
        "This needs Python 3.11 or newer, and this one is older: name another, "
        "as in `make demo PYTHON=python3.12`."
    )

from launcher.commands import main

sys.exit(main(sys.argv[1:]))
