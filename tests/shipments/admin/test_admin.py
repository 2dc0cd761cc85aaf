"""The administrators' interface: every table can be looked at, no status can be written."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from customs.duty.models import DutyRegime
from shipments.admin.base import STATUSES, Keeping
from shipments.orders.models import Order
from shipments.parties.models import StaffMember, User
from shipments.tracking.actions import NewEvent, record_events
from tests.world import NOON

OURS = [
    model for app in ("shipments", "customs") for model in apps.get_app_config(app).get_models()
]
APPEND_ONLY = (
    "Event",
    "Change",
    "StockMove",
    "Payment",
    "Containment",
    "Delivery",
    "OutboxEvent",
    "Run",
)


@pytest.fixture
def ada(make_parcels, consolidation) -> Client:
    """An administrator in a world with a row or two."""
    [parcel] = make_parcels(1)
    record_events([NewEvent("parcel", parcel.pk, "packed", NOON, "test", "r")], at=NOON)
    client = Client()
    client.force_login(User.objects.create_superuser("ada"))
    return client


def page(model, action: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{action}", args=args)


def test_every_table_has_a_page_but_our_own_memory():
    assert {m.__name__ for m in OURS if not admin.site.is_registered(m)} == {
        "IdempotentAnswer",
        "KeyProof",
    }


def test_every_page_opens(ada):
    for model in (m for m in OURS if admin.site.is_registered(m)):
        assert ada.get(page(model, "changelist"), {"q": "1"}).status_code == 200, model
        if row := model._default_manager.first():
            assert ada.get(page(model, "change", row.pk)).status_code == 200, model


def test_no_status_can_be_written(ada, rf):
    request = rf.get("/")
    request.user = User.objects.get(username="ada")

    for model in (m for m in OURS if admin.site.is_registered(m)):
        own = admin.site.get_model_admin(model)
        if isinstance(own, Keeping) or own.has_change_permission(request):
            written = {f.name for f in model._meta.fields} - set(own.get_readonly_fields(request))
            assert not written & STATUSES, model


def test_an_order_s_address_is_repaired_and_its_status_stays(ada):
    order = Order.objects.get()

    ada.post(page(Order, "change", order.pk), {"city": "Омск", "status": "delivered"})

    order.refresh_from_db()
    assert (order.city, order.status) == ("Омск", "packed")


@pytest.mark.parametrize("name", APPEND_ONLY)
def test_what_is_appended_is_neither_added_nor_changed_nor_deleted(ada, rf, name):
    own = admin.site.get_model_admin(apps.get_model("shipments", name))
    request = rf.get("/")
    request.user = User.objects.get(username="ada")

    assert not own.has_add_permission(request)
    assert not own.has_change_permission(request)
    assert not own.has_delete_permission(request)


def test_a_regime_of_duty_is_switched_off_and_never_deleted(ada):
    regime = DutyRegime.objects.create(
        code="old", since=NOON.date(), free_value_eur=200, rate="0.15", min_eur_per_kg=2
    )

    listed = ada.get(page(DutyRegime, "changelist")).content.decode()
    assert "delete_selected" not in listed
    ada.post(
        page(DutyRegime, "changelist"),
        {
            "action": "delete_selected",
            "_selected_action": regime.pk,
            "post": "yes",
        },
    )
    assert ada.post(page(DutyRegime, "delete", regime.pk), {"post": "yes"}).status_code == 403

    assert DutyRegime.objects.filter(pk=regime.pk).exists()


def test_nobody_reads_secrets_and_documents_here(ada):
    for name, secrets in (
        ("Receiver", {"inn", "passport", "said"}),
        ("ApiKey", {"digest"}),
        ("Webhook", {"secret"}),
        ("Parcel", {"token"}),
        ("ImportRun", {"content", "sample"}),
        ("RowError", {"row"}),
    ):
        own = admin.site.get_model_admin(apps.get_model("shipments", name))
        assert secrets <= set(own.exclude), name


def test_a_role_is_ticked_and_a_word_that_is_none_is_refused(ada):
    user = User.objects.create_user("wei")
    body = {"user": user.pk, "channels": ["HRB-SVX"]}

    wrong = ada.post(page(StaffMember, "add"), {**body, "roles": ["werehouse"]})
    assert (wrong.status_code, StaffMember.objects.count()) == (200, 0)
    ada.post(page(StaffMember, "add"), {**body, "roles": ["warehouse", "planner"]})

    made = StaffMember.objects.get()
    assert (made.roles, made.channels, made.warehouses) == (
        ["warehouse", "planner"],
        ["HRB-SVX"],
        [],
    )


def test_every_table_has_a_name_that_people_translate(ada):
    plain = {m.__name__ for m in OURS if isinstance(m._meta.verbose_name, str)}

    assert plain == {"IdempotentAnswer", "KeyProof"}
