"""Every kind of bad YAML, with the exact message an author gets."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from policy_engine.packs.document import Entry, Mapping, Scalar, Sequence, read_document
from policy_engine.source import Source

EXPRESSION_KEYS = frozenset({"condition", "amount"})

CASES = {
    "anchor": (
        "甲: &x 1\n",
        ("rent.yaml:1:4: 不能用 YAML 锚点 “&x”\n  1 | 甲: &x 1\n    | \u3000  ^^\n删掉它；值以 & 开头时加引号"),
        "the YAML anchor `&x` is not allowed / delete it; quote a value that begins with &",
    ),
    "alias": (
        "甲: *x\n",
        ("rent.yaml:1:4: 不能用 YAML 别名 “*x”\n  1 | 甲: *x\n    | \u3000  ^^\n把内容再写一遍；值以 * 开头时加引号"),
        "the YAML alias `*x` is not allowed / write the content again; quote a value that begins with *",
    ),
    "merge key": (
        "<<: 甲\n",
        ("rent.yaml:1:1: 不能用 YAML 合并键 “<<”\n  1 | <<: 甲\n    | ^^\n把内容再写一遍"),
        "the YAML merge key `<<` is not allowed / write the content again",
    ),
    "tag": (
        "甲: !int 3\n",
        ("rent.yaml:1:4: 不能用 YAML 标签（!）\n  1 | 甲: !int 3\n    | \u3000  ^^^^^^\n删掉它；值以 ! 开头时加引号"),
        "a YAML tag (!) is not allowed / delete it; quote a value that begins with !",
    ),
    "directive": (
        "%YAML 1.1\n---\n甲: 1\n",
        ("rent.yaml:1:1: 不能用 YAML 指令（%）\n  1 | %YAML 1.1\n    | ^\n删掉这一行和 `---`"),
        "a YAML directive (%) is not allowed / delete this line and the `---`",
    ),
    "two documents": (
        "甲: 1\n---\n乙: 2\n",
        ("rent.yaml:2:1: 一个文件只能有一个 YAML 文档\n  2 | ---\n    | ^^^\n删掉 `---`，或分成两个文件"),
        "a file holds one YAML document / delete the `---`, or split the file in two",
    ),
    "empty": (
        "",
        ("rent.yaml:1:1: 文件是空的\n  1 | \n    | ^"),
        "the file is empty",
    ),
    "only a comment": (
        "# 甲\n",
        ("rent.yaml:1:1: 文件是空的\n  1 | # 甲\n    | ^"),
        "the file is empty",
    ),
    "repeated key": (
        "甲: 1\n乙: 2\n甲: 3\n",
        ("rent.yaml:3:1: 键 “甲” 重复，第 1 行已经写过\n  3 | 甲: 3\n    | ＾\n只留一个"),
        "the key `甲` is repeated, line 1 has it / keep one of them",
    ),
    "key in brackets": (
        "? [甲]\n: 1\n",
        ("rent.yaml:1:3: 键必须是一个词\n  1 | ? [甲]\n    |   ^\n去掉键上的括号或 `?`"),
        "a key must be a word / remove the brackets or the `?` of the key",
    ),
    "two colons": (
        "甲: 乙: 丙\n",
        (
            "rent.yaml:1:5: 这里不能再出现 “: ”\n"
            "  1 | 甲: 乙: 丙\n"
            "    | \u3000  \u3000^\n"
            "检查缩进；值里有 “: ” 时给值加引号"
        ),
        "another `: ` cannot stand here / check the indentation; quote a value that holds `: `",
    ),
    "deeper without a key": (
        "甲: 1\n  乙: 2\n",
        ("rent.yaml:2:4: 这里不能再出现 “: ”\n  2 |   乙: 2\n    |   \u3000^\n检查缩进；值里有 “: ” 时给值加引号"),
        "another `: ` cannot stand here / check the indentation; quote a value that holds `: `",
    ),
    "open quote": (
        "甲: '乙\n",
        ("rent.yaml:1:4: 引号没有闭合\n  1 | 甲: '乙\n    | \u3000  ^\n在值的末尾补上引号"),
        "a quotation mark is not closed / close the quotation at the end of the value",
    ),
    "open bracket": (
        "甲: [1, 2\n",
        ("rent.yaml:1:4: 括号没有闭合，缺 “,” 或 “]”\n  1 | 甲: [1, 2\n    | \u3000  ^\n补上括号，或写成块样式"),
        "a bracket is not closed: `,` or `]` is missing / close the bracket, or write it in block style",
    ),
    "forbidden first character": (
        "甲: @乙\n",
        ('rent.yaml:1:4: 值不能以 @ 开头\n  1 | 甲: @乙\n    | \u3000  ^\n给值加引号，例如 "…"'),
        'a value cannot begin with @ / quote the value, for example "…"',
    ),
    "star": (
        "甲: *\n",
        ('rent.yaml:1:4: 值不能以 * 或 & 开头\n  1 | 甲: *\n    | \u3000  ^\n给值加引号，例如 "…"'),
        'a value cannot begin with * or & / quote the value, for example "…"',
    ),
    "unknown escape": (
        '甲: "\\q"\n',
        ('rent.yaml:1:6: 双引号里的 “\\” 后面不能是这个字符\n  1 | 甲: "\\q"\n    | \u3000    ^\n改用单引号'),
        "this character cannot follow a backslash in double quotes / use single quotes",
    ),
    "escape of no character": (
        '甲: "\\UFFFFFFFF"\n',
        ('rent.yaml:1:5: 这个转义不表示任何字符\n  1 | 甲: "\\UFFFFFFFF"\n    | \u3000   ^^^^^^^^^^\n直接写出字符'),
        "this escape names no character / write the character itself",
    ),
    "escape of a hidden character": (
        '甲: "\\u200b"\n',
        ('rent.yaml:1:4: 不能用看不见的字符 U+200B\n  1 | 甲: "\\u200b"\n    | \u3000  ^^^^^^^^\n删掉它'),
        "the invisible character U+200B is not allowed / delete it",
    ),
    "line without a colon": (
        "甲: 1\n乙\n丙: 1\n",
        ("rent.yaml:2:1: 这一行缺少 “: ”\n  2 | 乙\n    | ＾\n键和值之间写冒号加空格"),
        "this line lacks a `: ` / write a colon and a space between key and value",
    ),
    "full-width colon": (
        "甲: 1\n乙：2\n丙: 1\n",
        ("rent.yaml:2:2: 键后面不能用全角冒号 “：”\n  2 | 乙：2\n    | \u3000＾\n改为半角冒号加空格"),
        "a key cannot be followed by the full-width colon `：` / write a plain colon and a space instead",
    ),
    "full-width colon in the line before": (
        "甲：\n  - 乙：1\n    丙: 2\n",
        ("rent.yaml:2:6: 键后面不能用全角冒号 “：”\n  2 |   - 乙：1\n    |     \u3000＾\n改为半角冒号加空格"),
        "a key cannot be followed by the full-width colon `：` / write a plain colon and a space instead",
    ),
    "item beside a key": (
        "甲: 1\n- 乙\n",
        ("rent.yaml:2:1: 缩进与上文不一致\n  2 | - 乙\n    | ^\n同一层的键和 “-” 要左对齐"),
        "the indentation does not fit what is above / align the keys and the `-` of one level",
    ),
    "uneven indentation": (
        "甲:\n    乙: 1\n  丙: 2\n",
        ("rent.yaml:3:3: 缩进与上文不一致\n  3 |   丙: 2\n    |   ＾\n同一层的键和 “-” 要左对齐"),
        "the indentation does not fit what is above / align the keys and the `-` of one level",
    ),
    "closing brace": (
        "甲: }\n",
        ("rent.yaml:1:4: 这里应有一个值，却是 “}”\n  1 | 甲: }\n    | \u3000  ^\n给这个值加引号，或写成块样式"),
        "a value should stand here, not `}` / quote the value, or write it in block style",
    ),
    "item on the line of its key": (
        "甲: - 乙\n",
        ("rent.yaml:1:4: “- ” 不能写在这里\n  1 | 甲: - 乙\n    | \u3000  ^\n列表项另起一行，比键多缩进两格"),
        "`- ` cannot stand here / begin the item on a line of its own, indented by two",
    ),
    "comparison taken for a block": (
        "甲: >= 5%\n",
        (
            "rent.yaml:1:5: 以 “>” 或 “|” 开头的值会被当成文本块\n"
            "  1 | 甲: >= 5%\n"
            "    | \u3000   ^\n"
            "给值加引号；表格的 “|” 后面要换行"
        ),
        "a value that begins with `>` or `|` is taken for a block of text / quote the value; a table begins on the line after its `|`",
    ),
    "brace too many": (
        "甲: {乙: 1}}\n",
        ("rent.yaml:1:10: 多出 “}”\n  1 | 甲: {乙: 1}}\n    | \u3000   \u3000    ^\n删掉它，或给值加引号"),
        "`}` is too much / delete it, or quote the value",
    ),
    "text after a quotation": (
        '甲: "乙" 丙\n',
        (
            "rent.yaml:1:8: 引号后面还有文字\n"
            '  1 | 甲: "乙" 丙\n'
            "    | \u3000   \u3000  ＾\n"
            "整个值用单引号括起来，里面用双引号：'注册区 = \"青浦区\"'"
        ),
        "text follows the closing quotation mark / put single quotes around the whole value, double ones inside: 'district = \"x\"'",
    ),
    "expression cut at a comma": (
        "- {condition: min(甲, 乙) >= 5, cite: 丙}\n",
        (
            "rent.yaml:1:15: “condition” 的值被 YAML 在逗号处切断：只剩 “min(甲”，“乙) >= 5” 成了另一个键\n"
            "  1 | - {condition: min(甲, 乙) >= 5, cite: 丙}\n"
            "    |               ^^^^＾^^＾^^^^^^\n"
            "写成块样式：每个键单独一行，不用花括号"
        ),
        "YAML cut the value of `condition` at a comma: `min(甲` is left, `乙) >= 5` became a key / write it in block style: one key a line, without braces",
    ),
    "expression broken in braces": (
        "- {condition: 营业收入[1] >= 5000万元, cite: 丙}\n",
        (
            "rent.yaml:1:23: 花括号里 “condition” 的值不能这样写：YAML 会误读其中的逗号、方括号和引号\n"
            "  1 | - {condition: 营业收入[1] >= 5000万元, cite: 丙}\n"
            "    |               \u3000\u3000\u3000\u3000    ^\n"
            "写成块样式：每个键单独一行，不用花括号"
        ),
        "`condition` cannot have this value in braces: YAML misreads its commas, brackets and quotes / write it in block style: one key a line, without braces",
    ),
    "expression in braces": (
        "- {condition: 甲 >= 1}\n",
        (
            "rent.yaml:1:15: 表达式 “condition” 不能写在花括号里：YAML 会在逗号处把它切断\n"
            "  1 | - {condition: 甲 >= 1}\n"
            "    |               ＾^^^^^\n"
            "写成块样式：每个键单独一行，不用花括号"
        ),
        "the expression `condition` may not stand in braces: YAML cuts it at commas / write it in block style: one key a line, without braces",
    ),
    "text cut at a comma": (
        "甲: {zh: 样例, en: rent, composed sample}\n",
        (
            "rent.yaml:1:17: “en” 的值被 YAML 在逗号处切断：只剩 “rent”，“composed sample” 成了另一个键\n"
            "  1 | 甲: {zh: 样例, en: rent, composed sample}\n"
            "    | \u3000       \u3000\u3000      ^^^^^^^^^^^^^^^^^^^^^\n"
            "给值加引号，或写成块样式：每项单独一行，不用括号"
        ),
        "YAML cut the value of `en` at a comma: `rent` is left, `composed sample` became a key / quote the value, or write it in block style: one a line, without brackets",
    ),
    "word without a value in braces": (
        "甲: {乙, 丙: 1}\n",
        ("rent.yaml:1:5: “乙” 没有值\n  1 | 甲: {乙, 丙: 1}\n    | \u3000   ＾\n写上值，或删掉它"),
        "`乙` has no value / give it a value, or delete it",
    ),
    "item cut at a comma": (
        "甲: [min(乙, 丙), 丁]\n",
        (
            "rent.yaml:1:5: “min(乙” 的括号不成对：方括号里的逗号把它切断了\n"
            "  1 | 甲: [min(乙, 丙), 丁]\n"
            "    | \u3000   ^^^^＾\n"
            "给值加引号，或写成块样式：每项单独一行，不用括号"
        ),
        "the parentheses of `min(乙` do not match: a comma in the brackets cut it / quote the value, or write it in block style: one a line, without brackets",
    ),
    "too deep": (
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
        (
            "rent.yaml:1:33: 嵌套超过 32 层\n"
            f"  1 | {'[' * 40}\n"
            "    |                                 ^\n"
            "用 definitions 给内层起名字"
        ),
        "nested more than 32 deep / name the inner parts under `definitions`",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_bad_yaml_is_a_finding_that_says_where_what_and_what_to_do(name: str) -> None:
    text, chinese, english = CASES[name]
    _, findings = read_document(Source("rent.yaml", text), EXPRESSION_KEYS)
    assert [finding.show() for finding in findings] == [chinese]
    assert english == " / ".join(part.en for part in (findings[0].message, findings[0].advice) if part is not None)


def test_findings_are_collected_in_the_order_of_the_text() -> None:
    text = "甲: &x 1\n乙: *x\n<<: 1\n甲: !t 3\n"
    _, findings = read_document(Source("f.yaml", text))
    assert [str(finding.place) for finding in findings] == [
        "f.yaml:1:4",
        "f.yaml:2:4",
        "f.yaml:3:1",
        "f.yaml:4:1",
        "f.yaml:4:4",
    ]


def test_nothing_is_typed() -> None:
    text = 'a: 2026-03-01\nb: no\nc: 1.10\nd: 50%\ne: 0010\nf: 12:30\ng: null\nh: "null"\ni:\nj: ~\n'
    tree, findings = read_document(Source("f.yaml", text))
    assert findings == []
    assert isinstance(tree, Mapping)
    values = [entry.value for entry in tree.entries]
    assert [value.text for value in values if isinstance(value, Scalar)] == [
        "2026-03-01", "no", "1.10", "50%", "0010", "12:30", "null", "null", "", "~",
    ]  # fmt: skip
    assert [value.quoted for value in values if isinstance(value, Scalar)] == [key in "h" for key in "abcdefghij"]


def test_block_and_flow_style_are_kept() -> None:
    tree, _ = read_document(Source("f.yaml", "a: {b: 1}\nc:\n  - d\ne: [f]\n"))
    assert isinstance(tree, Mapping)
    assert not tree.flow
    first, second, third = (entry.value for entry in tree.entries)
    assert isinstance(first, Mapping)
    assert isinstance(second, Sequence)
    assert isinstance(third, Sequence)
    assert (first.flow, second.flow, third.flow) == (True, False, True)
    assert tree.get("c") is second
    assert tree.get("x") is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 研发费用 >= 5", "研发费用 >= 5"),
        ("a: '它''s 研发'", "它's 研发"),
        ('a: "研\\t\\u53d1z"', "研\t发z"),
        ("a: 研发\n   费用\n   >= 5\n", "研发 费用 >= 5"),
        ("a: |\n  研发 || 1\n\n    x | y\nb: 1", "研发 || 1\n\n  x | y\n"),
        ("a: |-\r\n  研\r\n  发\r\n", "研\n发"),
        ("a: >\n  f\n  g 研\n\n  h\n", "f g 研\nh\n"),
        ('a: "b\n  c\\\n  d"', "b cd"),
    ],
)
def test_every_character_of_a_value_knows_its_place_in_the_file(text: str, value: str) -> None:
    tree, _ = read_document(Source("f.yaml", text))
    assert isinstance(tree, Mapping)
    scalar = tree.entries[0].value
    assert isinstance(scalar, Scalar)
    assert scalar.text == value
    for own, character in enumerate(value):
        there = text[scalar.excerpt.offset(own)]
        assert there == character or (character in " \n\t发" and there in "\r\n\\")


texts = st.text(st.sampled_from(list("ab甲研 \n:-{}[],&*!|>'\"%@#?<()\\u0U~")), max_size=60)


@given(texts)
@example('"\\ud800"')
@example("a: !<")
@example("%TAG ! x")
@example("%YAML 9.9\n--- a")
def test_no_text_makes_the_reader_fail(text: str) -> None:
    tree, findings = read_document(Source("f.yaml", text), EXPRESSION_KEYS)
    assert tree is not None or findings
    assert all(finding.show("zh") and finding.show("en") for finding in findings)


names = st.text(st.sampled_from("甲乙abc"), min_size=1, max_size=5)
plain = st.text(st.sampled_from("甲乙abc01 ><=+"), min_size=1, max_size=20).map(lambda text: f"x{text}".strip())


@given(st.dictionaries(names, plain, min_size=1))
def test_what_is_written_is_read(entries: dict[str, str]) -> None:
    text = "".join(f"{key}: {value}\n" for key, value in entries.items())
    tree, findings = read_document(Source("f.yaml", text))
    assert findings == []
    assert isinstance(tree, Mapping)
    assert {entry.key.text: _text(entry) for entry in tree.entries} == entries


def _text(entry: Entry) -> str:
    assert isinstance(entry.value, Scalar)
    return entry.value.text
