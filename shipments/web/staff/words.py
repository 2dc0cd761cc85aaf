"""What the background jobs and their counts are called, for staff."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shipments.privacy.kinds import KINDS

JOBS: dict[str, Any] = {
    "project_container_events": _("Move parcels by what happened to their flight or bag"),
    "fly_legs": _("Let flights depart and arrive"),
    "close_consolidations": _("Close consolidations at cut-off"),
    "run_bulk_actions": _("Carry out bulk actions"),
    "run_customs_bulk_actions": _("Record customs decisions for many"),
    "run_exports": _("Write files that were asked for"),
    "reserve_paid_orders": _("Reserve goods for paid orders"),
    "pack_paid_orders": _("Pack paid orders"),
    "fill_consolidations": _("Fill the next flights"),
    "break_down_consolidations": _(
        "Break down what has arrived where the place does it by the clock"
    ),
    "hand_over_parcels": _("Hand over released parcels where the place does it by the clock"),
    "make_flights": _("Make flights from the schedule"),
    "fetch_exchange_rates": _("Ask the Bank of Russia for its rates"),
    "expire_unpaid_orders": _("Cancel orders never paid"),
    "parse_drafts": _("Look into files that were given in"),
    "run_waiting_imports": _("Read waiting files"),
    "file_exports": _("File export declarations"),
    "file_registries": _("File import registries"),
    "present_arrived": _("Present arrivals to Russian customs"),
    "follow_answers": _("Follow answers that waited for a code or a number"),
    "keep_doubtful_events": _("Open cases for implausible events"),
    "find_stuck_parcels": _("Find parcels that are stuck"),
    "refresh_estimates": _("Learn how long stages take"),
    "publish_news": _("Sort news by receivers"),
    "send_webhooks": _("Send webhooks"),
    "send_mails": _("Send mails to buyers"),
    "prune_runs": _("Forget old runs"),
    "purge_personal_data": _("End personal data that was kept long enough"),
    "play_outside": _("Play the partners of the demo world"),
}
# What is done to one item after the other, where a job does several things.
STEPS: dict[str, Any] = JOBS | {
    "manifest_consolidations": _("Put consolidations on the manifest"),
    "depart_legs": _("Let flights depart"),
    "give_up_mails": _("Give up letters that cannot be sent"),
    "tell_owners": _("Tell owners of webhooks switched off"),
    "arrive_legs": _("Let flights arrive"),
    "complete_consolidations": _("Complete consolidations that have left the hub"),
    "project_events": _("Tell parcels what happened to their flight or bag"),
    "project_parcels": _("Move a parcel by what happened to its flight or bag"),
    "close_cases": _("Close cases of parcels that moved on"),
    "open_cases": _("Open cases of parcels that are stuck"),
    "refile_rejected": _("File rejected export declarations again"),
    "file_withdrawn": _("File again what Russian customs let us withdraw"),
    "conclude_registries": _("Conclude import registries"),
    "follow_doubts": _("Record doubtful events that later news explains"),
    "open_doubtful_cases": _("Open cases of doubtful events"),
    "follow_mapped": _("Follow answers whose code is explained"),
    "follow_late_numbers": _("Follow receipts whose number is ours by now"),
    "read_asked": _("Read messages again"),
}
COUNTS: dict[str, Any] = {kind.name: kind.title for kind in KINDS} | {
    "parsed": pgettext_lazy("count", "files"),
    "made": pgettext_lazy("count", "made"),
    "reserved": pgettext_lazy("count", "reserved"),
    "packed": pgettext_lazy("count", "packed"),
    "expired": pgettext_lazy("count", "cancelled"),
    "opened": pgettext_lazy("count", "opened"),
    "filled": pgettext_lazy("count", "filled"),
    "closed": pgettext_lazy("count", "closed"),
    "departed": pgettext_lazy("count", "departed"),
    "arrived": pgettext_lazy("count", "arrived"),
    "parcels": pgettext_lazy("count", "parcels"),
    "completed": pgettext_lazy("count", "completed"),
    "handed_over": pgettext_lazy("count", "handed over"),
    "measured": pgettext_lazy("count", "measured"),
    "chunks": pgettext_lazy("count", "batches"),
    "delivered": pgettext_lazy("count", "delivered"),
    "failed": pgettext_lazy("count", "failed"),
    "undelivered": pgettext_lazy("count", "not delivered"),
    "sent": pgettext_lazy("count", "sent"),
    "unsent": pgettext_lazy("count", "not sent"),
    "given_up": pgettext_lazy("count", "given up"),
    "told": pgettext_lazy("count", "owners told"),
    "written": pgettext_lazy("count", "written"),
    "imports": pgettext_lazy("count", "files"),
    "pruned": pgettext_lazy("count", "removed"),
    "filed": pgettext_lazy("count", "filed"),
    "carried": pgettext_lazy("count", "actions"),
    "followed": pgettext_lazy("count", "followed"),
    "rates": pgettext_lazy("count", "rates"),
    "refiled": pgettext_lazy("count", "filed again"),
    "presented": pgettext_lazy("count", "presented"),
    "concluded": pgettext_lazy("count", "concluded"),
    "messages": pgettext_lazy("count", "messages"),
}
LANES: dict[str, Any] = {
    "critical": _("high priority"),
    "default": _("normal priority"),
    "webhooks": _("the webhooks' own queue"),
    "mails": _("the letters' own queue"),
    "exports": _("the exports' own queue"),
    "imports": _("the imports' own queue"),
    "bulk": _("low priority"),
}
# The partners and code lists of a new installation; a name people gave stays as they wrote it.
PARTNERS: dict[str, Any] = {
    "Customs broker Yekaterinburg": _("Customs broker Yekaterinburg"),
    "China customs single window": _("China customs single window"),
    "Russian Post": _("Russian Post"),
}
SCHEMES: dict[str, Any] = {
    "fsu": _("Airline"),
    "cn_customs": _("Customs of China"),
    "ru_customs": _("Customs of Russia"),
    "russian_post": _("Russian Post"),
    "cdek": "CDEK",
}
# What partners' messages are in.
FORMATS: dict[str, Any] = {
    "": _("unknown"),
    "fsu": _("airline: statuses (FSU)"),
    "ffm": _("airline: manifest (FFM)"),
    "fhl": _("airline: house waybills (FHL)"),
    "airline": _("airline: other messages"),
    "russian_post": _("Russian Post"),
    "cdek": "CDEK",
    "ceb": _("Customs of China (CEB)"),
    "mark": _("Customs of Russia: marks"),
}
# Who acts in the demo world.
PLAYERS: dict[str, Any] = {
    "simulation: airline": _("airline (demo)"),
    "simulation: warehouse": _("warehouse (demo)"),
    "simulation: China customs": _("customs of China (demo)"),
    "simulation: Russian customs": _("customs of Russia (demo)"),
    "simulation: Russian Post": _("Russian Post (demo)"),
    "simulation: sellers": _("seller (demo)"),
}
ACTORS = JOBS | PLAYERS
QUEUES: dict[str, Any] = {
    "blocked": _("Paid orders that cannot be packed"),
    "packing": _("Waiting for packing"),
    "export": _("At export customs"),
    "flight": _("Ready for a consolidation"),
    "bags": _("Bags that lost their flight"),
    "import": _("At the hub, at import customs"),
    "last_mile": _("Released, to hand over for delivery"),
    "returns": _("On the way back to the sender"),
}
