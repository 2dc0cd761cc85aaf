"""What the authorities' codes mean to us; raw code -> our code, zh, ru, en.

Chinese receipts: china_air.md 2.4 (GACC 202205, table 2-42). A bare code is about a list (CEB604);
one with a message before it is about a waybill, an order or a cancellation, and moves no list but
for 606/399, the cancellation granted. Russian decisions: russia.md 2.3.
"""

import re

from shipments.event_codes import EventCode

Meaning = tuple[str, str, str, str]

CN_SCHEME, RU_SCHEME = "cn_customs", "ru_customs"

_ABOUT_A_LIST: dict[str, Meaning] = {
    "1": (EventCode.INFO_RECEIVED, "电子口岸已暂存", "Черновик в порту", "Saved by the port"),
    "2": (EventCode.INFO_RECEIVED, "电子口岸申报中", "Порт подаёт", "Being declared"),
    "3": (EventCode.INFO_RECEIVED, "发送海关成功", "Отправлено таможне", "Sent to customs"),
    "4": (EventCode.INFO_RECEIVED, "发送海关失败", "Не отправлено таможне", "Sending failed"),
    "100": (EventCode.EXPORT_REJECTED, "海关退单", "Возвращено таможней", "Rejected by customs"),
    "120": (EventCode.EXPORT_ACCEPTED, "海关入库", "Принято таможней", "Accepted by customs"),
    "300": (EventCode.EXPORT_REVIEW, "人工审核", "Ручная проверка", "Manual review"),
    "399": (EventCode.EXPORT_CLOSED, "海关审结", "Проверка завершена", "Concluded"),
    "500": (EventCode.EXPORT_INSPECTION, "海关查验", "Досмотр", "Inspection"),
    "501": (EventCode.EXPORT_DETAINED, "扣留移送通关", "Задержано", "Detained"),
    "502": (
        EventCode.EXPORT_DETAINED,
        "移送缉私",
        "Передано в расследование",
        "Handed to anti-smuggling",
    ),
    "503": (EventCode.EXPORT_DETAINED, "移送法规", "Передано юристам", "Handed to legal"),
    "505": (EventCode.EXPORT_DETAINED, "移交", "Передано", "Handed over"),
    "509": (EventCode.EXPORT_DETAINED, "其它扣留", "Иное задержание", "Otherwise detained"),
    "599": (EventCode.EXPORT_DETAINED, "其它扣留", "Иное задержание", "Otherwise detained"),
    "600": (EventCode.EXPORT_DETAINED, "挂起", "Приостановлено", "Suspended"),
    "700": (EventCode.EXPORT_RETURNED, "退运", "Возврат", "Returned"),
    "800": (EventCode.EXPORT_RELEASED, "放行", "Выпущено", "Released"),
    "899": (EventCode.EXPORT_FINALISED, "结关", "Оформлено полностью", "Finalised"),
    "<0": (EventCode.EXPORT_REJECTED, "处理异常", "Ошибка обработки", "Processing error"),
}
_OTHERS = ("304", "404", "506", "508", "510", "606", "608", "702")
# Goods that come back to China (213, 215): their own clearance, which moves no list.
_RETURNS = ("214", "216")
_STEPS = ("1", "2", "3", "4", "120", "300", "399")
_DECISIONS = ("500", "501", "502", "503", "505", "509", "599", "600", "700", "800", "899")
_FAULTS: dict[str, Meaning] = {
    "100": (EventCode.DISCREPANCY, "海关退单", "Возвращено таможней", "Rejected by customs"),
    "<0": (EventCode.DISCREPANCY, "处理异常", "Ошибка обработки", "Processing error"),
}
_ABOUT_OTHERS: dict[str, Meaning] = {
    f"{message}/{raw}": (EventCode.INFO_RECEIVED, *_ABOUT_A_LIST[raw][1:])
    for messages, steps in ((_OTHERS, _STEPS), (_RETURNS, _STEPS + _DECISIONS))
    for message in messages
    for raw in steps
} | {f"{message}/{raw}": fault for message in _OTHERS + _RETURNS for raw, fault in _FAULTS.items()}

