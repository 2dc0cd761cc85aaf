"""Russia by postal index: on which clock a region lives, and its city with where it lies.

The one table of both; checked against all cities of Russia by a test. Degrees north and east, to a
tenth. Prefixes by russia.md 6; zones by Federal Law 107-FZ on the reckoning of time.
"""

from bisect import bisect_right
from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class City:
    """A city with its names."""

    at: Point
    ru: str
    zh: str
    en: str

    def name(self, language: str) -> str:
        if language.startswith("zh"):
            return self.zh
        return self.ru if language.startswith("ru") else self.en


@dataclass(frozen=True, slots=True)
class Region:
    """What holds for all indexes that begin alike: the zone's name and the chief city."""

    zone: str
    city: City


_MOSCOW, _URALS = "Europe/Moscow", "Asia/Yekaterinburg"


# From which first three digits of an index what holds; nothing where no index begins so.
TABLE: list[tuple] = [
    ("101", _MOSCOW, 55.8, 37.6, "Москва", "莫斯科", "Moscow"),
    ("150", _MOSCOW, 57.6, 39.9, "Ярославль", "雅罗斯拉夫尔", "Yaroslavl"),
    ("153", _MOSCOW, 57.0, 41.0, "Иваново", "伊万诺沃", "Ivanovo"),
    ("156", _MOSCOW, 57.8, 40.9, "Кострома", "科斯特罗马", "Kostroma"),
    ("160", _MOSCOW, 59.2, 39.9, "Вологда", "沃洛格达", "Vologda"),
    ("163", _MOSCOW, 64.5, 40.5, "Архангельск", "阿尔汉格尔斯克", "Arkhangelsk"),
    ("166", _MOSCOW, 67.6, 53.0, "Нарьян-Мар", "纳里扬马尔", "Naryan-Mar"),
    ("167", _MOSCOW, 61.7, 50.8, "Сыктывкар", "瑟克特夫卡尔", "Syktyvkar"),
    ("170", _MOSCOW, 56.9, 35.9, "Тверь", "特维尔", "Tver"),
    ("173", _MOSCOW, 58.5, 31.3, "Великий Новгород", "大诺夫哥罗德", "Veliky Novgorod"),
    ("180", _MOSCOW, 57.8, 28.3, "Псков", "普斯科夫", "Pskov"),
    ("183", _MOSCOW, 69.0, 33.1, "Мурманск", "摩尔曼斯克", "Murmansk"),
    ("185", _MOSCOW, 61.8, 34.3, "Петрозаводск", "彼得罗扎沃茨克", "Petrozavodsk"),
    ("187", _MOSCOW, 59.9, 30.3, "Санкт-Петербург", "圣彼得堡", "St Petersburg"),
    ("214", _MOSCOW, 54.8, 32.0, "Смоленск", "斯摩棱斯克", "Smolensk"),
    ("217",),
    ("236", "Europe/Kaliningrad", 54.7, 20.5, "Калининград", "加里宁格勒", "Kaliningrad"),
    ("241", _MOSCOW, 53.3, 34.4, "Брянск", "布良斯克", "Bryansk"),
    ("248", _MOSCOW, 54.5, 36.3, "Калуга", "卡卢加", "Kaluga"),
    ("250",),
    ("269", _MOSCOW, 46.8, 35.4, "Мелитополь", "梅利托波尔", "Melitopol"),
    ("273", _MOSCOW, 46.6, 32.6, "Херсон", "赫尔松", "Kherson"),
    ("277",),
    ("283", _MOSCOW, 48.0, 37.8, "Донецк", "顿涅茨克", "Donetsk"),
    ("288",),
    ("291", _MOSCOW, 48.6, 39.3, "Луганск", "卢甘斯克", "Luhansk"),
    ("295", "Europe/Simferopol", 45.0, 34.1, "Симферополь", "辛菲罗波尔", "Simferopol"),
    ("299", "Europe/Simferopol", 44.6, 33.5, "Севастополь", "塞瓦斯托波尔", "Sevastopol"),
    ("300", _MOSCOW, 54.2, 37.6, "Тула", "图拉", "Tula"),
    ("302", _MOSCOW, 53.0, 36.1, "Орёл", "奥廖尔", "Oryol"),
    ("305", _MOSCOW, 51.7, 36.2, "Курск", "库尔斯克", "Kursk"),
    ("308", _MOSCOW, 50.6, 36.6, "Белгород", "别尔哥罗德", "Belgorod"),
    ("310",),
    ("344", _MOSCOW, 47.2, 39.7, "Ростов-на-Дону", "顿河畔罗斯托夫", "Rostov-on-Don"),
    ("348",),
    ("350", _MOSCOW, 45.0, 39.0, "Краснодар", "克拉斯诺达尔", "Krasnodar"),
    ("355", _MOSCOW, 45.0, 42.0, "Ставрополь", "斯塔夫罗波尔", "Stavropol"),
    ("358", _MOSCOW, 46.3, 44.3, "Элиста", "埃利斯塔", "Elista"),
    ("360", _MOSCOW, 43.5, 43.6, "Нальчик", "纳尔奇克", "Nalchik"),
    ("362", _MOSCOW, 43.0, 44.7, "Владикавказ", "弗拉季高加索", "Vladikavkaz"),
    ("364", _MOSCOW, 43.3, 45.7, "Грозный", "格罗兹尼", "Grozny"),
    ("367", _MOSCOW, 43.0, 47.5, "Махачкала", "马哈奇卡拉", "Makhachkala"),
    ("369", _MOSCOW, 44.2, 42.0, "Черкесск", "切尔克斯克", "Cherkessk"),
    ("370",),
    ("385", _MOSCOW, 44.6, 40.1, "Майкоп", "迈科普", "Maykop"),
    ("386", _MOSCOW, 43.2, 44.8, "Магас", "马加斯", "Magas"),
    ("387",),
    ("390", _MOSCOW, 54.6, 39.7, "Рязань", "梁赞", "Ryazan"),
    ("392", _MOSCOW, 52.7, 41.4, "Тамбов", "坦波夫", "Tambov"),
    ("394", _MOSCOW, 51.7, 39.2, "Воронеж", "沃罗涅日", "Voronezh"),
    ("398", _MOSCOW, 52.6, 39.6, "Липецк", "利佩茨克", "Lipetsk"),
    ("400", "Europe/Volgograd", 48.7, 44.5, "Волгоград", "伏尔加格勒", "Volgograd"),
    ("410", "Europe/Saratov", 51.5, 46.0, "Саратов", "萨拉托夫", "Saratov"),
    ("414", "Europe/Astrakhan", 46.3, 48.0, "Астрахань", "阿斯特拉罕", "Astrakhan"),
    ("417",),
    ("420", _MOSCOW, 55.8, 49.1, "Казань", "喀山", "Kazan"),
    ("424", _MOSCOW, 56.6, 47.9, "Йошкар-Ола", "约什卡尔奥拉", "Yoshkar-Ola"),
    ("426", "Europe/Samara", 56.9, 53.2, "Ижевск", "伊热夫斯克", "Izhevsk"),
    ("428", _MOSCOW, 56.1, 47.2, "Чебоксары", "切博克萨雷", "Cheboksary"),
    ("430", _MOSCOW, 54.2, 45.2, "Саранск", "萨兰斯克", "Saransk"),
    ("432", "Europe/Ulyanovsk", 54.3, 48.4, "Ульяновск", "乌里扬诺夫斯克", "Ulyanovsk"),
    ("440", _MOSCOW, 53.2, 45.0, "Пенза", "奔萨", "Penza"),
    ("443", "Europe/Samara", 53.2, 50.1, "Самара", "萨马拉", "Samara"),
    ("447",),
    ("450", _URALS, 54.7, 56.0, "Уфа", "乌法", "Ufa"),
    ("454", _URALS, 55.2, 61.4, "Челябинск", "车里雅宾斯克", "Chelyabinsk"),
    ("460", _URALS, 51.8, 55.1, "Оренбург", "奥伦堡", "Orenburg"),
    ("463",),
    ("468", "Asia/Qyzylorda", 45.6, 63.3, "Байконур", "拜科努尔", "Baikonur"),
    ("469",),
    ("600", _MOSCOW, 56.1, 40.4, "Владимир", "弗拉基米尔", "Vladimir"),
    ("603", _MOSCOW, 56.3, 44.0, "Нижний Новгород", "下诺夫哥罗德", "Nizhny Novgorod"),
    ("610", _MOSCOW, 58.6, 49.7, "Киров", "基洛夫", "Kirov"),
    ("614", _URALS, 58.0, 56.2, "Пермь", "彼尔姆", "Perm"),
    ("620", _URALS, 56.8, 60.6, "Екатеринбург", "叶卡捷琳堡", "Yekaterinburg"),
    ("625", _URALS, 57.2, 65.5, "Тюмень", "秋明", "Tyumen"),
    ("628", _URALS, 61.0, 69.0, "Ханты-Мансийск", "汉特-曼西斯克", "Khanty-Mansiysk"),
    ("629", _URALS, 66.5, 66.6, "Салехард", "萨列哈尔德", "Salekhard"),
    ("630", "Asia/Novosibirsk", 55.0, 82.9, "Новосибирск", "新西伯利亚", "Novosibirsk"),
    ("634", "Asia/Tomsk", 56.5, 85.0, "Томск", "托木斯克", "Tomsk"),
    ("640", _URALS, 55.4, 65.3, "Курган", "库尔干", "Kurgan"),
    ("642",),
    ("644", "Asia/Omsk", 55.0, 73.4, "Омск", "鄂木斯克", "Omsk"),
    ("647", "Asia/Krasnoyarsk", 69.4, 86.2, "Дудинка", "杜金卡", "Dudinka"),
    ("648", "Asia/Krasnoyarsk", 64.3, 100.2, "Тура", "图拉", "Tura"),
    ("649", "Asia/Barnaul", 52.0, 86.0, "Горно-Алтайск", "戈尔诺-阿尔泰斯克", "Gorno-Altaysk"),
    ("650", "Asia/Novokuznetsk", 55.4, 86.1, "Кемерово", "克麦罗沃", "Kemerovo"),
    ("655", "Asia/Krasnoyarsk", 53.7, 91.4, "Абакан", "阿巴坎", "Abakan"),
    ("656", "Asia/Barnaul", 53.3, 83.8, "Барнаул", "巴尔瑙尔", "Barnaul"),
    ("660", "Asia/Krasnoyarsk", 56.0, 92.9, "Красноярск", "克拉斯诺亚尔斯克", "Krasnoyarsk"),
    ("664", "Asia/Irkutsk", 52.3, 104.3, "Иркутск", "伊尔库茨克", "Irkutsk"),
    ("667", "Asia/Krasnoyarsk", 51.7, 94.4, "Кызыл", "克孜勒", "Kyzyl"),
    ("669", "Asia/Irkutsk", 52.3, 104.3, "Иркутск", "伊尔库茨克", "Irkutsk"),
    ("670", "Asia/Irkutsk", 51.8, 107.6, "Улан-Удэ", "乌兰乌德", "Ulan-Ude"),
    ("672", "Asia/Chita", 52.0, 113.5, "Чита", "赤塔", "Chita"),
    ("675", "Asia/Yakutsk", 50.3, 127.5, "Благовещенск", "布拉戈维申斯克", "Blagoveshchensk"),
    ("677", "Asia/Yakutsk", 62.0, 129.7, "Якутск", "雅库茨克", "Yakutsk"),
    ("679", "Asia/Vladivostok", 48.8, 132.9, "Биробиджан", "比罗比詹", "Birobidzhan"),
    ("680", "Asia/Vladivostok", 48.5, 135.1, "Хабаровск", "哈巴罗夫斯克", "Khabarovsk"),
    (
        "683",
        "Asia/Kamchatka",
        53.0,
        158.7,
        "Петропавловск-Камчатский",
        "堪察加彼得罗巴甫洛夫斯克",
        "Petropavlovsk-Kamchatsky",
    ),
    ("685", "Asia/Magadan", 59.6, 150.8, "Магадан", "马加丹", "Magadan"),
    ("687", "Asia/Chita", 52.0, 113.5, "Чита", "赤塔", "Chita"),
    ("688", "Asia/Kamchatka", 59.1, 160.0, "Палана", "帕拉纳", "Palana"),
    ("689", "Asia/Anadyr", 64.7, 177.5, "Анадырь", "阿纳德尔", "Anadyr"),
    ("690", "Asia/Vladivostok", 43.1, 131.9, "Владивосток", "符拉迪沃斯托克", "Vladivostok"),
    ("693", "Asia/Sakhalin", 47.0, 142.7, "Южно-Сахалинск", "南萨哈林斯克", "Yuzhno-Sakhalinsk"),
    ("695",),
]

