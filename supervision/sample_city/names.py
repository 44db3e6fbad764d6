"""Made-up names of people, places and businesses."""

from collections.abc import Iterator
from random import Random

CITY = "临澜市"


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    """A Chinese character and its Latin letters, one after the other."""
    return tuple((word[0], word[1:]) for word in text.split())


DISTRICTS = _words("港城区 青屏区 云溪区 石桥区 南浦区 松岭区")
TOWNS = _words(
    "杨柳镇 青石镇 白鹭镇 双桥镇 枫林镇 梅岭镇 芦湾镇 临泽镇 长堤镇 柏木镇 "
    "南渡镇 云台镇 古井镇 沙洲镇 稻香镇 荷塘镇 石门镇 东埠镇 兰亭街道 文昌街道 "
    "河滨街道 新港街道 和平街道 凤鸣街道"
)
_VILLAGE_STEMS = _words(
    "新丰 永安 西塘 前进 幸福 东山 桃园 联合 红旗 水口 北桥 和睦 金星 竹园 大湾 南苑 光明 团结 胜利 柳河"
)
_SURNAMES = _pairs(
    "王wang 李li 张zhang 刘liu 陈chen 杨yang 赵zhao 黄huang 周zhou 吴wu "
    "徐xu 孙sun 胡hu 朱zhu 高gao 林lin 何he 郭guo 马ma 罗luo "
    "梁liang 宋song 郑zheng 谢xie 韩han 唐tang 冯feng 于yu 董dong 萧xiao "
    "程cheng 曹cao 袁yuan 邓deng 许xu 傅fu 沈shen 曾zeng 彭peng 吕lv"
)
_GIVEN = _pairs(
    "建jian 国guo 华hua 明ming 丽li 芳fang 伟wei 强qiang 静jing 敏min "
    "军jun 洋yang 勇yong 艳yan 杰jie 娟juan 涛tao 超chao 霞xia 平ping "
    "刚gang 桂gui 英ying 文wen 志zhi 红hong 玉yu 梅mei 春chun 海hai "
    "晓xiao 东dong 云yun 林lin 飞fei 波bo 宏hong 琴qin 俊jun 雪xue "
    "鹏peng 亮liang"
)
_ROADS = _words("人民 解放 中山 学前 建设 长江 河西 迎宾 新华 和平 环城 振兴 青年 文化")
_STYLES = _words(
    "老街 家和 福满 顺兴 金谷 小巷 江畔 百味 鼎鲜 乡里 祥云 悦来 聚源 鸿运 锦绣 竹里 "
    "四季 南门 阿婆 渔家 麦香 溢香 同和 一品"
)
_WORDS = {
    "餐饮服务": (
        "面馆",
        "饭店",
        "小吃店",
        "火锅店",
        "快餐店",
        "饺子馆",
        "酒楼",
        "茶餐厅",
        "烧烤店",
        "早餐店",
    ),
    "网络餐饮": ("外卖厨房", "轻食店", "盖饭外卖店"),
    "食品销售": ("超市", "便利店", "副食店", "粮油店", "水果店"),
    "学校食堂": ("小学食堂", "中学食堂"),
    "托幼机构食堂": ("幼儿园食堂",),
    "养老机构食堂": ("养老院食堂", "颐养中心食堂"),
    "医院食堂": ("医院食堂", "卫生院食堂"),
    "企事业单位食堂": ("机械厂食堂", "电子厂食堂", "纺织厂食堂", "机关食堂"),
    "集体用餐配送": ("团餐配送中心",),
    "中央厨房": ("中央厨房",),
    "食品生产": ("食品厂", "粮油加工厂", "豆制品厂"),
    "食品小作坊": ("豆腐坊", "糕点坊", "粉条坊", "酱菜坊"),
    "食品摊贩": ("煎饼摊", "馄饨摊", "卤味摊"),
}


class Names:
    """Draws names. Usernames and the names of one list never repeat."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._taken: set[str] = set()

    def person(self) -> tuple[str, str]:
        """The name, and the same in Latin letters."""
        parts = [self._rng.choice(_SURNAMES), self._rng.choice(_GIVEN)]
        if self._rng.random() < 0.75:
            parts.append(self._rng.choice(_GIVEN))
        return "".join(part[0] for part in parts), "".join(part[1] for part in parts)

    def username(self, latin: str) -> str:
        name, number = latin, 1
        while name in self._taken:
            number += 1
            name = f"{latin}{number}"
        self._taken.add(name)
        return name

    def shop(self, kind: str, village: str) -> str:
        place = village.removesuffix("村").removesuffix("社区")
        if kind.endswith("食堂"):
            name = f"{place}{self._rng.choice(_WORDS[kind])}"
        else:
            owner = f"{self._rng.choice(_SURNAMES)[0]}记" if self._rng.random() < 0.35 else ""
            name = f"{self._rng.choice(_STYLES)}{owner}{self._rng.choice(_WORDS[kind])}"
        return name if self._rng.random() < 0.4 else f"{name}({place}店)" if "食堂" not in name else name

    def address(self) -> str:
        return f"{self._rng.choice(_ROADS)}路 {self._rng.randint(1, 480)} 号"

    def phone(self) -> str:
        return f"1{self._rng.choice('3578')}{self._rng.randrange(10**9):09}"


def town_names() -> Iterator[str]:
    return _numbered(TOWNS, "镇")


def district_names() -> Iterator[str]:
    return _numbered(DISTRICTS, "区")


def village_names() -> Iterator[str]:
    """Of one town."""
    for ending in ("村", "社区"):
        for stem in _VILLAGE_STEMS:
            yield f"{stem}{ending}"
    yield from _numbered((), "村")


def _numbered(names: tuple[str, ...], ending: str) -> Iterator[str]:
    yield from names
    number = 1
    while True:
        yield f"新{number}{ending}"
        number += 1
