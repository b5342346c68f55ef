"""What authors are told: the exact message, place, carets and advice for each kind of mistake, in both languages."""

from __future__ import annotations

import pytest

from policy_engine.errors import Finding, RulesError
from policy_engine.language.parser import parse, parse_tests
from policy_engine.source import Excerpt, Source

# text, column, carets, message and advice in Chinese, message and advice in English
GOLDEN = [
    ("30万", 3, "  ＾", "数字后面的 “万” 不是单位", "是否想写 30万元？",
     "“万” after a number is not a unit", "did you mean 30万元?"),
    ("人数 > 1.5万人", 9, "　　      ＾＾", "数字后面的 “万人” 不是单位", "是否想写 15000人？",
     "“万人” after a number is not a unit", "did you mean 15000人?"),
    ("人数 > 10人 且 自用", 10, "　　     　 ＾", "语言里没有 “且”", "请改用 and",
     "the language has no “且”", "write and instead"),
    ("人数 > 10人或 自用", 8, "　　     ＾＾", "数字后面的 “人或” 不是单位", "是否想写 10人 or？",
     "“人或” after a number is not a unit", "did you mean 10人 or?"),
    ("研发占比 == 5%", 6, "　　　　 ^^", "语言里没有 “==”", "请改用 =",
     "the language has no “==”", "write = instead"),
    ("a => 3", 3, "  ^^", "语言里没有 “=>”", "请改用 >=",
     "the language has no “=>”", "write >= instead"),
    ("a <> b", 3, "  ^^", "语言里没有 “<>”", "请改用 !=",
     "the language has no “<>”", "write != instead"),
    ("a && b", 3, "  ^^", "语言里没有 “&&”", "请改用 and",
     "the language has no “&&”", "write and instead"),
    ("a || b", 3, "  ^^", "语言里没有 “||”", "请改用 or",
     "the language has no “||”", "write or instead"),
    ("!a", 1, "^", "语言里没有 “!”", "请改用 not(…)",
     "the language has no “!”", "write not(…) instead"),
    ("a ^ 2", 3, "  ^", "语言里没有 “^”", "请改用 **",
     "the language has no “^”", "write ** instead"),
    ("a ! = 3", 3, "  ^", "语言里没有 “!”", "请改用 not(…)",
     "the language has no “!”", "write not(…) instead"),
    ("研发费用 ！= 3", 6, "　　　　 ＾^", "不能用全角符号 “！=”", "请改用半角 !=",
     "the full-width sign “！=” cannot be used", "write != instead"),
    ("营业收入（1）", 5, "　　　　＾", "不能用全角符号 “（”", "请改用半角 (",
     "the full-width sign “（” cannot be used", "write ( instead"),
    ("min(a，b)", 6, "     ＾", "不能用全角符号 “，”", "请改用半角 ,",
     "the full-width sign “，” cannot be used", "write , instead"),
    ("营业收入 ＞ 3", 6, "　　　　 ＾", "不能用全角符号 “＞”", "请改用半角 >",
     "the full-width sign “＞” cannot be used", "write > instead"),
    ("营业收入 ＞＝ 3", 6, "　　　　 ＾＾", "不能用全角符号 “＞＝”", "请改用半角 >=",
     "the full-width sign “＞＝” cannot be used", "write >= instead"),
    ("注册区 = “青浦区”", 7, "　　　   ^", "文字要用半角引号", '请把 “ 改为半角 "',
     "texts take straight quotes", 'write " instead of “'),
    ('注册区 = "青浦区”', 7, "　　　   ^＾＾＾^", "文字没有右引号", '请把全角引号 ” 改为半角 "',
     "the text has no closing quote", 'write " instead of the full-width ”'),
    ('注册区 = "青浦区', 7, "　　　   ^＾＾＾", "文字没有右引号", '在文字末尾补上半角 "，文字不能跨行',
     "the text has no closing quote", 'add " at the end of the text, on the same line'),
    ("注册区 = '青浦区'", 7, "　　　   ^", "语言里没有 “'”", '请改用 "…"',
     "the language has no “'”", 'write "…" instead'),
    ("面积 × 单价", 4, "　　 ^", "不能用全角符号 “×”", "请改用半角 *",
     "the full-width sign “×” cannot be used", "write * instead"),
    ("３ + 2", 1, "＾", "不能用全角符号 “３”", "请改用半角 3",
     "the full-width sign “３” cannot be used", "write 3 instead"),
    ("a；b", 2, " ＾", "不能用全角符号 “；”", "请改用半角 ,",
     "the full-width sign “；” cannot be used", "write , instead"),
    ("面积 in 3～5", 8, "　　     ＾", "不能用全角符号 “～”", "请改用 in [a..b]",
     "the full-width sign “～” cannot be used", "write in [a..b] instead"),
    ("a % 3", 3, "  ^", "“%” 要紧跟在数字后面", "百分数写作 5%；求余数用 modulo(a, b)",
     "“%” follows a number", "write 5% for a percentage, modulo(a, b) for a remainder"),
    ("￥500", 1, "＾", "语言里没有 “￥”", "请改用 元",
     "the language has no “￥”", "write 元 instead"),
    ("if 自用 then 5", 13, "   　　       ^", "if 缺少 else", "写作 if 条件 then 值 else 值",
     "if has no else", "write if condition then value else value"),
    ("if 自用", 6, "   　　^", "if 缺少 then", "写作 if 条件 then 值 else 值",
     "if has no then", "write if condition then value else value"),
    ("if 自用 then (5 else 3", 12, "   　　      ^", "“(” 没有关上", "在适当的位置补上 )",
     "“(” is not closed", "add ) where it belongs"),
    ("营业 收入 > 3", 1, "＾＾^＾＾", "名称里不能有空格：“营业 收入”", "写作 营业收入，或在两个名称之间写运算符",
     "a name has no spaces: “营业 收入”", "write 营业收入, or an operator between two names"),
    ("operating revenue > 3", 1, "^^^^^^^^^^^^^^^^^", "名称里不能有空格：“operating revenue”", "写作 operating_revenue，或在两个名称之间写运算符",
     "a name has no spaces: “operating revenue”", "write operating_revenue, or an operator between two names"),
    ("甲 且 乙", 3, "　 ＾", "语言里没有 “且”", "请改用 and",
     "the language has no “且”", "write and instead"),
    ("营业收入 不低于 3", 6, "　　　　 ＾＾＾", "语言里没有 “不低于”", "请改用 >=",
     "the language has no “不低于”", "write >= instead"),
    ("如果 甲 则 乙", 1, "＾＾", "语言里没有 “如果”", "请改用 if",
     "the language has no “如果”", "write if instead"),
    ("min(本租约.面积", 4, "   ^", "“(” 没有关上", "在适当的位置补上 )",
     "“(” is not closed", "add ) where it belongs"),
    ("min(本租约.面积, 3", 4, "   ^", "“(” 没有关上", "在适当的位置补上 )",
     "“(” is not closed", "add ) where it belongs"),
    ("a)", 2, " ^", "多了一个 “)”", "删去它，或补上左括号",
     "one “)” too many", "remove it, or add the opening bracket"),
    ("(a]", 3, "  ^", "“(” 与 “]” 不配对", "圆括号配圆括号，方括号配方括号；只有区间 [a..b) 可以不同",
     "“(” and “]” do not match", "round closes round, square closes square; only an interval [a..b) may differ"),
    ("[1, 2)", 6, "     ^", "“[” 与 “)” 不配对", "圆括号配圆括号，方括号配方括号；只有区间 [a..b) 可以不同",
     "“[” and “)” do not match", "round closes round, square closes square; only an interval [a..b) may differ"),
    ("营业收入 +", 7, "　　　　  ^", "表达式没有写完：“+” 后面缺一个值", "补上这个值；字符 , | # 可能被 YAML 或决策表截断",
     "the expression ends too early: a value is missing after “+”", "add the value; YAML or a table may have cut the text at , | #"),
    ("本租约.", 5, "　　　 ^", "“.” 后面要有字段名", "写作 租约.面积；保留字不能作字段名",
     "“.” is followed by the name of a field", "write lease.area; a keyword can be no name"),
    ("> 5", 1, "^", "“>” 前面缺一个值", "补上这个值，或删去 >",
     "a value is missing before “>”", "add the value, or remove >"),
    ("f(a, )", 6, "     ^", "“)” 前面缺一个值", "补上这个值，或删去 ,",
     "a value is missing before “)”", "add the value, or remove ,"),
    ("12月份 > x", 3, "  ＾＾", "数字后面的 “月份” 不是单位", "是否想写 12月？",
     "“月份” after a number is not a unit", "did you mean 12月?"),
    ("5 employees", 3, "  ^^^^^^^^^", "数字后面的 “employees” 不是单位", "可用单位：元 百元 千元 万元 百万元 千万元 亿元 ㎡ 平方米 月 个月 年 天 日 周 人 名 家 项 件 个 份 分 台 套 款 片 nm % ‰；相乘要写 *",
     "“employees” after a number is not a unit", "the units are 元 百元 千元 万元 百万元 千万元 亿元 ㎡ 平方米 月 个月 年 天 日 周 人 名 家 项 件 个 份 分 台 套 款 片 nm % ‰; a product needs *"),
    ("50%x", 3, "  ^^", "数字后面的 “%x” 不是单位", "是否想写 50%？",
     "“%x” after a number is not a unit", "did you mean 50%?"),
    ("2026-03-01T09:00", 11, "          ^^^", "日期不带时刻", "只写日期，如 2026-03-01",
     "a date has no time of day", "write the date alone: 2026-03-01"),
    ("5,000,000元", 2, " ^", "数字里不写千分位逗号", "写作 5000000元，或用 万元、亿元",
     "a number has no commas", "write 5000000元, or use 万元, 亿元"),
    ("1,000元", 2, " ^", "数字里不写千分位逗号", "写作 1000元，或用 万元、亿元",
     "a number has no commas", "write 1000元, or use 万元, 亿元"),
    ("3 4", 3, "  ^", "“3” 与 “4” 之间缺少运算符", "补上 + - * / = and or 等",
     "an operator is missing between “3” and “4”", "add + - * / = and or …"),
    ("a(b)(c)", 5, "    ^", "“)” 与 “(” 之间缺少运算符", "补上 + - * / = and or 等",
     "an operator is missing between “)” and “(”", "add + - * / = and or …"),
    ("x in ]1..5[", 6, "     ^", "区间的括号不能朝外", "不含端点用圆括号：(a..b)",
     "the brackets of an interval do not face outwards", "round brackets leave an end out: (a..b)"),
    ("x in [1..5[", 11, "          ^", "区间的括号不能朝外", "不含端点用圆括号：(a..b)",
     "the brackets of an interval do not face outwards", "round brackets leave an end out: (a..b)"),
    ("x in [..5]", 7, "      ^^", "区间要有两端", "只有一端时写作 <= 5 或 >= 5",
     "an interval has two ends", "with one end write <= 5 or >= 5"),
    ("[1..5]", 3, "  ^^", "区间只能写在 in 的右边或决策表的单元格里", "写作 x in [a..b]",
     "an interval stands only to the right of in or in the cell of a table", "write x in [a..b]"),
    ("x in 1 + 2", 8, "       ^", "比较的结果不能再用 “+” 计算", "in 右边的算式要放在括号里",
     "“+” cannot follow a comparison", "put a calculation to the right of in into brackets"),
    ("x in (> 5 and < 9)", 11, "          ^^^", "单元格里和 in 的括号里，测试之间不用 “and”", "上下限写作区间 [3..5)，几种可能用逗号分开",
     "tests in a cell or in brackets after in are not joined by “and”", "write bounds as an interval [3..5), alternatives with commas"),
    ("1 < x < 5", 7, "      ^", "比较不能连写", "写作 a < x and x < b，或 x in (a..b)",
     "comparisons cannot be chained", "write a < x and x < b, or x in (a..b)"),
    ("x between 1", 12, "           ^", "between 缺少 and", "写作 x between 下限 and 上限",
     "between has no and", "write x between low and high"),
    ("{a: 1}", 1, "^", "语言里没有 {…}（FEEL 的 context）", "用列表的字段（如 租约.面积）或决策表的几个输出",
     "the language has no {…} (a context of FEEL)", "use the fields of a list or the outputs of a decision table"),
    ("f(x: 1)", 3, "  ^^", "参数不写名字 “x:”", "按次序写参数，如 f(1, 2)",
     "arguments are not named: “x:”", "write the arguments in order: f(1, 2)"),
    ("10:30", 3, "  ^", "这里不能有 “:”", "语言里没有时刻、参数名和 {…}",
     "“:” cannot stand here", "the language has no times of day, argument names or {…}"),
    ("function(a) a", 1, "^^^^^^^^", "语言里没有 function", "用函数表中的函数",
     "the language has no function", "use the functions of the language"),
    ("for x in y return x", 1, "^^^", "语言里没有 for", "用 列表[条件]、sum(…)、some … satisfies …",
     "the language has no for", "use list[condition], sum(…), some … satisfies …"),
    ("x instance of number", 3, "  ^^^^^^^^^^^", "语言里没有 instance of", "指标的类型已由指标字典声明",
     "the language has no instance of", "the vocabulary declares the kind of every fact"),
    ("some x in y", 12, "           ^", "some 或 every 缺少 satisfies", "写作 some x in 列表 satisfies 条件",
     "some or every has no satisfies", "write some x in list satisfies condition"),
    ("some x in y, z in w satisfies x", 12, "           ^", "some 和 every 一次只取一个列表", "写成两个条件",
     "some and every take one list at a time", "write two conditions"),
    ("round up x", 1, "^^^^^^^^", "函数 round up 后面要有括号", "写作 round up(…)",
     "the function round up is followed by brackets", "write round up(…)"),
    ("not a", 1, "^^^", "not 后面要有括号", "写作 not(…)",
     "not is followed by brackets", "write not(…)"),
    ("1 + if a then b else c", 5, "    ^^", "这里的 if 要放在括号里", "写作 (if …)",
     "if needs brackets here", "write (if …)"),
    ('"\\q"', 2, " ^^", "文字里没有 \\q 这种转义", '可用 \\" \\\\ \\n \\t \\uXXXX',
     "there is no escape \\q in texts", 'the escapes are \\" \\\\ \\n \\t \\uXXXX'),
    ('"\\uD800"', 1, "^^^^^^^^", "文字里有半个字符（孤立的代理项）", "用 \\UXXXXXX 写出整个字符",
     "the text has half a character (a lone surrogate)", "write the whole character as \\UXXXXXX"),
    ("@2026-01-01", 1, "^", "@ 后面要有引号中的日期或时长", '写作 @"2026-03-01"、@"P1Y"，或直接写 2026-03-01、1年',
     "@ is followed by a date or duration in quotes", 'write @"2026-03-01", @"P1Y", or simply 2026-03-01, 1年'),
    ("a // b", 4, "   ^", "表达式里不写注释", "把注释写在 YAML 的 # 之后，另起一行；除法只写一个 /",
     "an expression has no comments", "write comments after the # of YAML, on a line of their own; a division is one /"),
    ("a # b", 3, "  ^", "表达式里不写注释", "把注释写在 YAML 的 # 之后，另起一行；除法只写一个 /",
     "an expression has no comments", "write comments after the # of YAML, on a line of their own; a division is one /"),
    ("", 1, "^", "表达式是空的", "写一个值或条件",
     "the expression is empty", "write a value or a condition"),
    ("\x00", 1, "^", "不认识的符号 “U+0000”", '删去它，或写成文字 "…"',
     "unknown sign “U+0000”", 'remove it, or write it in a text "…"'),
    ("if a else b", 6, "     ^^^^", "if 缺少 then", "写作 if 条件 then 值 else 值",
     "if has no then", "write if condition then value else value"),
    ("a, b", 2, " ^", "这里不能有逗号", "逗号只分隔括号里的几项",
     "a comma cannot stand here", "commas separate items in brackets"),
]  # fmt: skip