_STARTS = [start for start, *_ in TABLE]
_REGIONS = [Region(row[0], City((row[1], row[2]), *row[3:])) if row else None for _, *row in TABLE]

# Yakutia has three clocks: districts apart from that of Yakutsk, from which index to which.
_APART = [
    ("678500", "678599", "Asia/Vladivostok"),  # Verkhoyansky, Ust-Yansky
    ("678730", "678759", "Asia/Ust-Nera"),  # Oymyakonsky
    ("678760", "678899", "Asia/Srednekolymsk"),  # on the Kolyma and the lower Indigirka
]


_ZONES_OF_CITIES = {region.city.ru.lower(): region.zone for region in _REGIONS if region}


def region_of(index: str) -> Region | None:
    """The region of a postal index or of its first three digits; None where there is none."""
    if len(index) not in (3, 6) or not index.isascii() or not index.isdigit():
        return None
    place = bisect_right(_STARTS, index[:3]) - 1
    return _REGIONS[place] if place >= 0 else None


def zone_of_index(index: str) -> str:
    """The zone's name of a postal index; "" where no region has such an index."""
    region = region_of(index) if len(index) == 6 else None
    apart = (zone for first, last, zone in _APART if region and first <= index <= last)
    return next(apart, region.zone if region else "")


def zone_of_city(name: str) -> str:
    """The zone's name of a region's chief city by its Russian name; "" for any other word."""
    return _ZONES_OF_CITIES.get(name.lower(), "")
