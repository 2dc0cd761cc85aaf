"""The code lists and regimes a new installation begins with."""

from customs.duty.queries import load_regimes
from customs.messages import codes
from customs.terms.calendar import load_calendar_days
from customs.terms.queries import load_terms
from shipments.carriers.airline import codes as airline
from shipments.carriers.cdek import codes as cdek
from shipments.carriers.russian_post import codes as russian_post
from shipments.field_keys.actions import make_proof
from shipments.reference import load_partner_codes, load_reference


def load_reference_data() -> None:
    """Make the missing rows of the reference world; what people have changed stays as it is."""
    make_proof()
    load_reference()
    load_regimes()
    load_terms()
    load_calendar_days()
    load_partner_codes(codes.CN_SCHEME, codes.CN_MAP)
    load_partner_codes(codes.RU_SCHEME, codes.RU_MAP)
    for module in (airline, cdek, russian_post):
        load_partner_codes(module.SCHEME, module.DEFAULT_MAP)
