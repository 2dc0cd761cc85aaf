"""Every event code: its track and status, its text in three languages, its UPU EMSEVT code."""

from dataclasses import dataclass
from enum import StrEnum

from shipments.parcels.models import ExportClearance, ImportClearance, Movement


class Track(StrEnum):
    MOVEMENT = "movement"
    EXPORT = "export_clearance"
    IMPORT = "import_clearance"


SINCE = {Track.MOVEMENT: "movement_at", Track.EXPORT: "export_at", Track.IMPORT: "import_at"}
STATUSES = {
    Track.MOVEMENT: list(Movement.values),
    Track.EXPORT: list(ExportClearance.values),
    Track.IMPORT: list(ImportClearance.values),
}

# A status of level n > 0 is left only by a status of a higher level or by a correction; one below 0
# gives way to every other: that we have prepared papers changes nothing of what customs said.
LEVELS = {
    Track.MOVEMENT: {
        "returning": 1,
        "lost": 2,
        "delivered": 3,
        "returned": 3,
        "destroyed": 3,
        "cancelled": 3,
    },
    Track.EXPORT: {"released": 1, "finalised": 2, "returned": 3},
    Track.IMPORT: {
        "not_filed": -2,
        "pre_declared": -1,
        "released": 1,
        "refused": 1,
        "return_allowed": 2,
    },
}
# Once a parcel has turned back, nothing but a correction lets it be delivered.
TURNED_BACK, NO_MORE = "returning", "delivered"


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of event. `status` is what it leads to on `track`; None where it only informs.

    `lifts` is the status that it takes away: what stood before stands again.
    """

    code: str
    zh: str
    ru: str
    en: str
    track: Track | None = None
    status: str | None = None
    corrects: bool = False
    lifts: str = ""
    emsevt: str = ""
    public: bool = True
    news: bool = False

    @property
    def rank(self) -> int:
        """Order within an instant: the later status of the track wins; lifting follows it."""
        word = self.status or self.lifts
        return STATUSES[self.track].index(word) + bool(self.lifts) if self.track and word else 0

    @property
    def level(self) -> int:
        return LEVELS[self.track].get(self.status or "", 0) if self.track else 0

    def text(self, language: str) -> str:
        """The words for a reader of `language` (a Django language code)."""
        if language.startswith("zh"):
            return self.zh
        return self.ru if language.startswith("ru") else self.en


M, E, R = Track.MOVEMENT, Track.EXPORT, Track.IMPORT

# fmt: off
_ALL = [
    Code("created", "订单已受理", "Заказ принят", "Order accepted", M, "created", news=True),
    Code("ready", "货物已备妥", "Товар готов к отправке", "Goods are ready", M, "ready"),
    Code("received", "仓库已收货", "Получено складом в Харбине", "Received by the Harbin warehouse", M, "received", emsevt="EMA"),
    Code("packed", "已打包", "Упаковано", "Packed", M, "packed", news=True),
    Code("loaded", "已装板", "Подготовлено к погрузке в самолёт", "Loaded for the flight", M, "loaded"),
    Code("departed", "航班已起飞", "Вылетело в Россию", "Departed for Russia", M, "departed", emsevt="EMC", news=True),
    Code("arrived", "已抵达俄罗斯", "Прибыло в Россию", "Arrived in Russia", M, "arrived", emsevt="EMD", news=True),
    Code("at_hub", "已到分拨中心", "Поступило в сортировочный центр", "At the sorting centre", M, "at_hub", emsevt="EDD"),
    Code("handed_over", "已交末端配送", "Передано в доставку", "Handed over for delivery", M, "handed_over", emsevt="EMF", news=True),
    Code("out_for_delivery", "派送中", "Курьер уже везёт посылку", "Out for delivery", M, "out_for_delivery", emsevt="EDG", news=True),
    Code("ready_for_pickup", "可自提", "Можно забирать в пункте выдачи", "Ready for pickup", M, "ready_for_pickup", emsevt="EDH", news=True),
    Code("delivered", "已签收", "Вручено получателю", "Delivered", M, "delivered", emsevt="EMI", news=True),
    Code("cancelled", "已取消", "Отправление отменено", "Cancelled", M, "cancelled", emsevt="EXX", news=True),
    Code("returning", "退回途中", "Возвращается отправителю", "Returning to the sender", M, "returning", news=True),
    Code("returned", "已退回", "Возвращено отправителю", "Returned to the sender", M, "returned", news=True),
    Code("destroyed", "已销毁", "Уничтожено", "Destroyed", M, "destroyed", news=True),
    Code("lost", "已丢失", "Утрачено", "Lost", M, "lost", news=True),
    Code("found", "已找回", "Найдено, доставка продолжается", "Found, delivery goes on", M, "at_hub", corrects=True, news=True),
    Code("delivery_withdrawn", "签收更正：尚未送达", "Исправление: ещё не вручено", "Correction: not delivered yet", M, "handed_over", corrects=True, news=True),
    Code("cancellation_undone", "更正：取消已撤回", "Исправление: отправление снова собрано, отмена снята", "Correction: packed again, the cancellation is taken back", M, "packed", corrects=True, news=True),
    Code("hand_over_undone", "更正：尚未交末端", "Исправление: ещё не передано в доставку", "Correction: not handed over yet", M, "at_hub", corrects=True, news=True),
    Code("export_filed", "出口申报资料已备妥", "Подготовлены документы для китайской таможни", "Papers for export customs prepared", E, "filed", emsevt="EXA", news=True),
    Code("export_accepted", "海关已入库", "Китайская таможня приняла документы", "Export declaration accepted", E, "accepted"),
    Code("export_review", "海关人工审核", "Китайская таможня проверяет документы", "Export customs reviews the documents", E, "review"),
    Code("export_inspection", "海关查验", "Осмотр на китайской таможне", "Inspection by export customs", E, "inspection", emsevt="EXB"),
    Code("export_detained", "海关扣留", "Задержано китайской таможней", "Detained by export customs", E, "detained", emsevt="EXB", news=True),
    Code("export_closed", "海关审结", "Китайская таможня завершила проверку", "Export check concluded", E, "closed"),
    Code("export_released", "出口放行", "Китайская таможня выпустила посылку", "Released by export customs", E, "released", news=True),
    Code("export_finalised", "出口结关", "Экспорт оформлен полностью", "Export finalised", E, "finalised"),
    Code("export_rejected", "海关退单", "Документы вернули на исправление", "Export declaration rejected", E, "rejected", emsevt="EXC"),
    Code("export_returned", "出口退运", "Вывоз запрещён, возврат на склад", "Returned by export customs", E, "returned", emsevt="EXC", news=True),
    Code("export_withdrawn", "出口申报已撤销", "Экспортная декларация отозвана", "Export declaration withdrawn", E, "not_filed", corrects=True),
    Code("export_taken_back", "更正：出口海关决定已撤回", "Исправление: решение китайской таможни отменено", "Correction: the decision of export customs is taken back", E, "filed", corrects=True, news=True),
    Code("import_pre_declared", "进口申报资料已备妥", "Подготовлены документы для российской таможни", "Papers for import customs prepared", R, "pre_declared"),
    Code("import_presented", "已在俄罗斯海关", "Посылка на российской таможне", "At import customs", R, "presented", emsevt="EDB", news=True),
    Code("import_inspection", "进口海关查验", "Осмотр на российской таможне", "Inspection by import customs", R, "inspection", emsevt="EME"),
    Code("documents_required", "海关要求补充资料", "Таможне нужны документы", "Customs asks for documents", R, "documents_required", emsevt="EME", news=True),
    Code("duty_due", "需缴纳关税", "Нужно оплатить пошлину", "Duty must be paid", R, "duty_due", emsevt="EME", news=True),
    Code("duty_paid", "关税已缴", "Пошлина оплачена", "Duty paid", R, "duty_paid", news=True),
    Code("import_suspended", "放行暂停", "Выпуск приостановлен", "Release suspended", R, "suspended", emsevt="EME", news=True),
    Code("suspension_lifted", "暂停已解除", "Приостановка снята", "Suspension lifted", R, lifts="suspended"),
    Code("import_released", "进口放行", "Российская таможня выпустила посылку", "Released by import customs", R, "released", news=True),
    Code("import_refused", "海关拒绝放行", "Российская таможня отказала в выпуске", "Refused by import customs", R, "refused", emsevt="EDC", news=True),
    Code("return_allowed", "允许退运", "Таможня разрешила возврат", "Return allowed by customs", R, "return_allowed", news=True),
    Code("import_withdrawn", "进口申报已撤销，将重新准备", "Декларация отозвана, готовится новая", "Import declaration withdrawn, a new one is prepared", R, "not_filed", corrects=True),
    Code("import_refiled", "进口海关已按新申报单答复", "Таможня отвечает по новой декларации", "Customs answers a new declaration", R, "presented", corrects=True),
    Code("import_taken_back", "更正：进口海关决定已撤回", "Исправление: решение российской таможни отменено", "Correction: the decision of import customs is taken back", R, "presented", corrects=True, news=True),
    Code("import_taken_back_early", "更正：进口海关决定已撤回", "Исправление: решение российской таможни отменено", "Correction: the decision of import customs is taken back", R, "pre_declared", corrects=True, news=True),
    Code("info_received", "已收到预报信息", "Данные об отправлении получены", "Information received"),
    Code("booked", "已订舱", "Забронировано место на рейсе", "Booked on a flight", public=False),
    Code("manifested", "已列入舱单", "Внесено в грузовой манифест", "Manifested", public=False),
    Code("ready_for_carriage", "已交运", "Принято авиакомпанией", "Accepted by the airline"),
    Code("offloaded", "已拉下航班，等待改配", "Снято с рейса, ждёт другого", "Taken off the flight, waits for another", M, "packed", news=True),
    Code("delayed", "航班延误", "Рейс задерживается", "Flight delayed", news=True),
    Code("flight_cancelled", "航班取消，等待改配", "Рейс отменён, ждёт другого", "Flight cancelled, waits for another", M, "packed", news=True),
    Code("received_from_flight", "已卸机", "Выгружено из самолёта", "Unloaded from the aircraft"),
    Code("consignee_notified", "已通知收货方", "Получатель груза уведомлён", "Consignee notified", public=False),
    Code("transferred", "已转运", "Передано следующему перевозчику", "Transferred"),
    Code("in_transit", "运输途中", "В пути", "In transit"),
    Code("arrived_in_country", "已到达目的国", "На территории России", "Arrived in the country"),
    Code("delivery_failed", "派送未成功", "Неудачная попытка вручения", "Delivery attempt failed", emsevt="EMH", news=True),
    Code("storage_expiring", "即将超期", "Срок хранения заканчивается", "Storage ends soon", news=True),
    Code("forwarded", "已改寄", "Переадресовано", "Forwarded"),
    Code("preliminary_release", "预放行", "Предварительное решение: выпуск без уплаты", "Preliminary decision: release"),
    Code("preliminary_duty", "预计需缴税", "Предварительное решение: потребуется оплата", "Preliminary decision: duty expected"),
    Code("hold_placed", "已拦截", "Отправка удержана", "Put on hold", public=False),
    Code("hold_released", "拦截解除", "Удержание снято", "Hold released", public=False),
    Code("estimate_changed", "预计送达时间有变", "Изменился срок доставки", "Estimated delivery changed"),
    Code("discrepancy", "货物异常", "Расхождение при проверке груза", "Discrepancy found", public=False),
    Code("measured", "已称重", "Взвешено и измерено", "Weighed and measured", public=False),
]
# fmt: on

CODES: dict[str, Code] = {code.code: code for code in _ALL}
LIFTED = frozenset(code.lifts for code in _ALL if code.lifts)
BY_EMSEVT: dict[str, str] = {}
for _code in _ALL:
    if _code.emsevt:
        BY_EMSEVT.setdefault(_code.emsevt, _code.code)
