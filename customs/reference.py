"""The code lists and regimes a new installation begins with."""

from customs.duty.queries import lay_regimes
from customs.messages import codes
from customs.terms.calendar import lay_days
from customs.terms.queries import lay_terms
from shipments.carriers.airline import codes as airline
from shipments.carriers.cdek import codes as cdek
from shipments.carriers.russian_post import codes as russian_post
from shipments.field_keys.actions import lay_proof
from shipments.reference import lay_partner_codes, lay_reference


def lay_everything() -> None:
    """Make the missing rows of the reference world; what people have changed stays as it is."""
    lay_proof()
    lay_reference()
    lay_regimes()
    lay_terms()
    lay_days()
    lay_partner_codes(codes.CN_SCHEME, codes.CN_MAP)
    lay_partner_codes(codes.RU_SCHEME, codes.RU_MAP)
    for module in (airline, cdek, russian_post):
        lay_partner_codes(module.SCHEME, module.DEFAULT_MAP)
