"""Files of orders, products and inbound shipments: read whole, previewed, run row by row."""
