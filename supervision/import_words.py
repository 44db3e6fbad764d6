"""What is wrong with a row of a list and what to do about it, in the words of people. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from supervision.city_rows import COLUMNS, Fault, Listing, Wrong

Words = tuple[str, str]
"""Chinese, English."""

_WORDS: Mapping[Wrong, Words] = MappingProxyType(
    {
        Wrong.MISSING: ("没有填写。请补上。", "Nothing is given. Fill it in."),
        Wrong.TOO_LONG: (
            "文字过长。请缩短到 {allowed} 个字以内。",
            "The text is too long. Shorten it to {allowed} characters.",
        ),
        Wrong.NOT_ONE_OF: (
            "「{value}」不可用。请填:{allowed}。",
            "'{value}' is not possible. Give: {allowed}.",
        ),
        Wrong.BAD_HOURS: (
            "看不懂「{value}」。请写成:周一至周五 06:30-13:30;周六 08:00-12:00。",
            "'{value}' is not understood. Write it like 周一至周五 06:30-13:30; 周六 08:00-12:00.",
        ),
        Wrong.TWICE: (
            "「{value}」在表中出现过,见第 {allowed} 行。请删去其中一行。",
            "'{value}' stands in line {allowed} already. Take one of the two lines out.",
        ),
        Wrong.NO_SUCH_AREA: (
            "没有辖区「{value}」。请改正名称,或先导入区划。",
            "There is no area '{value}'. Correct the name, or import the areas first.",
        ),
        Wrong.SEVERAL_AREAS: (
            "有多个辖区叫「{value}」。请把上级区划也填上。",
            "Several areas are called '{value}'. Give what it lies in as well.",
        ),
        Wrong.NO_TOP: (
            "缺少地级市或区县。请补上。",
            "The prefecture or the county is missing. Fill it in.",
        ),
        Wrong.NO_SUCH_CADRE: (
            "没有用户名为「{value}」的干部。请改正,或先导入干部。",
            "There is no cadre with the username '{value}'. Correct it, or import the cadres first.",
        ),
        Wrong.ELSEWHERE: (
            "企业不在干部「{value}」的辖区内。请换一名干部,或改正辖区。",
            "The business does not lie in the area of cadre '{value}'. Take another, or correct the area.",
        ),
        Wrong.TOO_LOW: (
            "干部「{value}」的层级低于包保级别的要求({allowed})。请换上级干部。",
            "Cadre '{value}' works below the level's tier ({allowed}). Take one from higher up.",
        ),
        Wrong.NEEDS_REASON: (
            "干部「{value}」高于包保级别的要求,属于提级。请填写提级理由。",
            "Cadre '{value}' works above the level's tier. Give a reason for the higher level.",
        ),
        Wrong.OTHER_ROLE: (
            "用户名「{value}」已被其他角色的账号使用。请换一个。",
            "The username '{value}' belongs to an account of another role. Take another.",
        ),
        Wrong.HAS_LEFT: (
            "干部「{value}」已离任。请换一名干部。",
            "Cadre '{value}' has left. Take another.",
        ),
        Wrong.NO_LONGER_FITS: (
            "本行有效,但现任包保干部「{value}」的层级或辖区不再符合要求。请在辖区页另行指定。",
            "The row is fine, but '{value}' no longer works where a cadre for it has to. Assign another.",
        ),
        Wrong.HOLDS_UNFIT: (
            "本行有效,但干部「{value}」包保的 {allowed} 家企业不再符合其层级或辖区。请在辖区页另行指定。",
            "The row is fine, but {allowed} businesses of '{value}' no longer fit. Assign others to them.",
        ),
    }
)

_HEADINGS = {
    (listing, column.key): (column.zh, column.en)
    for listing, columns in COLUMNS.items()
    for column in columns
}


def heading_of(listing: Listing, fault: Fault) -> Words:
    """The name of the column."""
    return _HEADINGS[listing, fault.column]


def fault_rows(listing: Listing, faults: Iterable[Fault]) -> Iterator[Sequence[str | int]]:
    """A table of them for a spreadsheet, with its heading."""
    yield "行 Line", "列", "Column", "问题与处理", "What is wrong and what to do"
    for fault in faults:
        # A cell that begins like a formula would be run as one.
        cells = (*heading_of(listing, fault), *words_of(fault))
        yield fault.line, *(text.lstrip("=+-@\t\r") for text in cells)


def words_of(fault: Fault) -> Words:
    """What is wrong, and what to do."""
    zh, en = _WORDS[fault.wrong]
    return (
        zh.format(value=fault.value, allowed="、".join(fault.allowed)),
        en.format(value=fault.value, allowed=", ".join(fault.allowed)),
    )
