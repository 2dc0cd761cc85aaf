"""Making sellers, members, and machines' keys."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.db import transaction

from shipments.actor import SELLER_WRITERS, Actor, Right, Role
from shipments.errors import BadInput, Refused
from shipments.parties.models import ApiKey, Partner, Seller
from shipments.sentences import say

KEY_START = "ck_live_"
# Of a scope, the rights that who makes a key with it must have.
NEEDED: dict[str, tuple[Right, ...]] = {
    "imports:write": (Right.IMPORT,),
    "exports:write": (Right.EXPORT,),
    "orders:write": (Right.MONEY,),
    "*": tuple(Right),
}


@dataclass(slots=True)
class NewSeller:
    """A seller to make: values by the rules of a company."""

    code: str
    name_zh: str
    uscc: str
    name_en: str = ""
    customs_code: str = ""
    city_zh: str = ""
    city_en: str = ""
    contact_email: str = ""
    settlement_account: str = ""


@dataclass(slots=True)
class SavedSellers:
    """How many were made or known, and (index, reason) of those refused."""

    created: int = 0
    repeated: int = 0
    refused: list[tuple[int, Refused]] = field(default_factory=list)


@transaction.atomic
def save_sellers(*, new: Sequence[NewSeller], by: Actor) -> SavedSellers:
    """Make sellers; one whose code is known is a repeat and changes nothing."""
    by.require(Role.FINANCE)
    saved = SavedSellers()
    codes = set(Seller.objects.values_list("code", flat=True))
    taken = dict(Seller.objects.values_list("uscc", "code"))
    for index, new_seller in enumerate(new):
        if new_seller.code in codes:
            saved.repeated += 1
        elif new_seller.uscc in taken:
            text = say("Seller %(code)s has this USCC.", code=taken[new_seller.uscc])
            reason = BadInput("uscc_taken", text, {"uscc": new_seller.uscc})
            saved.refused.append((index, reason))
        else:
            Seller.objects.create(**asdict(new_seller))
            codes.add(new_seller.code)
            taken[new_seller.uscc] = new_seller.code
            saved.created += 1
    return saved


def require_own(seller_id: int | None, *, by: Actor) -> None:
    """Raise BadInput where a seller's member or machine reaches for what is not his company's."""
    if by.seller_id is not None and by.seller_id != seller_id:
        raise BadInput("foreign_seller", say("This belongs to another company."))


def digest(secret: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_key(
    *, owner: Seller | Partner, name: str, scopes: Sequence[str], by: Actor, at: datetime
) -> tuple[ApiKey, str]:
    """Make a key for a seller's or a partner's machine; the secret is shown this once.

    Nobody makes one that may do what he may not.
    """
    by.require(*SELLER_WRITERS)
    by.require_right(Right.KEYS)
    for right in sorted({right for scope in scopes for right in NEEDED.get(scope, ())}):
        by.require_right(right)
    own = isinstance(owner, Seller) and owner.pk == by.seller_id
    if by.seller_id is not None and not own:
        raise BadInput("foreign_seller", "A seller makes keys for himself only.")
    secret = KEY_START + secrets.token_urlsafe(32)
    side = "seller" if isinstance(owner, Seller) else "partner"
    key = ApiKey.objects.create(
        **{side: owner},
        name=name[:80],
        prefix=secret[:12],
        digest=digest(secret),
        scopes=list(scopes),
    )
    return key, secret


@transaction.atomic
def revoke_key(*, key: ApiKey, by: Actor, at: datetime) -> ApiKey:
    """Make a key useless from now on; a second time changes nothing.

    Raises BadInput for a key of another company or of a partner, unless staff asks.
    """
    by.require(*SELLER_WRITERS)
    by.require_right(Right.KEYS)
    require_own(key.seller_id, by=by)
    ApiKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=at)
    key.refresh_from_db()
    return key
