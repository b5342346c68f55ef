"""What a YAML parser's complaint means to an author: the place, what is wrong, what to do."""

from __future__ import annotations

import re

from ruamel.yaml.error import MarkedYAMLError

from policy_engine.errors import Bilingual, Finding
from policy_engine.source import Place, Source

_QUOTE = Bilingual("给这个值加引号，或写成块样式", "quote the value, or write it in block style")

# Pattern of the parser's English complaint -> what it means, what to do.
_COMPLAINTS: tuple[tuple[str, Bilingual, Bilingual], ...] = (
    (
        r"mapping values are not allowed here",
        Bilingual("这里不能再出现 “: ”", "another `: ` cannot stand here"),
        Bilingual("检查缩进；值里有 “: ” 时给值加引号", "check the indentation; quote a value that holds `: `"),
    ),
    (
        r"found character (.+) that cannot start any token",
        Bilingual("值不能以 {0} 开头", "a value cannot begin with {0}"),
        Bilingual('给值加引号，例如 "…"', 'quote the value, for example "…"'),
    ),
    (
        r"found unexpected end of stream",
        Bilingual("引号没有闭合", "a quotation mark is not closed"),
        Bilingual("在值的末尾补上引号", "close the quotation at the end of the value"),
    ),
    (
        r"expected ',' or '(.)', but got .*",
        Bilingual("括号没有闭合，缺 “,” 或 “{0}”", "a bracket is not closed: `,` or `{0}` is missing"),
        Bilingual("补上括号，或写成块样式", "close the bracket, or write it in block style"),
    ),
    (
        r"expected <block end>, but found '(<block mapping start>|<block sequence start>|-|\?)'",
        Bilingual("缩进与上文不一致", "the indentation does not fit what is above"),
        Bilingual("同一层的键和 “-” 要左对齐", "align the keys and the `-` of one level"),
    ),
    (
        r"expected <block end>, but found '<scalar>'",
        Bilingual("引号后面还有文字", "text follows the closing quotation mark"),
        Bilingual(
            "整个值用单引号括起来，里面用双引号：'注册区 = \"青浦区\"'",
            "put single quotes around the whole value, double ones inside: 'district = \"x\"'",
        ),
    ),
    (
        r"expected <block end>, but found '(.+)'",
        Bilingual("多出 “{0}”", "`{0}` is too much"),
        Bilingual("删掉它，或给值加引号", "delete it, or quote the value"),
    ),
    (
        r"expected the node content, but found '(.+)'",
        Bilingual("这里应有一个值，却是 “{0}”", "a value should stand here, not `{0}`"),
        _QUOTE,
    ),
    (
        r"sequence entries are not allowed here",
        Bilingual("“- ” 不能写在这里", "`- ` cannot stand here"),
        Bilingual("列表项另起一行，比键多缩进两格", "begin the item on a line of its own, indented by two"),
    ),
    (
        r"expected chomping or indentation indicators, but found '(.+)'",
        Bilingual(
            "以 “>” 或 “|” 开头的值会被当成文本块", "a value that begins with `>` or `|` is taken for a block of text"
        ),
        Bilingual("给值加引号；表格的 “|” 后面要换行", "quote the value; a table begins on the line after its `|`"),
    ),
    (
        r"found unknown escape character .*",
        Bilingual("双引号里的 “\\” 后面不能是这个字符", "this character cannot follow a backslash in double quotes"),
        Bilingual("改用单引号", "use single quotes"),
    ),
    (
        r"expected alphabetic or numeric character, but found .*",
        Bilingual("值不能以 * 或 & 开头", "a value cannot begin with * or &"),
        Bilingual('给值加引号，例如 "…"', 'quote the value, for example "…"'),
    ),
    (
        r"could not find expected ':'",
        Bilingual("这一行缺少 “: ”", "this line lacks a `: `"),
        Bilingual("键和值之间写冒号加空格", "write a colon and a space between key and value"),
    ),
)


_WITHOUT_COLON = re.compile("could not find expected ':'|mapping values are not allowed")
_WIDE_COLON = re.compile(r"[ ]*(?:- +)*[^\s:：#]+(：)")

_WIDE_SPACE = re.compile("[ ]*(\u3000+)")


