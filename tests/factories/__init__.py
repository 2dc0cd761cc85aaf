"""Plain makers of rows for tests; a status is reached by actions where it matters."""