def finding(excerpt: Excerpt) -> Finding:
    with pytest.raises(RulesError) as caught:
        parse(excerpt)
    (only,) = caught.value.findings
    return only


@pytest.mark.parametrize(("text", "column", "carets", "zh", "advice_zh", "en", "advice_en"), GOLDEN)
def test_a_mistake(text: str, column: int, carets: str, zh: str, advice_zh: str, en: str, advice_en: str) -> None:
    found = finding(Excerpt.whole(text, "rent.yaml"))
    shown = f"  1 | {text}\n    | {carets}"
    assert found.show("zh") == f"rent.yaml:1:{column}: {zh}\n{shown}\n{advice_zh}"
    assert found.show("en") == f"rent.yaml:1:{column}: {en}\n{shown}\n{advice_en}"


def test_the_place_is_that_in_the_file() -> None:
    file = "measure: rent\nwhen:\n  - condition: >\n      本租约.自用 and\n      研发费用 == 5万元\n    cite: 办法#七\n"
    start, second = file.index("本租约"), file.index("研发费用")
    text = "本租约.自用 and\n研发费用 == 5万元\n"
    excerpt = Excerpt(Source("rent.yaml", file), text, ((0, start), (text.index("研发"), second)))
    assert finding(excerpt).show() == (
        "rent.yaml:5:12: 语言里没有 “==”\n"
        "  5 |       研发费用 == 5万元\n"
        "    |       　　　　 ^^\n"
        "请改用 ="
    )  # fmt: skip


