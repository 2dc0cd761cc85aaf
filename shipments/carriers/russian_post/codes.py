"""What Russian Post's operations mean to us (russia.md 4.2): "type/attribute" -> code, zh, ru, en.

Handing over to the sender (2/2, 2/4, 2/7, 2/9) is a return, never a delivery; 39/2 is preliminary.
Operations that are not listed stay unknown until a person says what they mean.
"""

SCHEME = "russian_post"
Meaning = tuple[str, str, str, str]


def _many(kind: int, attributes: str, code: str, zh: str, ru: str, en: str) -> dict[str, Meaning]:
    return {f"{kind}/{attribute}": (code, zh, ru, en) for attribute in attributes.split()}


DEFAULT_MAP: dict[str, Meaning] = {
    **_many(1, "0 1 2 3 4 5 6 7 8", "handed_over", "邮局收寄", "Принято почтой", "Accepted by the post"),
    **_many(2, "0 1 3 5 6 8 10 11 12 13 14", "delivered", "已妥投", "Вручено адресату", "Delivered"),
    **_many(2, "2 4 7 9", "returned", "已退还寄件人", "Вручено отправителю", "Given back to the sender"),
    **_many(3, "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15", "returning", "退回", "Возврат", "Returning"),
    **_many(4, "0 1 2 3 4 5 6 7", "forwarded", "改寄", "Досылка", "Forwarded"),
    **_many(5, "1", "lost", "丢失", "Утрачено", "Lost"),
    **_many(5, "2", "destroyed", "没收", "Изъято", "Seized"),
    **_many(5, "3 8", "delivery_failed", "未投递", "Невручение", "Not delivered"),
    **_many(6, "1 2 3 4 5", "ready_for_pickup", "留存待领", "Хранение", "Kept for pickup"),
    **_many(7, "1 2 3 4", "storage_expiring", "暂存", "Временное хранение", "Kept for a time"),
    **_many(8, "0 1 3 4 5 6 7 8 17 19 20 21 26 29 30 31 32 34 36 37 38 41 44 47 48 49",
            "in_transit", "处理中", "Обработка", "Processing"),
    **_many(8, "2 9 14 16 23 24 25 39", "ready_for_pickup", "已到投递点", "Прибыло в место вручения",
            "At the place of delivery"),
    **_many(8, "10 27 28 33 35 40 42 43", "storage_expiring", "保管期将满", "Истекает срок хранения",
            "Storage ends soon"),
    **_many(8, "11 12", "in_transit", "改投", "Переадресовано", "Redirected"),
    **_many(8, "13", "arrived_in_country", "已入境俄罗斯", "Прибыло на территорию РФ", "Arrived in Russia"),
    **_many(8, "15 18 22", "out_for_delivery", "派送中", "Передано курьеру", "With the courier"),
    **_many(9, "0", "arrived_in_country", "进口国际邮件", "Импорт международной почты", "Import of mail"),
    **_many(10, "0", "in_transit", "出口国际邮件", "Экспорт международной почты", "Export of mail"),
    **_many(11, "0", "import_presented", "海关接收", "Приём на таможню", "Taken by customs"),
    **_many(12, " ".join(str(n) for n in range(29)), "delivery_failed", "投递未成功",
            "Неудачная попытка вручения", "Delivery attempt failed"),
    **_many(13, "0", "in_transit", "已登记发运", "Регистрация отправки", "Registered"),
    **_many(14, "1 13 16", "import_released", "海关放行", "Выпущено таможней", "Released by customs"),
    **_many(14, "2 4 9 14 17 20", "import_refused", "海关拒绝", "Отказ таможни", "Refused by customs"),
    **_many(14, "3 5 7 10 11 12 18 19 21 24", "import_inspection", "海关查验", "Таможенный осмотр",
            "Customs inspection"),
    **_many(14, "6", "duty_due", "需缴税", "Требуется уплата", "Duty must be paid"),
    **_many(14, "8", "import_suspended", "放行暂停", "Выпуск приостановлен", "Release suspended"),
    **_many(14, "15 23 25", "discrepancy", "海关异常", "Отказ при проверке", "Check failed"),
    **_many(14, "22 26", "return_allowed", "准予退运", "Возврат разрешён", "Return allowed"),
    **_many(15, "0", "storage_expiring", "移交暂存", "Передано на временное хранение", "Kept for a time"),
    **_many(16, "0", "destroyed", "销毁", "Уничтожено", "Destroyed"),
    **_many(17, "0", "destroyed", "收归国有", "Обращено в собственность", "Taken over by the state"),
    **_many(18, "0", "lost", "登记丢失", "Регистрация утраты", "Loss registered"),
    **_many(19, "0", "duty_paid", "税款已收", "Таможенные платежи поступили", "Duty received"),
    **_many(20, "0", "info_received", "登记", "Регистрация", "Registered"),
    **_many(21, "0 1 2 3", "delivered", "已投递", "Доставлено", "Delivered"),
    **_many(22, "0 1 2 3 4 5 6 7 8 9", "delivery_failed", "未投递", "Недоставка", "Not delivered"),
    **_many(24, "1 2 3 4", "documents_required", "延长放行", "Продление выпуска", "Release prolonged"),
    **_many(27, "0", "info_received", "电子登记", "Получена электронная регистрация", "Registered"),
    **_many(28, "0", "info_received", "分配编号", "Присвоен идентификатор", "Number assigned"),
    **_many(29, "0", "in_transit", "经国际互换局", "Прохождение ММПО", "Through the exchange office"),
    **_many(31, "1 5 6 7 14 21 23 24 31 40 41 42 43 48 57 59 74 82", "in_transit", "承运处理",
            "Обработка перевозчиком", "Handled by the carrier"),
    **_many(39, "1 7", "import_presented", "已申报", "Декларация зарегистрирована", "Declared"),
    **_many(39, "2", "preliminary_release", "预放行", "Предварительно: выпуск", "Preliminary release"),
    **_many(39, "3 4 5 6", "import_inspection", "须查验", "Требуется предъявление", "To be presented"),
    **_many(39, "8", "import_released", "放行", "Выпуск разрешён", "Released"),
    **_many(39, "9", "import_refused", "拒绝", "Отказ", "Refused"),
    **_many(40, "1", "duty_paid", "税款已缴", "Платежи уплачены", "Duty paid"),
    **_many(40, "2", "import_inspection", "海关监管通知", "Таможенный контроль", "Customs control"),
    **_many(40, "3", "import_refused", "拒绝", "Отказ", "Refused"),
    **_many(42, " ".join(str(n) for n in range(29)), "delivery_failed", "二次投递未成功",
            "Вторая неудачная попытка", "Second attempt failed"),
    **_many(48, "0", "delivered", "部分投递", "Частичное вручение", "Partly delivered"),
}  # fmt: skip
