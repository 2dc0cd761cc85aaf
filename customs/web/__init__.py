"""Pages of the customs desk."""