# A refusal because customs have it already: what was accepted before stands.
EXISTS = "/exists"
# The texts stand in public receipt handlers of forwarders and in the authority's table 7-2; a bare
# "重复" is none of them, as it also tells of two equal lines in one list.
_EXISTS_TEXT = re.compile(
    "已经?存在|重复(?:发送|申报|提交|报送|推送|上传|数据|报文)|(?:数据|报文|单号|清单|编号)重复"
    "|(?:请勿|不要|不能|不可|不允许|勿)再?重复|已经?申报|旧报文|老报文|老数据"
)
# -621004 declared already; -301014, -401012 an old message; -301010, -401007, -504012, -504015 a
# document of this number exists; -301011, -401008, -504016 declared in a list already.
_EXISTS_CODES = {
    "-621004",
    "-301014",
    "-401012",
    "-301010",
    "-401007",
    "-504012",
    "-504015",
    "-301011",
    "-401008",
    "-504016",
}


def is_told_twice(code: str, info: str) -> bool:
    """Whether a list is refused only because customs have it already."""
    if code in _EXISTS_CODES:
        return True
    return (code == "100" or code.startswith("-")) and bool(_EXISTS_TEXT.search(info))


_EXISTS_MEANING: Meaning = (
    EventCode.DISCREPANCY,
    "海关已有此单",
    "У таможни это уже есть",
    "Exists already",
)

CN_MAP: dict[str, Meaning] = (
    _ABOUT_A_LIST
    | _ABOUT_OTHERS
    | {
        f"<0{EXISTS}": _EXISTS_MEANING,
        f"100{EXISTS}": _EXISTS_MEANING,
        "792": (
            EventCode.INFO_RECEIVED,
            "汇总结果单",
            "Результат сводного заявления",
            "Summary result",
        ),
        "900/<0": (EventCode.DISCREPANCY, "报文格式错误", "Ошибка формата", "Message not readable"),
        "606/399": (EventCode.EXPORT_WITHDRAWN, "准予撤销", "Отзыв разрешён", "Withdrawal granted"),
    }
)

RU_MAP: dict[str, Meaning] = {
    "10": (EventCode.IMPORT_RELEASED, "免税放行", "Выпуск без уплаты", "Released, nothing due"),
    "30": (
        EventCode.RETURN_ALLOWED,
        "退运放行",
        "Выпуск возвращаемых товаров",
        "Release of returning goods",
    ),
    "31": (EventCode.DUTY_DUE, "需缴税", "Требуется уплата платежей", "Payment demanded"),
    "32": (EventCode.IMPORT_RELEASED, "缴税放行", "Выпуск, платежи уплачены", "Released, paid"),
    "40": (EventCode.IMPORT_WITHDRAWN, "准予撤回", "Разрешён отзыв", "Withdrawal permitted"),
    "50": (
        EventCode.PRELIMINARY_RELEASE,
        "预决定：放行",
        "Предварительно: без уплаты",
        "Preliminary: release",
    ),
    "51": (
        EventCode.PRELIMINARY_DUTY,
        "预决定：缴税",
        "Предварительно: с уплатой",
        "Preliminary: duty",
    ),
    "60": (EventCode.IMPORT_SUSPENDED, "放行中止", "Срок выпуска приостановлен", "Suspended"),
    "61": (EventCode.IMPORT_SUSPENDED, "中止延长", "Приостановка продлена", "Suspension prolonged"),
    "62": (EventCode.SUSPENSION_LIFTED, "中止取消", "Приостановка отменена", "Suspension lifted"),
    "70": (
        EventCode.DOCUMENTS_REQUIRED,
        "延长放行期限",
        "Продление срока выпуска",
        "Release prolonged",
    ),
    "90": (EventCode.IMPORT_REFUSED, "拒绝放行", "Отказ в выпуске", "Refused"),
    "92": (
        EventCode.IMPORT_INSPECTION,
        "需海关监管",
        "Требуется таможенный контроль",
        "Control required",
    ),
}
