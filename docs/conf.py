"""The documentation as a site: `make docs`. Every page is Markdown that also reads on its own."""

project = "Cross-border tracker"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
root_doc = "docs/index"
include_patterns = ["README.md", "C*.md", "SECURITY.md", "docs/**.md", "deploy/README.md"]
exclude_patterns = [".venv", "var", "docs/pictures"]
html_theme = "furo"
html_title = project
html_show_copyright = False
myst_heading_anchors = 3
# Where a page links to a file that is no page (LICENSE, a module), the file itself is given.
myst_all_links_external = False
