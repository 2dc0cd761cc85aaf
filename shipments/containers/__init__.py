"""Consolidations, ULDs and bags: what lies in what, how much, under which lock."""
