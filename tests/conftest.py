"""The cast; the servers come from `launcher.testing`, a plugin named in pyproject.toml."""

pytest_plugins = ["tests.cast"]
