"""CDEK: order status webhooks."""
