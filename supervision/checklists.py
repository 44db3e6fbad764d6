"""What an inspection looks at: items by place and by kind of business. The office's own, in versions."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.cases import Matter
from models.errors import InvalidValue
from models.places import EVERYWHERE, KEY, PAPERS, Words

SHIPPED_LABEL = "2026.2"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to check. key: unique in its list. places: keys of the places where it is looked at, none for
    every place; PAPERS for what no camera shows. kinds: of the businesses where it is asked, none for all.
    matter: what a problem there is a case of, which says how grave it is. of_picture: asked of a camera's
    picture, and so not of who stands there."""

    key: str
    text: Words
    places: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    matter: Matter = Matter.OTHER
    of_picture: bool = False

    def __post_init__(self) -> None:
        if not KEY.fullmatch(self.key):
            raise InvalidValue("an item's key has lower-case letters, digits and _")


@dataclass(frozen=True, slots=True)
class Checklist:
    """A check-list; items in the order in which they are walked.

    Raises (on construction):
        InvalidValue: two items have the same key, or there are none for papers or pictures of any business.
    """

    items: tuple[Item, ...]

    def __post_init__(self) -> None:
        keys = {item.key for item in self.items}
        if not keys or len(keys) != len(self.items):
            raise InvalidValue("a check-list has items, each with a key of its own")
        if not any(not item.kinds and PAPERS in item.places for item in self.items):
            raise InvalidValue("something has to be asked of every business, whatever its cameras show")

    def at(self, place: str, kind: str) -> Sequence[Item]:
        """The items to check at a place of a business of this kind."""
        return [
            item
            for item in self.items
            if (place in item.places or (not item.places and place != PAPERS))
            and (not item.kinds or kind in item.kinds)
        ]

    def on_site(self, place: str, kind: str) -> Sequence[Item]:
        """The items to check when standing there: those of the place alone, or of EVERYWHERE those of no
        place."""
        return [
            item
            for item in self.items
            if not item.of_picture
            and (place in item.places if item.places else place == EVERYWHERE)
            and (not item.kinds or kind in item.kinds)
        ]

    @property
    def places(self) -> frozenset[str]:
        """Keys of the places where something of its own is checked."""
        return frozenset().union(*(item.places for item in self.items)) - {PAPERS}


def label(version: int) -> str:
    """What a record calls the version of the check-list that it follows; 0 is the one that is shipped."""
    return SHIPPED_LABEL if version == 0 else str(version)


def matter_of_shipped(key: str) -> Matter:
    """What a problem is a case of in inspections begun before the matter was kept with each item."""
    return _MATTERS.get(key, Matter.OTHER)


def _item(key: str, zh: str, en: str, *places: str, kinds: Sequence[str] = ()) -> Item:
    return Item(key, Words(zh, en), frozenset(places), frozenset(kinds), _MATTERS.get(key, Matter.OTHER))


_MATTERS = {
    key: matter
    for matter, keys in {
        Matter.MASK: ("mask",),
        Matter.HAT: ("hat",),
        Matter.GLOVES: ("gloves",),
        Matter.HYGIENE: ("clothes", "behaviour", "disinfect"),
        Matter.CLEAN: ("clean", "bins", "stove", "sinks", "dishes"),
        Matter.HANDLING: (
            "apart",
            "cold_room",
            "samples",
            "store",
            "banned",
            "weight",
            "additives",
            "cold_chain",
        ),
        Matter.SPOILED: ("dates",),
        Matter.PESTS: ("pests",),
        Matter.LICENCE: ("licence", "online", "stall"),
        Matter.RECORDS: ("daily", "weekly", "monthly", "eaten_with", "delivery"),
    }.items()
    for key in keys
}


_AT_WORK = ("cooking", "cutting", "cold_dishes", "serving", "washing")

_SCHOOLS = ("学校食堂", "托幼机构食堂")
_FOR_MANY = (*_SCHOOLS, "养老机构食堂", "医院食堂", "企事业单位食堂", "集体用餐配送", "中央厨房")

