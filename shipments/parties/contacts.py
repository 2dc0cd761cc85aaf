"""How a buyer reaches the shop, and the partners who carry and clear his parcel."""

from dataclasses import dataclass

from shipments.parties.models import Partner, Seller


@dataclass(frozen=True, slots=True)
class Contact:
    """A name in the reader's language and the ways to reach it; what is not known is empty."""

    name: str
    phone: str = ""
    email: str = ""
    website: str = ""

    @property
    def is_reachable(self) -> bool:
        return bool(self.phone or self.email or self.website)

    @property
    def dialled(self) -> str:
        """The phone as a link dials it."""
        return "".join(sign for sign in self.phone if sign.isdigit() or sign == "+")


def shop_of(seller: Seller) -> Contact | None:
    """The shop as its buyers know it; None where the seller has not said how they call it."""
    if not seller.shop_name:
        return None
    return Contact(seller.shop_name, seller.shop_phone, seller.shop_email, seller.shop_website)


def contact_of(partner: Partner, language: str) -> Contact:
    """A partner as buyers know it."""
    own = {"ru": partner.name_ru, "zh": partner.name_zh}.get(language[:2], "")
    return Contact(own or partner.name, partner.phone, partner.email, partner.website)
