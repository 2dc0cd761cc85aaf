"""The queues of background jobs, each with workers of its own in earnest.

What is urgent never waits behind letters, and a job that waits for others' machines or reads a long
file keeps no other job waiting.
"""

QUEUES = ("critical", "default", "webhooks", "mails", "exports", "imports", "bulk")