SHIPPED = Checklist(
    (
        Item(
            "seen",
            Words("画面清楚,看得到该点位的关键操作", "The picture is clear and shows the work done there"),
            of_picture=True,
        ),
        _item(
            "mask", "操作人员规范佩戴口罩", "Everybody at work wears a mask over mouth and nose", *_AT_WORK
        ),
        _item(
            "hat",
            "操作人员规范佩戴工作帽,头发不外露",
            "Everybody wears a hat that covers the hair",
            *_AT_WORK,
        ),
        _item(
            "gloves",
            "直接入口食品戴手套操作",
            "Ready-to-eat food is touched with gloves only",
            "cold_dishes",
            "serving",
        ),
        _item("clothes", "工作衣帽清洁,不佩戴外露饰物", "Work clothes are clean; no jewellery", *_AT_WORK),
        _item(
            "behaviour",
            "无吸烟、饮食、玩手机等行为",
            "Nobody smokes, eats or uses a phone at work",
            *_AT_WORK,
        ),
        _item("clean", "台面、地面、设备清洁,无积水油污", "Worktops, floor and equipment are clean and dry"),
        _item("bins", "垃圾桶加盖并及时清运", "Bins are covered and emptied in time", *_AT_WORK),
        _item(
            "pests",
            "无鼠、蟑、蝇活动迹象,防护设施完好",
            "No sign of rats, roaches or flies; guards are in place",
        ),
        _item(
            "apart",
            "生熟分开,刀板容器分色使用",
            "Raw and cooked are apart; knives and boards by colour",
            "cooking",
            "cutting",
            "cold_dishes",
        ),
        _item(
            "stove",
            "灶台、油烟罩清洁,食品烧熟煮透",
            "Stoves and hoods are clean; food is cooked through",
            "cooking",
        ),
        _item(
            "cold_room",
            "专间专人,门保持关闭",
            "The cold room has its own staff; its door is shut",
            "cold_dishes",
        ),
        _item(
            "disinfect",
            "操作前洗手消毒",
            "Hands are washed and disinfected before work",
            "cold_dishes",
            "serving",
        ),
        _item(
            "sinks",
            "荤、素、餐具水池分开使用",
            "Sinks for meat, vegetables and dishes are apart",
            "washing",
            "cutting",
        ),
        _item(
            "dishes",
            "餐具消毒后存入密闭保洁柜",
            "Dishes are disinfected and kept in closed cupboards",
            "washing",
        ),
        _item("samples", "按规定留样并记录", "Samples are kept and recorded", "serving"),
        _item(
            "weight",
            "每餐每样留样不少于 125 克,冷藏 48 小时以上",
            "Of each dish of each meal at least 125 g are kept cold for 48 hours or more",
            "serving",
            kinds=_FOR_MANY,
        ),
        _item(
            "banned",
            "不制售冷荤、生食、裱花蛋糕,不加工四季豆、鲜黄花菜、野生蘑菇、发芽土豆",
            "No cold or raw dishes, no cream cakes, no beans, daylilies, wild mushrooms or sprouted potatoes",
            "cooking",
            "cutting",
            "cold_dishes",
            kinds=_SCHOOLS,
        ),
        _item("store", "食品离地离墙、分类存放", "Food is stored off the floor and sorted", "storage"),
        _item("dates", "无过期、无标签食品", "Nothing out of date or without a label", "storage"),
        _item(
            "additives",
            "食品添加剂专柜、专人、专账,不超范围使用",
            "Additives have their own cupboard, keeper and book, and are used as allowed",
            "storage",
            kinds=("食品生产", "食品小作坊", "中央厨房"),
        ),
        _item(
            "cold_chain",
            "冷藏冷冻食品温度符合标签要求",
            "Chilled and frozen food is as cold as its label wants",
            "storage",
            kinds=("食品销售", "集体用餐配送", "中央厨房"),
        ),
        _item(
            "eaten_with",
            "学校负责人每餐陪餐并记录",
            "The school's head eats each meal with the pupils and records it",
            PAPERS,
            kinds=_SCHOOLS,
        ),
        _item(
            "delivery",
            "配送餐标明加工时间和食用时限,温度有记录",
            "Delivered meals say when they were made and until when to eat them; temperatures are recorded",
            PAPERS,
            kinds=("集体用餐配送", "中央厨房"),
        ),
        _item(
            "online",
            "网上公示许可证和实景,外送餐品使用封签",
            "Licence and premises are shown online; what is delivered is sealed",
            PAPERS,
            kinds=("网络餐饮",),
        ),
        _item(
            "stall",
            "登记卡、健康证随摊公示,有防尘防蝇设施",
            "Registration and health certificates are at the stall, and covers against dust and flies",
            PAPERS,
            kinds=("食品摊贩",),
        ),
        _item("public", "明厨亮灶画面向公众展示", "The kitchen's picture is shown to the public", PAPERS),
        _item(
            "licence",
            "许可证、健康证公示且在有效期内",
            "Licence and health certificates are shown and valid",
            PAPERS,
        ),
        _item(
            "daily",
            "食品安全员日管控记录齐全(含零风险)",
            "Daily controls are recorded, zero-risk days too",
            PAPERS,
        ),
        _item("weekly", "食品安全总监周排查报告齐全", "The director's weekly reports are there", PAPERS),
        _item(
            "monthly",
            "主要负责人月调度纪要齐全",
            "The minutes of the principal's monthly dispatch are there",
            PAPERS,
        ),
        _item("past", "上次检查和以往问题已整改", "What was found before has been put right", PAPERS),
    ),
)
