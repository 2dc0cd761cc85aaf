"""What Cargo-IMP status codes mean to us (china_air.md 4.2); raw code -> code, zh, ru, en.

A status with "/P" is of a part of the pieces: it moves no consignment. "CCD" is the airline's word,
not the authority's, so it releases nothing.
"""

from shipments.event_codes import EventCode

SCHEME = "fsu"
DEFAULT_MAP = {
    "FOH": (EventCode.INFO_RECEIVED, "待运", "Груз на складе", "Freight on hand"),
    "RCS": (EventCode.READY_FOR_CARRIAGE, "已交运", "Принято к перевозке", "Ready for carriage"),
    "BKD": (EventCode.BOOKED, "已订舱", "Забронировано", "Booked"),
    "PRE": (EventCode.BOOKED, "待装机", "Подготовлено к погрузке", "Prepared for loading"),
    "MAN": (EventCode.MANIFESTED, "已列舱单", "Внесено в манифест", "Manifested"),
    "DEP": (EventCode.DEPARTED, "已起飞", "Вылетело", "Departed"),
    "ARR": (EventCode.ARRIVED, "已到达", "Прибыло", "Arrived"),
    "RCF": (EventCode.RECEIVED_FROM_FLIGHT, "已卸机", "Получено с рейса", "Received from flight"),
    "AWR": (EventCode.INFO_RECEIVED, "单证到达", "Документы получены", "Documents received"),
    "NFD": (EventCode.CONSIGNEE_NOTIFIED, "已通知", "Получатель уведомлён", "Consignee notified"),
    "AWD": (EventCode.CONSIGNEE_NOTIFIED, "单证已交", "Документы переданы", "Documents delivered"),
    "CRC": (EventCode.IN_TRANSIT, "已报海关", "Сообщено таможне", "Reported to customs"),
    "TGC": (
        EventCode.IN_TRANSIT,
        "移交海关监管",
        "Под таможенным контролем",
        "Under customs control",
    ),
    "CCD": (EventCode.IN_TRANSIT, "航司报清关", "Груз очищен таможней", "Cleared by customs"),
    "TRM": (EventCode.TRANSFERRED, "待转运", "К передаче перевозчику", "To be transferred"),
    "TFD": (EventCode.TRANSFERRED, "已转运", "Передано перевозчику", "Transferred"),
    "RCT": (EventCode.TRANSFERRED, "转运接收", "Получено от перевозчика", "Received from carrier"),
    "DLV": (EventCode.IN_TRANSIT, "已交付收货代理", "Выдано грузополучателю", "Delivered to agent"),
    "DDL": (EventCode.IN_TRANSIT, "已送达", "Доставлено грузополучателю", "Delivered to door"),
    "DEP/P": (EventCode.IN_TRANSIT, "部分已起飞", "Часть груза вылетела", "Part departed"),
    "ARR/P": (EventCode.IN_TRANSIT, "部分已到达", "Часть груза прибыла", "Part arrived"),
    "DIS": (EventCode.DISCREPANCY, "货物异常", "Расхождение", "Discrepancy"),
    "DIS/FDAV": (
        EventCode.DISCREPANCY,
        "多出邮件单",
        "Найдена почтовая накладная",
        "Found mail document",
    ),
    "DIS/FDAW": (EventCode.DISCREPANCY, "多出运单", "Найдена накладная", "Found air waybill"),
    "DIS/FDCA": (EventCode.DISCREPANCY, "多出货物", "Найден груз", "Found cargo"),
    "DIS/FDMB": (EventCode.DISCREPANCY, "多出邮袋", "Найден почтовый мешок", "Found mailbag"),
    "DIS/MSAV": (
        EventCode.DISCREPANCY,
        "缺邮件单",
        "Нет почтовой накладной",
        "Missing mail document",
    ),
    "DIS/MSAW": (EventCode.DISCREPANCY, "缺运单", "Нет накладной", "Missing air waybill"),
    "DIS/MSCA": (EventCode.DISCREPANCY, "缺件", "Недостача", "Missing cargo"),
    "DIS/MSMB": (EventCode.DISCREPANCY, "缺邮袋", "Нет почтового мешка", "Missing mailbag"),
    "DIS/DFLD": (EventCode.INFO_RECEIVED, "确认已装", "Точно погружено", "Definitely loaded"),
    "DIS/OFLD": (EventCode.DISCREPANCY, "拉货", "Снято с рейса", "Offloaded"),
    "DIS/OVCD": (EventCode.DISCREPANCY, "漏卸", "Увезено дальше", "Overcarried"),
    "DIS/SSPD": (EventCode.DISCREPANCY, "短装", "Погружено не всё", "Short-shipped"),
    "DPU": (EventCode.INFO_RECEIVED, "上门提货", "Забрано у отправителя", "Picked up at the door"),
    "DOC": (
        EventCode.INFO_RECEIVED,
        "单证已收",
        "Документы приняты",
        "Documents received by handling",
    ),
    "FIW": (EventCode.IN_TRANSIT, "货物入库", "Принято на склад", "Freight into warehouse"),
    "FOW": (EventCode.IN_TRANSIT, "货物出库", "Выдано со склада", "Freight out of warehouse"),
    "OSI": (EventCode.INFO_RECEIVED, "其他信息", "Прочие сведения", "Other information"),
    "OCI": (EventCode.INFO_RECEIVED, "海关信息", "Таможенные сведения", "Customs information"),
}
