"""What Russian Post's operations mean to us (russia.md 4.2): "type/attribute" -> code, zh, ru, en.

Handing over to the sender (2/2, 2/4, 2/7, 2/9) is a return, never a delivery; 39/2 is preliminary.
Attribute 0 says nothing more, but for type 8, where it is sorting. Operations that are not listed
stay unknown until a person says what they mean.
"""

from collections.abc import Iterator

SCHEME = "russian_post"
Meaning = tuple[str, str, str, str]

# type | attributes | our code | in Chinese | in Russian | in English
_TABLE = """
1|0-8|handed_over|邮局收寄|Принято почтой|Accepted by the post
2|0 1 3 5 6 8 10-14|delivered|已妥投|Вручено адресату|Delivered
2|2 4 7 9|returned|已退还寄件人|Вручено отправителю|Given back to the sender
3|0-15|returning|退回|Возврат|Returning
4|0-7|forwarded|改寄|Досылка|Forwarded
5|0 3 8|delivery_failed|未投递|Невручение|Not delivered
5|1|lost|丢失|Утрачено|Lost
5|2|destroyed|没收|Изъято|Seized
6|0-5|ready_for_pickup|留存待领|Хранение|Kept for pickup
7|0-4|storage_expiring|暂存|Временное хранение|Kept for a time
8|0 1 3-8 17 19-21 26 29-32 34 36-38 41 44 47-49|in_transit|处理中|Обработка|Processing
8|2 9 14 16 23-25 39|ready_for_pickup|已到投递点|Прибыло в место вручения|At the place of delivery
8|10 27 28 33 35 40 42 43|storage_expiring|保管期将满|Истекает срок хранения|Storage ends soon
8|11 12|in_transit|改投|Переадресовано|Redirected
8|13|arrived_in_country|已入境俄罗斯|Прибыло на территорию РФ|Arrived in Russia
8|15 18 22|out_for_delivery|派送中|Передано курьеру|With the courier
9|0|arrived_in_country|进口国际邮件|Импорт международной почты|Import of mail
10|0|in_transit|出口国际邮件|Экспорт международной почты|Export of mail
11|0|import_presented|海关接收|Приём на таможню|Taken by customs
12|0-28|delivery_failed|投递未成功|Неудачная попытка вручения|Delivery attempt failed
13|0|in_transit|已登记发运|Регистрация отправки|Registered
14|0|import_presented|海关通关|Таможенное оформление|In customs clearance
14|1 13 16|import_released|海关放行|Выпущено таможней|Released by customs
14|2 4 9 14 17 20|import_refused|海关拒绝|Отказ таможни|Refused by customs
14|3 5 7 10-12 18 19 21 24|import_inspection|海关查验|Таможенный осмотр|Customs inspection
14|6|duty_due|需缴税|Требуется уплата|Duty must be paid
14|8|import_suspended|放行暂停|Выпуск приостановлен|Release suspended
14|15 23 25|discrepancy|海关异常|Отказ при проверке|Check failed
14|22 26|return_allowed|准予退运|Возврат разрешён|Return allowed
15|0|storage_expiring|移交暂存|Передано на временное хранение|Kept for a time
16|0|destroyed|销毁|Уничтожено|Destroyed
17|0|destroyed|收归国有|Обращено в собственность|Taken over by the state
18|0|lost|登记丢失|Регистрация утраты|Loss registered
19|0|duty_paid|税款已收|Таможенные платежи поступили|Duty received
20|0|info_received|登记|Регистрация|Registered
21|0-3|delivered|已投递|Доставлено|Delivered
22|0-9|delivery_failed|未投递|Недоставка|Not delivered
23|0|storage_expiring|暂存接收|Поступило на временное хранение|Taken for a time
24|0-4|documents_required|延长放行|Продление выпуска|Release prolonged
24|1019 1020|import_inspection|禁限进口|Запрет или ограничение ввоза|Import restricted
24|1050-1065 1070 1073|documents_required|单证不全|Нужны документы|Papers are missing
25|0|discrepancy|开拆|Вскрытие|Opened
26|0-2|info_received|取消|Отмена|Cancelled by the operator or sender
27|0|info_received|电子登记|Получена электронная регистрация|Registered
28|0|info_received|分配编号|Присвоен идентификатор|Number assigned
29|0|in_transit|经国际互换局|Прохождение ММПО|Through the exchange office
30|0|in_transit|发送预报|Отправка SRM|Message sent on
31|0 1 5-7 14 21 23 24 31 40-43 48 57 59 74 82|in_transit|承运处理|У перевозчика|With the carrier
32|0|in_transit|进入自提系统|Поступление в АПО|Into the parcel system
33|0-3|in_transit|国际处理|Международная обработка|International processing
34|0|info_received|电子通知|Электронное уведомление|Electronic notice
35|0-9|delivery_failed|拒绝派送|Отказ в курьерской доставке|Courier delivery refused
36|0-2|info_received|付款方式|Вид оплаты|Kind of payment
37|0|import_pre_declared|预先通关|Предварительное оформление|Cleared in advance
38|0 4 13 25|delayed|待核实|Задержка для уточнения|Held up for details
39|0 1|import_presented|已申报|Декларация зарегистрирована|Declared
39|2|preliminary_release|预放行|Предварительно: выпуск|Preliminary release
39|3-6|import_inspection|须查验|Требуется предъявление|To be presented
39|7|import_pre_declared|平台数据已到|Получены данные торговой площадки|Marketplace data received
39|8|import_released|放行|Выпуск разрешён|Released
39|9|import_refused|拒绝|Отказ|Refused
40|1|duty_paid|税款已缴|Платежи уплачены|Duty paid
40|0 2|import_inspection|海关监管通知|Таможенный контроль|Customs control
40|3|import_refused|拒绝|Отказ|Refused
41|0-6|info_received|税款处理|Таможенные платежи|Customs payments
42|0-28|delivery_failed|二次投递未成功|Вторая неудачная попытка|Second attempt failed
43|0|info_received|准予投递|Вручение разрешено|Delivery allowed
44|0|discrepancy|拒绝收寄|Отказ в приёме|Not accepted
45|0|info_received|拒收电子通知|Отказ от уведомления|Notice declined
46|0|info_received|取消编号|Отмена идентификатора|Number cancelled
47|0|info_received|确认收寄|Подтверждение приёма|Acceptance confirmed
48|0|delivered|部分投递|Частичное вручение|Partly delivered
49|0-6|storage_expiring|不予延长保管|Отказ в продлении хранения|Storage not prolonged
50|0-7|delivery_failed|自提柜投递失败|Не доставлено в постамат|Not put into the locker
51|0-4|delivery_failed|自提点投递失败|Не доставлено в пункт выдачи|Not taken to the pickup point
52|0|info_received|无空格口|Нет свободной ячейки|No locker free
"""


def _numbers(text: str) -> Iterator[int]:
    """The numbers of "0 1 3-8"."""
    for part in text.split():
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


def _read(table: str) -> Iterator[tuple[str, Meaning]]:
    for row in table.strip().splitlines():
        kind, attributes, code, zh, ru, en = row.split("|")
        for attribute in _numbers(attributes):
            yield f"{kind}/{attribute}", (code, zh, ru, en)


DEFAULT_MAP: dict[str, Meaning] = dict(_read(_TABLE))
