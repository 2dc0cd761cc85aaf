"""What CDEK's status codes mean to us (russia.md 4.3); raw code -> code, zh, ru, en.

RETURNED_TO_..._WAREHOUSE is back at a warehouse on the way, not back at the sender. A word of
customs here is the carrier's, so it moves no clearance. The number 1000 stands for eleven codes:
the word is what counts, never the number.
"""

from shipments.event_codes import EventCode

SCHEME = "cdek"
Meaning = tuple[str, str, str, str]
_IN_TRANSIT: Meaning = (EventCode.IN_TRANSIT, "运输途中", "В пути", "In transit")

_FORWARD: dict[str, Meaning] = {
    "ACCEPTED": (EventCode.INFO_RECEIVED, "订单已受理", "Заказ принят", "Order accepted"),
    "CREATED": (EventCode.INFO_RECEIVED, "订单已创建", "Заказ создан", "Order created"),
    "REMOVED": (EventCode.INFO_RECEIVED, "订单已删除", "Заказ удалён", "Order removed"),
    "INVALID": (EventCode.INFO_RECEIVED, "订单无效", "Заказ некорректен", "Order invalid"),
    "RECEIVED_AT_SHIPMENT_WAREHOUSE": (
        EventCode.HANDED_OVER,
        "已揽收",
        "Принято на склад",
        "Received",
    ),
    "READY_FOR_SHIPMENT_IN_SENDER_CITY": _IN_TRANSIT,
    "TAKEN_BY_TRANSPORTER_FROM_SENDER_CITY": _IN_TRANSIT,
    "SENT_TO_RECIPIENT_CITY": _IN_TRANSIT,
    "ACCEPTED_IN_RECIPIENT_CITY": _IN_TRANSIT,
    "ACCEPTED_AT_RECIPIENT_CITY_WAREHOUSE": _IN_TRANSIT,
    "ACCEPTED_AT_TRANSIT_WAREHOUSE": _IN_TRANSIT,
    "RETURNED_TO_SENDER_CITY_WAREHOUSE": _IN_TRANSIT,
    "RETURNED_TO_TRANSIT_WAREHOUSE": _IN_TRANSIT,
    "RETURNED_TO_RECIPIENT_CITY_WAREHOUSE": _IN_TRANSIT,
    "READY_FOR_SHIPMENT_IN_TRANSIT_CITY": _IN_TRANSIT,
    "TAKEN_BY_TRANSPORTER_FROM_TRANSIT_CITY": _IN_TRANSIT,
    "SENT_TO_TRANSIT_CITY": _IN_TRANSIT,
    "ACCEPTED_IN_TRANSIT_CITY": _IN_TRANSIT,
    "SENT_TO_SENDER_CITY": _IN_TRANSIT,
    "ACCEPTED_IN_SENDER_CITY": _IN_TRANSIT,
    "ENTERED_TO_TRANSIT_WAREHOUSE": _IN_TRANSIT,
    "ENTERED_TO_RECIPIENT_CITY_WAREHOUSE": _IN_TRANSIT,
    "ENTERED_TO_PICK_UP_POINT": _IN_TRANSIT,
    "SHIPPED_TO_DESTINATION": _IN_TRANSIT,
    "PASSED_TO_TRANSIT_CARRIER": (
        EventCode.TRANSFERRED,
        "已转运",
        "Передано перевозчику",
        "Passed on",
    ),
    "IN_CUSTOMS_INTERNATIONAL": (
        EventCode.IN_TRANSIT,
        "出口国海关",
        "На таможне отправителя",
        "In customs",
    ),
    "IN_CUSTOMS_LOCAL": (
        EventCode.IN_TRANSIT,
        "目的国海关",
        "На таможне назначения",
        "In local customs",
    ),
    "CUSTOMS_COMPLETE": (
        EventCode.IN_TRANSIT,
        "承运商报清关",
        "Таможня пройдена",
        "Customs complete",
    ),
    "TAKEN_BY_COURIER": (
        EventCode.OUT_FOR_DELIVERY,
        "派送中",
        "Выдано курьеру",
        "With the courier",
    ),
    "ACCEPTED_AT_PICK_UP_POINT": (
        EventCode.READY_FOR_PICKUP,
        "可自提",
        "Готово к выдаче",
        "Can be taken",
    ),
    "POSTOMAT_POSTED": (EventCode.READY_FOR_PICKUP, "已入柜", "В постамате", "In the locker"),
    "POSTOMAT_RECEIVED": (
        EventCode.DELIVERED,
        "已取件",
        "Получено из постамата",
        "Taken from the locker",
    ),
    "POSTOMAT_SEIZED": (
        EventCode.STORAGE_EXPIRING,
        "超期取出",
        "Изъято из постамата",
        "Locker time over",
    ),
    "DELIVERED": (EventCode.DELIVERED, "已签收", "Вручено", "Delivered"),
    "NOT_DELIVERED": (EventCode.RETURNING, "未签收", "Не вручено", "Not delivered"),
}

# A return is an order of its own: what would be a delivery there gives the goods to the sender.
_GIVEN_BACK: Meaning = (EventCode.RETURNED, "已退还寄件人", "Возвращено отправителю", "Given back")
_ON_THE_WAY_BACK: Meaning = (EventCode.RETURNING, "退回途中", "Возвращается", "Returning")
_TO_RETURN: dict[str, Meaning] = {
    EventCode.DELIVERED: _GIVEN_BACK,
    EventCode.INFO_RECEIVED: (
        EventCode.INFO_RECEIVED,
        "退回单",
        "Данные о возврате",
        "About a return",
    ),
}

DEFAULT_MAP: dict[str, Meaning] = _FORWARD | {
    f"RETURN/{raw}": _TO_RETURN.get(ours, _ON_THE_WAY_BACK) for raw, (ours, *_) in _FORWARD.items()
}
