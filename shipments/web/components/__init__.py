"""The pieces that pages are made of, as data; their tags stand in `web/templatetags/`."""
