"""What a buyer reads first: one sentence on where the parcel is, what it means, what to do.

Plain words and the truth: who is at work, what comes next, who pays back when all is lost.
"""

from dataclasses import dataclass
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from shipments.journeys.reasons import why_held


@dataclass(frozen=True, slots=True)
class Told:
    """A tale in words. `todo` is empty where nothing must be done, `how` tells what to do then or
    later; `tone` is of the design. `is_shop_s` where the shop is the one to turn to."""

    headline: str
    meaning: str
    todo: str
    how: str
    tone: str
    is_shop_s: bool


@dataclass(frozen=True, slots=True)
class _Tale:
    headline: Promise
    meaning: Promise
    todo: Promise | str = ""
    how: Promise | str = ""
    tone: str = ""
    is_shop_s: bool = False


_TALES: dict[str, _Tale] = {
    "accepted": _Tale(
        _("The shop is getting your parcel ready"),
        _("The order is accepted. When the goods are packed in Harbin you will see it here."),
    ),
    "at_harbin": _Tale(
        _("Your parcel is at the warehouse in Harbin"),
        _("It is packed and waits for its papers and its place on an aircraft."),
    ),
    "export_customs": _Tale(
        _("Your parcel goes through Chinese customs"),
        _("Every parcel goes through this before its flight."),
    ),
    "waits_for_flight": _Tale(
        _("Your parcel waits for its flight in Harbin"),
        _("Chinese customs has let it go. It will leave with one of the next aircraft."),
    ),
    "in_flight": _Tale(
        _("Your parcel is flying to Russia"),
        _("After landing it comes before Russian customs."),
    ),
    "in_russia": _Tale(
        _("Your parcel has arrived in Russia"),
        _("It comes before Russian customs next."),
    ),
    "import_customs": _Tale(
        _("Your parcel goes through Russian customs"),
        _(
            "Every parcel goes through this. If customs needs anything from you, you will read it "
            "here."
        ),
    ),
    "import_duty_paid": _Tale(
        _("The duty is paid, customs is finishing"),
        _("Customs has your payment. As soon as it lets the parcel go, delivery begins."),
    ),
    "import_released": _Tale(
        _("Customs has let your parcel go"),
        _("All checks are behind it. The delivery service gets it next."),
    ),
    "handed_over": _Tale(
        _("Your parcel is on the way to your town"),
        _("The post or the courier service has it now and brings it to you."),
    ),
    "out_for_delivery": _Tale(
        _("The courier is bringing your parcel today"),
        _("Keep your phone near: the courier may call."),
    ),
    "ready_for_pickup": _Tale(
        _("Your parcel is waiting for you"),
        _("It lies at your post office or pickup point."),
        _("Yes: pick up your parcel."),
        _("Take your passport and the number below; after some days it goes back."),
        "good",
    ),
    "delivered": _Tale(
        _("Your parcel has been handed over"),
        _("The delivery service has told us so."),
        how=_(
            "Not if you have it. If you have not, write to the shop at once and ask below: we "
            "ask the delivery service."
        ),
        tone="good",
        is_shop_s=True,
    ),
    "duty_due": _Tale(
        _("Customs asks you to pay a duty"),
        _(
            "The goods are worth or weigh more than may come in free. The parcel waits until it is "
            "paid."
        ),
        _("Yes: pay the customs duty."),
        _(
            "The sum, who asks for it and how to pay stand on your own page: the link to it is in "
            "our letter. Never pay by a link from a stranger."
        ),
        "warn",
    ),
    "documents_required": _Tale(
        _("Customs asks for details about your parcel"),
        _(
            "Most often it is the passport number, the tax number or a link to the goods in the "
            "shop. The parcel waits until it has them."
        ),
        _("Yes: give customs what it asks for."),
        _(
            "What is asked for, by whom and by when stands on your own page: the link to it is in "
            "our letter. Without an answer the parcel goes back."
        ),
        "warn",
    ),
    "delayed": _Tale(
        _("The flight of your parcel is late"),
        _(
            "The parcel is safe and ready. It leaves as soon as the aircraft does; the days below "
            "already count this in."
        ),
        tone="warn",
    ),
    "offloaded": _Tale(
        _("Your parcel waits for another flight"),
        _(
            "It was taken off its flight. It is safe in Harbin; the days below already count this "
            "in."
        ),
        tone="warn",
    ),
    "rebooked": _Tale(
        _("Your parcel takes another flight"),
        _("The parcel is safe in Harbin. The days below already count this in."),
        tone="warn",
    ),
    "flight_cancelled": _Tale(
        _("The flight was cancelled, your parcel waits for another"),
        _("The parcel is safe in Harbin. The days below already count this in."),
        tone="warn",
    ),
    "slower": _Tale(
        _("Delivery in Russia takes longer than usual"),
        _("The post has told us of a delay. The parcel is not lost."),
        tone="warn",
    ),
    "delivery_failed": _Tale(
        _("The parcel was brought, but nobody could take it"),
        _("It will be brought once more or waits at your post office or pickup point."),
        _("Yes: agree when and where you will take it."),
        _(
            "Call the delivery service or go to your post office with your passport and the number "
            "below."
        ),
        "warn",
    ),
    "storage_expiring": _Tale(
        _("Hurry: your parcel will soon be sent back"),
        _("It has waited for you long, and the time for which it is kept is nearly over."),
        _("Yes: pick up your parcel in the next days."),
        _("Take your passport and the number below to your post office or pickup point."),
        "warn",
    ),
    "on_hold": _Tale(
        _("Your parcel has been stopped for a check"),
        _(
            "We or the shop are clearing something up: the address, the goods or the papers. "
            "It goes on as soon as that is done."
        ),
        tone="warn",
    ),
    "detained": _Tale(
        _("Chinese customs is keeping your parcel for a check"),
        _("It looks at the goods closely. This can take some days."),
        tone="warn",
    ),
    "export_refused": _Tale(
        _("Chinese customs did not let your parcel out"),
        _("It may not leave China and goes back to the warehouse."),
        how=_("Not now. The shop decides about your money: ask it if you hear nothing."),
        tone="bad",
        is_shop_s=True,
    ),
    "suspended": _Tale(
        _("Russian customs has stopped your parcel for a check"),
        _("If it needs something from you, you will read it here."),
        tone="warn",
    ),
    "refused": _Tale(
        _("Russian customs did not let your parcel in"),
        _("The parcel cannot come to you."),
        how=_("Not now. The shop decides about your money: ask it if you hear nothing."),
        tone="bad",
        is_shop_s=True,
    ),
    "returning": _Tale(
        _("Your parcel is going back to the shop"),
        _("It could not be handed over, or it was asked back."),
        how=_(
            "Not now. Whether it is sent again or your money comes back, the shop decides: ask "
            "it if you hear nothing."
        ),
        tone="bad",
        is_shop_s=True,
    ),
    "returned": _Tale(
        _("Your parcel has gone back to the shop"),
        _("It has come back to the shop's side."),
        how=_(
            "Not now. Whether it is sent again or your money comes back, the shop decides: ask "
            "it if you hear nothing."
        ),
        tone="bad",
        is_shop_s=True,
    ),
    "lost": _Tale(
        _("We are sorry: your parcel is lost"),
        _("It was reported lost. If it is found, you will read it here."),
        how=_(
            "Not now. Whether new goods are sent or your money comes back, the shop decides: ask "
            "it if you hear nothing."
        ),
        tone="bad",
        is_shop_s=True,
    ),
    "destroyed": _Tale(
        _("We are sorry: your parcel was destroyed"),
        _("It will not come."),
        how=_(
            "Not now. Whether new goods are sent or your money comes back, the shop decides: ask "
            "it if you hear nothing."
        ),
        tone="bad",
        is_shop_s=True,
    ),
    "cancelled": _Tale(
        _("This parcel was cancelled"),
        _("It will not be sent."),
        how=_("Not now. If you have paid and hear nothing of your money, ask the shop."),
        tone="bad",
        is_shop_s=True,
    ),
}


_HELD_FOR = _("Why: %(reason)s. The parcel goes on as soon as that is settled.")


@lru_cache(maxsize=128)
def told(situation: str, language: str, held_for: str = "") -> Told:
    """The tale in a language; there is a sentence for every word of `journeys.tales`."""
    tale = _TALES[situation]
    with override(language):
        meaning = str(tale.meaning)
        if situation == "on_hold" and held_for:
            meaning = str(_HELD_FOR) % {"reason": why_held(held_for, language)}
        return Told(
            str(tale.headline), meaning, str(tale.todo), str(tale.how), tale.tone, tale.is_shop_s
        )
