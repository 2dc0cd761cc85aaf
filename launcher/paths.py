"""Where the project keeps its environment, its state and its logs."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
VAR = ROOT / "var"
LOG = VAR / "log"
RUN = VAR / "run"


def make_state_folders() -> None:
    """Create `var/` with the folders for logs and run files."""
    for folder in (LOG, RUN):
        folder.mkdir(parents=True, exist_ok=True)