@pytest.mark.parametrize("text", ["min(本租约.面积", "round down(x", "x in (1"])
def test_a_text_that_yaml_cut_at_a_comma(text: str) -> None:
    file = f"- {{condition: {text}, cite: 办法#七}}"
    excerpt = Excerpt(Source("rent.yaml", file), text, ((0, file.index(text)),))
    found = finding(excerpt)
    assert found.message.zh == "表达式在逗号处被 YAML 截断"
    assert found.place is not None
    assert found.place.column == file.index(text) + len(text) + 1
    assert found.advice is not None
    assert found.advice.zh == "不要写在 {…} 或 […] 里，改用块格式，每个键一行；或给表达式加引号"


def test_a_mistake_in_a_cell() -> None:
    row = "| > 5 and < 9 | 5% |"
    excerpt = Excerpt(Source("pack.yaml", row), row, ((0, 0),)).cut(2, 13)
    with pytest.raises(RulesError) as caught:
        parse_tests(excerpt)
    assert caught.value.findings[0].show() == (
        "pack.yaml:1:7: 单元格里和 in 的括号里，测试之间不用 “and”\n"
        "  1 | | > 5 and < 9 | 5% |\n"
        "    |       ^^^\n"
        "上下限写作区间 [3..5)，几种可能用逗号分开"
    )  # fmt: skip
