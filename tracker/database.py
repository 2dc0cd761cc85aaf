"""How long a connection to PostgreSQL may wait and work, by what the process is."""

from typing import Any

import environ

# Seconds of: one statement, a wait for a lock, a transaction in which nothing is asked. 0 is no
# limit. Jobs are cut off by Celery after seven minutes; a migration may take its time.
LIMITS = {"web": (15, 5, 30), "worker": (450, 60, 450), "beat": (15, 5, 30), "command": (0, 0, 0)}
# Only what `tracking.prepared` asks is prepared: planned once a connection.
PLANS = {"plan_cache_mode": "force_generic_plan", "jit": "off"}


def options(env: environ.Env, part: str) -> dict[str, Any]:
    """psycopg's options of this part of the product.

    With DATABASE_POOLER=1 nothing is asked for at the start of a connection, which poolers refuse:
    the database's role has the limits then (docs/operations.md).
    """
    asked = {"prepare_threshold": 5, "connect_timeout": 5, "application_name": f"tracker-{part}"}
    if env.bool("DATABASE_POOLER", default=False):
        return asked
    return {**asked, "options": " ".join(f"-c {name}={text}" for name, text in _set(env, part))}


def _set(env: environ.Env, part: str) -> list[tuple[str, str]]:
    statement, lock, idle = LIMITS.get(part, LIMITS["command"])
    seconds = {
        "statement_timeout": env.int("STATEMENT_TIMEOUT", default=statement),
        "lock_timeout": env.int("LOCK_TIMEOUT", default=lock),
        "idle_in_transaction_session_timeout": env.int("IDLE_TIMEOUT", default=idle),
    }
    return [*PLANS.items(), *((name, f"{number}s") for name, number in seconds.items())]
