"""Every column of words stands in the table of personal data, or is known to hold none."""

import re
from collections.abc import Iterator

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from launcher.paths import ROOT
from shipments.encrypted import ENCRYPTED as SEALED_FIELDS
from shipments.field_keys.actions import encrypted_columns
from shipments.privacy.kinds import CLEAR, ENCRYPTED, KINDS, columns

CALL = re.compile(r"(?<!def )\bread_table\(")
WORDS = (models.CharField, models.TextField, models.JSONField, models.BinaryField)
# Numbers, codes, names of goods, places and companies, settings, and who of our people did what.
IMPERSONAL = {
    "Aircraft": "code name uld_type",
    "ApiKey": "name prefix digest scopes",
    "Bag": "number seal sealed_by",
    "BulkAction": "number token kind",
    "BulkRow": "label",
    "BuyerNotice": "stage",
    "Case": "cause about stage",
    "Change": "kind old new by reason note",
    "Channel": "code parcel_prefix mawb_prefix",
    "ColumnMap": "header_key columns by",
    "Consolidation": "mawb",
    "Containment": "note",
    "Delivery": "message_id topic payload sent_headers",
    "Event": "code zone place source source_ref detail",
    "ExchangeRate": "currency source",
    "ExportRun": "number kind form language by filename error",
    "Flight": "number loading_closed_by",
    "Hold": "note releases_when placed_by released_by",
    "HouseWaybill": "number",
    "IdempotentAnswer": "owner key digest",
    "ImportRun": "number layout policy timezone encoding delimiter columns filename header sign by",
    "Invitation": "digest",
    "Message": "format source digest code settled_by note",
    "MessageFault": "code",
    "OutboxEvent": "topic subject detail",
    "UnmappedEvent": "scheme raw_code subject place source source_ref message resolved_by why",
    "NumberRange": "prefix",
    "Order": "number marketplace postal_code region city rate_source blocker rate_eur_source",
    "OrderLine": "sku",
    "Parcel": "number last_mile_number token",
    "Partner": "code name scheme email name_ru name_zh phone tracking_url website",
    "PartnerCode": "scheme raw_code code meaning_zh meaning_ru meaning_en",
    "Payment": "reference",
    "Place": "code name_zh name_ru name_en zone country",
    "PrivacyAct": "counts",
    "Product": "sku name_zh name_ru name_en hs_code tnved_code origin_country product_url",
    "Receiver": "language",
    "Replenishment": "number",
    "RowError": "column marks",
    "Run": "job counts error",
    "SavedView": "page name",
    "Schedule": "flight_number",
    "Seller": "code name_zh name_en uscc customs_code city_zh city_en contact_email "
    "settlement_account shop_email shop_name shop_phone shop_website",
    "Setback": "step kind name error",
    "StaffMember": "roles channels warehouses",
    "StageTime": "stage region",
    "StockMove": "reference by",
    "Subscription": "language",
    "Uld": "number",
    "User": "password language",
    "Warehouse": "code name customs_mode address",
    "Webhook": "url topics",
    "account.EmailConfirmation": "key",
    "admin.LogEntry": "object_id object_repr change_message",
    "auth.Group": "name",
    "auth.Permission": "name codename",
    "contenttypes.ContentType": "app_label model",
    "customs.CalendarDay": "name source",
    "customs.ClearanceTerm": "status source",
    "customs.DutyRegime": "code per source",
    "customs.ExportDeclaration": "mode cop_number authority_number last_receipt last_receipt_info",
    "customs.ImportLine": "decision reason registration_number working decided_by decided_code "
    "reason_code",
    "customs.ImportRegistry": "registration_number",
    "customs.Receipt": "scheme raw_code code number text source",
    "customs.WaitingReceipt": "cop_number order_number waybill authority_number "
    "seller_code code info source",
    "sessions.Session": "session_key",
    "BagOpening": "by seal why",
    "GoodsReceipt": "by reference",
    "KeyProof": "hashed",
    "Membership": "rights",
    "RateCorrection": "by currency old_source reason",
    "RefusedRate": "by reason source text",
    "customs.DutyPayment": "by reference",
}


# Ciphertext that is no person's: secrets of machines, and a day's answers that bear their own term.
OF_NOBODY = {"Webhook.secret", "Webhook.old_secret", "KeyProof.text", "IdempotentAnswer.answer"}


def _name(model: type[models.Model]) -> str:
    meta = model._meta
    return model.__name__ if meta.app_label == "shipments" else meta.label


def _model(column: str) -> str:
    return column.rpartition(".")[0]


def _texts() -> Iterator[str]:
    """Every column that can hold words of its own, as "Model.column"."""
    for model in apps.get_models(include_auto_created=True):
        name = _name(model)
        for field in model._meta.local_fields:
            inner = field.base_field if isinstance(field, ArrayField) else field
            if isinstance(inner, WORDS) and not field.choices:
                yield f"{name}.{field.name}"


def test_every_column_of_words_is_personal_with_a_term_or_known_to_be_of_nobody():
    known = OF_NOBODY | {
        f"{model}.{name}" for model, names in IMPERSONAL.items() for name in names.split()
    }
    new = set(_texts()) - known - set(columns())

    assert not new, f"say in shipments/privacy/kinds.py how long these are kept, or here: {new}"


def test_the_table_names_no_column_twice_and_none_that_is_not_there():
    named = [*columns()]

    assert len(named) == len(set(named))
    assert set(named) <= {*_texts(), "Case.answer"}


def test_what_is_said_to_be_encrypted_is_ciphertext_and_what_is_ciphertext_is_said_to_be():
    said = {column for kind in KINDS if kind.at_rest == ENCRYPTED for column in kind.columns}
    clear = {column for kind in KINDS if kind.at_rest == CLEAR for column in kind.columns}
    sealed = {
        f"{_name(model)}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, SEALED_FIELDS)
    }

    assert said - sealed == set()
    assert sealed - said == OF_NOBODY
    assert not sealed & clear


def test_a_new_key_reaches_every_column_that_is_ciphertext():
    rotated = {f"{_name(model)}.{field.name}" for model, field in encrypted_columns()}

    assert {column for kind in KINDS if kind.at_rest == ENCRYPTED for column in kind.columns} <= (
        rotated
    )
    assert rotated >= OF_NOBODY


def test_a_kind_that_ends_by_itself_or_with_another_has_a_row_that_ends():
    """What has no term of its own lies in a row that another kind ends, or in an account."""
    ending = {_model(column) for kind in KINDS if kind.end for column in kind.columns}
    endless = {kind.name: kind.columns for kind in KINDS if not kind.end}

    assert {name for name, some in endless.items() if not {_model(c) for c in some} <= ending} == {
        "accounts"
    }


def test_each_kind_that_ends_has_a_term_in_the_settings():
    assert all(kind.days >= 0 for kind in KINDS if kind.end)
    assert len({kind.name for kind in KINDS}) == len(KINDS)


def test_a_file_is_parsed_by_the_parser_s_own_process_alone():
    sources = [path for app in ("shipments", "customs") for path in (ROOT / app).rglob("*.py")]
    calling = {path.name for path in sources if CALL.search(path.read_text())}

    assert calling == {"parser_process.py"}
