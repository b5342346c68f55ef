"""Wrong encodings, hidden characters and too much of it."""

from pathlib import Path

import pytest

from policy_engine.packs.text import PACK_FILE_LIMIT, read_bytes, read_file

CASES = {
    "UTF-16": (
        "甲: 1".encode("utf-16"),
        "f.yaml: 文件是 UTF-16 或 UTF-32 编码\n请在编辑器里把文件另存为 UTF-8",
    ),
    "UTF-16 without a mark": (
        "a: 1".encode("utf-16-le"),
        "f.yaml: 文件是 UTF-16 或 UTF-32 编码\n请在编辑器里把文件另存为 UTF-8",
    ),
    "GBK": (
        "a: 1\nb: 研发".encode("gbk"),
        "f.yaml:2:4: 文件不是 UTF-8 编码\n  2 | b: �з�\n    |    ^\n它像是 GBK 编码；请在编辑器里另存为 UTF-8",
    ),
    "neither": (
        b"a: \xff\xfe\xfa",
        "f.yaml:1:4: 文件不是 UTF-8 编码\n  1 | a: ���\n    |    ^\n请在编辑器里把文件另存为 UTF-8",
    ),
    "tab": (
        b"a:\n\tb: 1\n",
        "f.yaml:2:1: 不能用制表符（Tab）\n  2 | \tb: 1\n    | ^\n换成空格；缩进用两个空格",
    ),
    "NUL": (
        b"a: b\0c",
        "f.yaml:1:5: 不能用看不见的字符 U+0000\n  1 | a: b\0c\n    |     ^\n删掉它",
    ),
    "zero-width space": (
        "研发\u200b: 1".encode(),
        "f.yaml:1:3: 不能用看不见的字符 U+200B\n  1 | 研发\u200b: 1\n    | 　　^\n删掉它",
    ),
    "carriage return alone": (
        b"a: 1\rb: 2",
        "f.yaml:1:5: 不能用看不见的字符 U+000D\n  1 | a: 1\rb: 2\n    |     ^\n删掉它",
    ),
    "too long": (
        b"#" * (PACK_FILE_LIMIT + 1),
        "f.yaml: 文件超过 2000000 字节\n把它分成几个文件",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_bytes_that_are_no_good_text_are_refused(name: str) -> None:
    data, expected = CASES[name]
    source, findings = read_bytes(data, "f.yaml")
    assert source is None
    assert [finding.show() for finding in findings] == [expected]
    assert findings[0].show("en").isascii() or name in ("GBK", "neither", "zero-width space")


def test_good_bytes_are_read_with_the_mark_dropped_and_both_line_ends() -> None:
    source, findings = read_bytes("\ufeff甲: 1\r\n乙: 2\n".encode(), "f.yaml")
    assert findings == []
    assert source is not None
    assert source.text == "甲: 1\r\n乙: 2\n"


def test_a_file_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    source, findings = read_file(tmp_path / "none.yaml", "none.yaml")
    assert source is None
    assert findings[0].show("en").startswith("none.yaml: the file cannot be read")


def test_a_long_file_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "long.yaml"
    path.write_bytes(b"# " + b"x" * 100)
    assert read_file(path, limit=50)[1][0].message.en == f"{path.as_posix()}: the file has more than 50 bytes"
    assert read_file(path)[1] == []
