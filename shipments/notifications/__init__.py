"""Webhooks for sellers and mails for buyers: who wants which, and each delivery."""
