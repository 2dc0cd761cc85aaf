"""Every periodic job, how often it runs (seconds), and the queue it waits in."""

from typing import Any

from django.conf import settings

# A task that nobody took so long (or twice its period) is dropped; clocks may differ by less.
LEAST_PATIENCE = 60

JOBS: list[tuple[str, int, str]] = [
    ("shipments.tasks.project_container_events", 5, "critical"),
    ("shipments.tasks.fly_legs", 60, "critical"),
    ("shipments.tasks.close_consolidations", 60, "critical"),
    ("shipments.tasks.run_bulk_actions", 5, "critical"),
    ("customs.tasks.run_customs_bulk_actions", 5, "critical"),
    ("shipments.tasks.run_exports", 5, "exports"),
    ("shipments.tasks.reserve_paid_orders", 30, "default"),
    ("shipments.tasks.pack_paid_orders", 30, "default"),
    ("shipments.tasks.fill_consolidations", 120, "default"),
    ("shipments.tasks.break_down_consolidations", 60, "default"),
    ("shipments.tasks.hand_over_parcels", 60, "default"),
    ("shipments.tasks.make_flights", 3600, "default"),
    ("shipments.tasks.fetch_exchange_rates", 3600, "bulk"),
    ("shipments.tasks.expire_unpaid_orders", 3600, "default"),
    ("shipments.tasks.parse_drafts", 2, "imports"),
    ("shipments.tasks.run_waiting_imports", 5, "imports"),
    ("customs.tasks.file_exports", 30, "default"),
    ("customs.tasks.file_registries", 60, "default"),
    ("customs.tasks.present_arrived", 60, "default"),
    ("customs.tasks.follow_answers", 30, "default"),
    ("shipments.tasks.keep_doubtful_events", 60, "default"),
    ("shipments.tasks.find_stuck_parcels", 900, "bulk"),
    ("shipments.tasks.refresh_estimates", 21600, "bulk"),
    ("shipments.tasks.publish_news", 10, "default"),
    ("shipments.tasks.send_webhooks", 15, "webhooks"),
    ("shipments.tasks.send_mails", 30, "mails"),
    ("shipments.tasks.prune_runs", 86400, "bulk"),
    ("shipments.tasks.purge_personal_data", 86400, "bulk"),
    # The demo's others: not installed in earnest, so not asked for either.
    *([("tracker.simulation.tasks.play_outside", 10, "default")] if settings.DEMO_DEFAULTS else []),
]

TIMETABLE: dict[str, dict[str, Any]] = {
    task: {
        "task": task,
        "schedule": seconds,
        "options": {"queue": queue, "expires": max(seconds * 2, LEAST_PATIENCE)},
    }
    for task, seconds, queue in JOBS
}
