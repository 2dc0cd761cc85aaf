"""Every kind of personal data that is kept: where, how, what for, and until when.

The job that ends it, the page that tells of it and the test that finds new columns read this.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from shipments.privacy import ends
from shipments.privacy.ends import End

CLEAR, ENCRYPTED = "clear", "encrypted"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: its columns as "Model.column", whether they can be read in the database.

    `end` ends what is `setting` days (of `RETAIN`) past `since`; a kind without one lives as long
    as what it belongs to. `purpose` is empty for what the public page need not tell.
    """

    name: str
    title: Any
    purpose: Any
    since: Any
    columns: tuple[str, ...]
    at_rest: str
    end: End | None = None
    setting: str = ""

    @property
    def days(self) -> int:
        """How long it is kept."""
        return settings.RETAIN[self.setting]

    @property
    def term(self) -> timedelta:
        return timedelta(days=self.days)


ORDER_ENDED = _("after the order has ended")
RUN_ENDED = _("after the file was read")
KINDS = (
    # In clear while the order lives: sellers and staff find orders by phone, e-mail and name.
    Kind(
        "people",
        _("Receiver's name, phone, e-mail and address"),
        _("to carry and deliver the parcel, and to answer claims"),
        ORDER_ENDED,
        (
            "Receiver.name",
            "Receiver.name_latin",
            "Receiver.phone",
            "Receiver.email",
            "Receiver.said",
            "Order.street",
            "Order.note",
        ),
        CLEAR,
        ends.end_people,
        "PEOPLE",
    ),
    Kind(
        "identities",
        _("Taxpayer's number and passport"),
        _("for customs, where the law asks for them"),
        ORDER_ENDED,
        ("Receiver.inn", "Receiver.passport"),
        ENCRYPTED,
        ends.end_identities,
        "IDENTITY",
    ),
    Kind(
        "subscriptions",
        _("E-mail addresses that asked for news of a parcel"),
        _("to send the news that was asked for"),
        ORDER_ENDED,
        ("Subscription.email", "Subscription.token"),
        CLEAR,
        ends.end_subscriptions,
        "SUBSCRIPTIONS",
    ),
    Kind(
        "questions",
        _("Questions about a parcel, and the answers"),
        _("to answer them"),
        _("after the answer"),
        ("Case.note", "Case.answer"),
        CLEAR,
        ends.end_questions,
        "QUESTIONS",
    ),
    Kind(
        "messages",
        _("Messages of customs, the airline and the post about parcels"),
        _("to prove what was told, and to read it again"),
        _("after they were settled"),
        ("Message.raw", "MessageFault.text"),
        ENCRYPTED,
        ends.end_messages,
        "MESSAGES",
    ),
    # They go with their messages; a reason may quote a word.
    Kind(
        "message_reasons",
        _("Messages of customs, the airline and the post about parcels"),
        "",
        "",
        ("Message.reason", "MessageFault.reason"),
        ENCRYPTED,
    ),
    Kind(
        "waiting_events",
        _("Events that nobody understood at once"),
        _("to prove what was told, and to read it again"),
        _("after they were explained"),
        ("UnmappedEvent.payload",),
        CLEAR,
        ends.end_waiting_events,
        "MESSAGES",
    ),
    Kind(
        "files",
        _("Files of orders that a shop gives in"),
        _("to take in the shop's orders"),
        _("after they were given in, if they are not begun; else until they are read"),
        ("ImportRun.content", "ImportRun.sample"),
        ENCRYPTED,
        ends.end_drafts,
        "DRAFTS",
    ),
    Kind(
        "rows",
        _("Rows of such files that have errors"),
        _("so that the shop can repair them"),
        RUN_ENDED,
        ("RowError.row",),
        ENCRYPTED,
        ends.end_rows,
        "ROWS",
    ),
    # They go with their rows; a reason quotes a cell.
    Kind(
        "row_reasons",
        _("Why rows of a file were refused"),
        "",
        RUN_ENDED,
        ("RowError.reason", "RowError.further"),
        ENCRYPTED,
    ),
    Kind(
        "file_reasons",
        _("Why files were refused"),
        "",
        RUN_ENDED,
        ("ImportRun.error",),
        ENCRYPTED,
        ends.end_failures,
        "ROWS",
    ),
    Kind(
        "exports",
        _("Files of labels and orders that a shop asked for"),
        _("so that the shop can fetch them"),
        _("after they were made"),
        ("ExportRun.content",),
        ENCRYPTED,
        ends.end_exports,
        "EXPORTS",
    ),
    # What was searched for may be a phone; it is kept until the file is written.
    Kind(
        "export_params",
        _("Files of labels and orders that a shop asked for"),
        "",
        "",
        ("ExportRun.params",),
        ENCRYPTED,
    ),
    Kind(
        "looks",
        _("Who looked at a receiver's data, and why"),
        _("so that it can be shown who saw the data"),
        _("after the look"),
        ("Reveal.by", "Reveal.why"),
        CLEAR,
        ends.end_looks,
        "LOG",
    ),
    Kind(
        "acts",
        _("Who gave out or erased a person's data, and why"),
        _("so that it can be shown who saw the data"),
        _("after the action"),
        ("PrivacyAct.by", "PrivacyAct.why"),
        CLEAR,
        ends.end_acts,
        "LOG",
    ),
    Kind(
        "invitations",
        _("E-mail addresses of people invited by a shop"),
        _("to let them in"),
        _("after the invitation"),
        ("Invitation.email", "Invitation.by"),
        CLEAR,
        ends.end_invitations,
        "INVITATIONS",
    ),
    Kind(
        "notices",
        _("Mails sent"),
        "",
        ORDER_ENDED,
        ("BuyerNotice.error",),
        CLEAR,
        ends.end_notices,
        "NEWS",
    ),
    Kind("news", _("News"), "", "", (), CLEAR, ends.end_news, "NEWS"),
    # The other side may answer whatever it likes.
    Kind(
        "deliveries",
        _("Webhook messages"),
        "",
        "",
        ("Delivery.answer",),
        ENCRYPTED,
        ends.end_deliveries,
        "NEWS",
    ),
    Kind(
        "actions",
        _("Bulk actions"),
        "",
        "",
        ("BulkAction.params", "BulkAction.by", "BulkRow.message"),
        CLEAR,
        ends.end_bulk_actions,
        "BULK_ACTIONS",
    ),
    Kind(
        "sessions",
        _("Sessions that are over"),
        "",
        "",
        ("sessions.Session.session_data",),
        CLEAR,
        ends.end_sessions,
        "SESSIONS",
    ),
    Kind(
        "accounts",
        _("Accounts of shops' and our own people"),
        _("to let them in, and to show who did what"),
        _("as long as the account is there"),
        (
            "User.username",
            "User.first_name",
            "User.last_name",
            "User.email",
            "account.EmailAddress.email",
            "mfa.Authenticator.data",
            "SavedView.by",
            "SavedView.query",
        ),
        CLEAR,
    ),
)


def columns() -> Iterator[str]:
    """Every column that may say something of a person."""
    for kind in KINDS:
        yield from kind.columns
