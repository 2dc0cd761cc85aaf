"""Bulk actions as rows: asked for after a preview, carried out by a job, undone for ten minutes."""
