"""The administrators' interface: Django finds the pages by this package."""

from django.contrib import admin

from shipments.admin import desks, goods, happenings, naming, people, routes

__all__ = ["desks", "goods", "happenings", "naming", "people", "routes"]

admin.site.site_header = admin.site.site_title = "HRB–SVX"
