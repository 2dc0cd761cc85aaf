"""Turning news into webhook deliveries for sellers and mails for buyers."""
