"""Who acts: a seller's member, staff with roles, a partner's machine, the system, or nobody."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _

from shipments.errors import NotAllowed
from shipments.sentences import Sentence, say


class Right(StrEnum):
    """What an owner gives to a member apart from the level."""

    IMPORT = "import"
    EXPORT = "export"
    MONEY = "money"
    KEYS = "keys"


class Role(StrEnum):
    SELLER_OWNER = "seller_owner"
    SELLER_OPERATOR = "seller_operator"
    SELLER_VIEWER = "seller_viewer"
    WAREHOUSE = "warehouse"
    PLANNER = "planner"
    CUSTOMS = "customs"
    FINANCE = "finance"
    ADMIN = "admin"
    PARTNER = "partner"
    SYSTEM = "system"
    NOBODY = "nobody"


STAFF_ROLES = frozenset({Role.WAREHOUSE, Role.PLANNER, Role.CUSTOMS, Role.FINANCE, Role.ADMIN})
SELLER_ROLES = frozenset({Role.SELLER_OWNER, Role.SELLER_OPERATOR, Role.SELLER_VIEWER})
SELLER_WRITERS = frozenset({Role.SELLER_OWNER, Role.SELLER_OPERATOR})


# What a level may where the owner has said nothing else.
RIGHTS_OF: dict[Role, frozenset[Right]] = {
    Role.SELLER_OWNER: frozenset(Right),
    Role.SELLER_OPERATOR: frozenset({Right.IMPORT, Right.EXPORT, Right.MONEY}),
    Role.SELLER_VIEWER: frozenset({Right.EXPORT}),
}
WITHOUT: dict[Right, Sentence] = {
    Right.IMPORT: say("You may not import files: an owner of your company can give you that."),
    Right.EXPORT: say("You may not export files: an owner of your company can give you that."),
    Right.MONEY: say("You may not record money: an owner of your company can give you that."),
    Right.KEYS: say(
        "You may not manage keys, webhooks and members: an owner of your company can give you that."
    ),
}


def rights_of(role: Role, own: Iterable[str] | None) -> frozenset[str]:
    """What a member may: an owner all, another what was given (`own`), else as the level says."""
    if own is None or role == Role.SELLER_OWNER:
        return frozenset(RIGHTS_OF.get(role, ()))
    return frozenset(own)


@dataclass(frozen=True, slots=True)
class Actor:
    """One who acts. `name` goes into the history; `seller_id` limits the rows a seller sees.

    `rights` are a member's own, None what the level gives. `warehouses` and `channels` are the
    codes a staff member works at; empty is all.
    """

    name: str
    roles: frozenset[Role] = field(default_factory=frozenset)
    user_id: int | None = None
    seller_id: int | None = None
    partner_id: int | None = None
    scopes: frozenset[str] | None = None
    rights: frozenset[str] | None = None
    warehouses: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()

    @property
    def sees_all_sellers(self) -> bool:
        return bool(self.roles & (STAFF_ROLES | {Role.SYSTEM}))

    @property
    def is_staff(self) -> bool:
        return bool(self.roles & STAFF_ROLES)

    @property
    def is_seller(self) -> bool:
        return self.seller_id is not None and bool(self.roles & SELLER_ROLES)

    @property
    def is_job(self) -> bool:
        """Whether no person acts, but a background job."""
        return Role.SYSTEM in self.roles

    @property
    def can_write(self) -> bool:
        return bool(self.roles - {Role.SELLER_VIEWER, Role.NOBODY})

    def has(self, *roles: Role) -> bool:
        return Role.ADMIN in self.roles or Role.SYSTEM in self.roles or bool(self.roles & {*roles})

    def require(self, *roles: Role) -> None:
        """Raise NotAllowed unless this actor holds one of the roles (admin and system hold all)."""
        if not self.has(*roles):
            raise NotAllowed("not_allowed", _("Your role does not allow this."))

    def may(self, right: Right) -> bool:
        """Whether a member has a right; a machine's scopes and the roles of staff say it apart."""
        if not self.is_seller or self.scopes is not None:
            return True
        return any(right in rights_of(role, self.rights) for role in self.roles)

    def require_right(self, right: Right) -> None:
        """Raise NotAllowed, saying who can give it, unless this actor has the right."""
        if not self.may(right):
            raise NotAllowed("no_right", WITHOUT[right], {"right": right.value})


NOBODY = Actor("nobody", frozenset({Role.NOBODY}))


def system(name: str) -> Actor:
    """The actor of a background job; its name is the job's."""
    return Actor(name, frozenset({Role.SYSTEM}))
