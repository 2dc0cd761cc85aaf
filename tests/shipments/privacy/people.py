"""A person whose data lies in every place that may hold any."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session

from shipments.bulk.models import BulkAction, BulkRow
from shipments.cases.models import Case, CaseParcel
from shipments.exchange.models import Message, MessageFault
from shipments.exports.models import ExportRun
from shipments.imports.models import ImportRun, RowError
from shipments.notifications.models import BuyerNotice, Delivery, Subscription, Webhook
from shipments.orders.models import Order, Receiver, Reveal
from shipments.outbox.models import OutboxEvent
from shipments.parcels.models import Parcel
from shipments.parties.models import Invitation
from shipments.privacy.models import PrivacyAct
from shipments.tracking.models import UnmappedEvent

NAME, PHONE, EMAIL = "Щербаков Юрий", "+79430001122", "yuri@example.com"
INN, PASSPORT, STREET = "500100732259", "4509 123123", "ул. Мира, 12"


def fill(parcel: Parcel, at: datetime) -> None:
    """Lay a row of each kind about this parcel and its person, ended at this moment."""
    seller, order = parcel.seller, parcel.order
    Parcel.objects.filter(pk=parcel.pk).update(movement="delivered", movement_at=at)
    Order.objects.filter(pk=order.pk).update(
        status="delivered", ordered_at=at, street=STREET, note=f"позвонить {PHONE}", city="Омск"
    )
    Receiver.objects.filter(order=order).update(
        name=NAME, name_latin="Shcherbakov", phone=PHONE, email=EMAIL, inn=INN, passport=PASSPORT
    )
    Subscription.objects.create(
        parcel=parcel, email=EMAIL, token=f"wish-{parcel.pk}", created_at=at, confirmed_at=at
    )
    BuyerNotice.objects.create(
        parcel=parcel, stage="delivered", status="sent", error="OSError", created_at=at
    )
    case = Case.objects.create(
        kind="question",
        cause=f"parcel:{parcel.pk}",
        stage_since=at,
        note=f"Где? {PHONE}",
        answer="Завтра",
        opened_at=at,
        closed_at=at,
        status="closed",
    )
    CaseParcel.objects.create(case=case, parcel=parcel, since=at)
    message = Message.objects.create(
        source="post",
        raw=NAME.encode(),
        size=1,
        digest=f"{parcel.pk}",
        received_at=at,
        last_at=at,
        outcome="read",
        reason=f"{NAME} is nowhere",
    )
    MessageFault.objects.create(message=message, line=1, text=NAME, code="x", reason=f"{NAME}?")
    UnmappedEvent.objects.create(
        scheme="russian_post",
        raw_code="9/9",
        subject=f"parcel:{parcel.number}",
        happened_at=at,
        source="post",
        source_ref=f"{parcel.pk}",
        payload={"Rcpn": NAME},
        resolved_at=at,
    )
    _give_files(parcel, at)
    Reveal.objects.create(order=order, by="anna", why="asked", happened_at=at)
    PrivacyAct.objects.create(action="exported", by="admin", why="asked", happened_at=at)
    Invitation.objects.create(
        seller=seller,
        email=f"{parcel.pk}{EMAIL}",
        level="seller_viewer",
        digest=f"d{parcel.pk}",
        by="anna",
        created_at=at,
    )
    hook = Webhook.objects.create(
        seller=seller, url="https://a.example/", secret="s", created_at=at
    )
    Delivery.objects.create(
        webhook=hook,
        message_id=f"m{parcel.pk}",
        topic="parcel.delivered",
        payload={},
        answer=NAME,
        status="delivered",
        next_try_at=at,
        created_at=at,
    )
    OutboxEvent.objects.create(
        topic="parcel.delivered",
        subject="parcel",
        subject_ids=[parcel.pk],
        happened_at=at,
        published_at=at,
    )
    action = BulkAction.objects.create(
        number=f"B{parcel.pk}",
        token=f"t{parcel.pk}",
        kind="cancel_orders",
        params={"why": "x"},
        seller=seller,
        by="anna",
        status="done",
        created_at=at,
        finished_at=at,
    )
    BulkRow.objects.create(action=action, subject_id=order.pk, label=order.number)
    Session.objects.create(session_key=f"k{parcel.pk}", session_data="d", expire_date=at)


def _give_files(parcel: Parcel, at: datetime) -> None:
    given = {"seller": parcel.seller, "kind": "orders", "by": "anna", "filename": "o.csv"}
    ImportRun.objects.create(
        number=f"I-draft{parcel.pk}",
        status="draft",
        content=NAME.encode(),
        created_at=at,
        sample=[[["buyer_name"], "utf-8", ",", 1, ""], [[2, [NAME], {}, "", []]]],
        **given,
    )
    done = ImportRun.objects.create(
        number=f"I-done{parcel.pk}",
        status="done",
        refused=1,
        created_at=at,
        finished_at=at,
        error=f"{NAME} stands twice",
        **given,
    )
    row = {"buyer_name": NAME, "buyer_phone": PHONE, "buyer_inn": INN}
    RowError.objects.create(
        run=done,
        line=2,
        column="sku",
        reason=f"{NAME} is no SKU",
        further=[["note", f"{PHONE} twice"]],
        row=row,
    )
    ExportRun.objects.create(
        number=f"E{parcel.pk}",
        seller=parcel.seller,
        kind="labels",
        form="pdf",
        by="anna",
        status="done",
        content=NAME.encode(),
        params={"query": f"search={PHONE}"},
        filename="l.pdf",
        created_at=at,
        finished_at=at,
    )


LONG = timedelta(days=4_000)
