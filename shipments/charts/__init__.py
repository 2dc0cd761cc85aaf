"""Numbers laid out for drawing: pure geometry; templates draw it as SVG."""