def malformed(source: Source, error: MarkedYAMLError) -> Finding:
    """The finding for a parser's complaint."""
    problem, offset = error.problem or "", _offset(source, error)
    place = Place(source, offset, offset + 1)
    colon = _wide_colon(source, offset) if _WITHOUT_COLON.match(problem) else None
    if colon is not None:
        return Finding(
            "error",
            Bilingual("键后面不能用全角冒号 “：”", "a key cannot be followed by the full-width colon `：`"),
            Place(source, colon, colon + 1),
            Bilingual("改为半角冒号加空格", "write a plain colon and a space instead"),
        )
    space = _wide_space(source, offset)
    if space is not None:
        return wide_space(space)
    key = _key_in_open_brace(source, offset)
    if key is not None:
        return Finding(
            "error",
            Bilingual(
                f"花括号里 “{key}” 的值不能这样写：YAML 会误读其中的逗号、方括号和引号",
                f"`{key}` cannot have this value in braces: YAML misreads its commas, brackets and quotes",
            ),
            place,
            Bilingual(
                "写成块样式：每个键单独一行，不用花括号", "write it in block style: one key a line, without braces"
            ),
        )
    for pattern, message, advice in _COMPLAINTS:
        match = re.fullmatch(pattern, problem, re.DOTALL)
        if match is not None:
            words = [word.strip("'") for word in match.groups()]
            return Finding("error", Bilingual(message.zh.format(*words), message.en.format(*words)), place, advice)
    said = ", ".join(part for part in (error.context, problem) if part)
    return Finding("error", Bilingual(f"YAML 写法有误：{said}", f"malformed YAML: {said}"), place, _QUOTE)


def wide_space(place: Place) -> Finding:
    """The finding for full-width spaces where a line is indented."""
    return Finding(
        "error",
        Bilingual("缩进里有全角空格", "there are full-width spaces in the indentation"),
        place,
        Bilingual("改为半角空格", "write plain spaces instead"),
    )


def unreadable_escape(source: Source) -> Finding:
    """The finding for an escape such as `\\UFFFFFFFF`, which names no character."""
    match = re.search(r"\\U[0-9A-Fa-f]{8}", source.text)
    start, end = match.span() if match else (0, 1)
    message = Bilingual("这个转义不表示任何字符", "this escape names no character")
    return Finding("error", message, Place(source, start, end), Bilingual("直接写出字符", "write the character itself"))


def _offset(source: Source, error: MarkedYAMLError) -> int:
    """Where the complaint is about: what was opened, when it is about the end of the file."""
    end = len(source.text.rstrip())
    marks = [mark.index for mark in (error.problem_mark, error.context_mark) if mark is not None]
    if (error.problem or "").startswith("could not find expected ':'"):
        marks.reverse()
    inside = [index for index in marks if index < end]
    return inside[0] if inside else max(end - 1, 0)


def _wide_colon(source: Source, offset: int) -> int | None:
    """Where a full-width colon follows the key of this line, or of the one before."""
    found = (_WIDE_COLON.match(source.text, line) for line in _lines_to(source, offset))
    return next((match.start(1) for match in found if match is not None), None)


def _wide_space(source: Source, offset: int) -> Place | None:
    """Where this line, or the one before, begins with full-width spaces."""
    found = (_WIDE_SPACE.match(source.text, line) for line in _lines_to(source, offset))
    return next((Place(source, *match.span(1)) for match in found if match is not None), None)


def _lines_to(source: Source, offset: int) -> tuple[int, int]:
    """Where the line of an offset begins, and the one before it."""
    start = source.text.rfind("\n", 0, offset) + 1
    return start, source.text.rfind("\n", 0, max(start - 1, 0)) + 1


def _key_in_open_brace(source: Source, offset: int) -> str | None:
    """The key whose value a complaint is about, when the line opened a brace before it that is still open."""
    line_start = source.text.rfind("\n", 0, offset) + 1
    before = source.text[line_start:offset]
    if before.count("{") <= before.count("}"):
        return None
    keys = re.findall(r"[{,]\s*([^\s{},:\[\]\"']+)\s*:\s", before)
    return keys[-1] if keys else None
