"""What CDEK's status codes mean to us (russia.md 4.3); raw code -> code, zh, ru, en."""

SCHEME = "cdek"
_IN_TRANSIT = (
    "READY_FOR_SHIPMENT_IN_SENDER_CITY TAKEN_BY_TRANSPORTER_FROM_SENDER_CITY SENT_TO_RECIPIENT_CITY "
    "ACCEPTED_IN_RECIPIENT_CITY ACCEPTED_AT_RECIPIENT_CITY_WAREHOUSE ACCEPTED_AT_TRANSIT_WAREHOUSE "
    "RETURNED_TO_SENDER_CITY_WAREHOUSE RETURNED_TO_TRANSIT_WAREHOUSE "
    "RETURNED_TO_RECIPIENT_CITY_WAREHOUSE READY_FOR_SHIPMENT_IN_TRANSIT_CITY "
    "TAKEN_BY_TRANSPORTER_FROM_TRANSIT_CITY SENT_TO_TRANSIT_CITY ACCEPTED_IN_TRANSIT_CITY "
    "SENT_TO_SENDER_CITY ACCEPTED_IN_SENDER_CITY ENTERED_TO_TRANSIT_WAREHOUSE "
    "ENTERED_TO_RECIPIENT_CITY_WAREHOUSE ENTERED_TO_PICK_UP_POINT IN_CUSTOMS_INTERNATIONAL "
    "SHIPPED_TO_DESTINATION PASSED_TO_TRANSIT_CARRIER IN_CUSTOMS_LOCAL CUSTOMS_COMPLETE"
).split()
_TEXT = ("运输途中", "В пути", "In transit")

DEFAULT_MAP = {
    **{code: ("in_transit", *_TEXT) for code in _IN_TRANSIT},
    "ACCEPTED": ("info_received", "订单已受理", "Заказ принят", "Order accepted"),
    "CREATED": ("info_received", "订单已创建", "Заказ создан", "Order created"),
    "RECEIVED_AT_SHIPMENT_WAREHOUSE": ("handed_over", "已揽收", "Принято на склад", "Received"),
    "TAKEN_BY_COURIER": ("out_for_delivery", "派送中", "Выдано курьеру", "With the courier"),
    "ACCEPTED_AT_PICK_UP_POINT": (
        "ready_for_pickup",
        "可自提",
        "Готово к выдаче",
        "Ready for pickup",
    ),
    "POSTOMAT_POSTED": ("ready_for_pickup", "已入柜", "В постамате", "In the locker"),
    "POSTOMAT_RECEIVED": ("delivered", "已取件", "Получено из постамата", "Taken from the locker"),
    "POSTOMAT_SEIZED": (
        "storage_expiring",
        "超期取出",
        "Истёк срок в постамате",
        "Locker time over",
    ),
    "DELIVERED": ("delivered", "已签收", "Вручено", "Delivered"),
    "NOT_DELIVERED": ("returning", "未签收", "Не вручено", "Not delivered"),
    "REMOVED": ("info_received", "订单已删除", "Заказ удалён", "Order removed"),
    "INVALID": ("info_received", "订单无效", "Заказ некорректен", "Order invalid"),
}
