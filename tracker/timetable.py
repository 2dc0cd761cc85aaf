"""Every periodic job, how often it runs (seconds), and the queue it waits in."""

from typing import Any

JOBS: list[tuple[str, int, str]] = [
    ("shipments.tasks.project_container_events", 5, "critical"),
    ("shipments.tasks.fly_legs", 60, "critical"),
    ("shipments.tasks.close_consolidations", 60, "critical"),
    ("shipments.tasks.run_bulk_deeds", 5, "critical"),
    ("customs.tasks.run_customs_deeds", 5, "critical"),
    ("shipments.tasks.run_exports", 5, "bulk"),
    ("shipments.tasks.reserve_paid_orders", 30, "default"),
    ("shipments.tasks.pack_paid_orders", 30, "default"),
    ("shipments.tasks.fill_consolidations", 120, "default"),
    ("shipments.tasks.break_down_consolidations", 60, "default"),
    ("shipments.tasks.hand_over_parcels", 60, "default"),
    ("shipments.tasks.make_flights", 3600, "default"),
    ("shipments.tasks.fetch_exchange_rates", 3600, "bulk"),
    ("shipments.tasks.expire_unpaid_orders", 3600, "default"),
    ("shipments.tasks.parse_drafts", 2, "default"),
    ("shipments.tasks.run_waiting_imports", 5, "bulk"),
    ("customs.tasks.file_exports", 30, "default"),
    ("customs.tasks.file_registries", 60, "default"),
    ("customs.tasks.present_arrived", 60, "default"),
    ("customs.tasks.follow_answers", 30, "default"),
    ("shipments.tasks.keep_doubtful_events", 60, "default"),
    ("shipments.tasks.find_stuck_parcels", 900, "bulk"),
    ("shipments.tasks.refresh_estimates", 21600, "bulk"),
    ("shipments.tasks.publish_news", 10, "bulk"),
    ("shipments.tasks.send_webhooks", 15, "bulk"),
    ("shipments.tasks.send_mails", 30, "bulk"),
    ("shipments.tasks.prune_runs", 86400, "bulk"),
    ("shipments.tasks.purge_personal_data", 86400, "bulk"),
    ("tracker.simulation.tasks.play_outside", 10, "default"),
]

TIMETABLE: dict[str, dict[str, Any]] = {
    task: {"task": task, "schedule": seconds, "options": {"queue": queue, "expires": seconds * 2}}
    for task, seconds, queue in JOBS
}
