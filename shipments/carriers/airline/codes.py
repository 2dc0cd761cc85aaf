"""What Cargo-IMP status codes mean to us (china_air.md 4.2); raw code -> code, zh, ru, en."""

SCHEME = "fsu"
DEFAULT_MAP = {
    "FOH": ("received", "待运", "Груз на складе", "Freight on hand"),
    "RCS": ("ready_for_carriage", "已交运", "Принято к перевозке", "Ready for carriage"),
    "BKD": ("booked", "已订舱", "Забронировано", "Booked"),
    "PRE": ("booked", "待装机", "Подготовлено к погрузке", "Prepared for loading"),
    "MAN": ("manifested", "已列舱单", "Внесено в манифест", "Manifested"),
    "DEP": ("departed", "已起飞", "Вылетело", "Departed"),
    "ARR": ("arrived", "已到达", "Прибыло", "Arrived"),
    "RCF": ("received_from_flight", "已卸机", "Получено с рейса", "Received from flight"),
    "AWR": ("info_received", "单证到达", "Документы получены", "Documents received"),
    "NFD": ("consignee_notified", "已通知", "Получатель уведомлён", "Consignee notified"),
    "AWD": ("consignee_notified", "单证已交", "Документы переданы", "Documents delivered"),
    "CRC": ("in_transit", "已报海关", "Сообщено таможне", "Reported to customs"),
    "TGC": ("in_transit", "移交海关监管", "Под таможенным контролем", "Under customs control"),
    "CCD": ("in_transit", "航司报清关", "Груз очищен таможней", "Cleared by customs"),
    "TRM": ("transferred", "待转运", "К передаче перевозчику", "To be transferred"),
    "TFD": ("transferred", "已转运", "Передано перевозчику", "Transferred"),
    "RCT": ("transferred", "转运接收", "Получено от перевозчика", "Received from carrier"),
    "DLV": ("in_transit", "已交付收货代理", "Выдано грузополучателю", "Delivered to agent"),
    "DDL": ("in_transit", "已送达", "Доставлено грузополучателю", "Delivered to door"),
    "DIS": ("discrepancy", "货物异常", "Расхождение", "Discrepancy"),
    "DIS/OFLD": ("discrepancy", "拉货", "Снято с рейса", "Offloaded"),
    "DIS/MSCA": ("discrepancy", "缺件", "Недостача", "Missing cargo"),
    "OSI": ("info_received", "其他信息", "Прочие сведения", "Other information"),
    "OCI": ("info_received", "海关信息", "Таможенные сведения", "Customs information"),
}
