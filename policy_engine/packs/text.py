"""From the bytes of a file to a text that can be pointed into: UTF-8, of a bearable size, without hidden characters."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from policy_engine.errors import Bilingual, Finding, reason
from policy_engine.source import Place, Source

PACK_FILE_LIMIT = 2_000_000
"""The most bytes a file of a pack may have."""

_SAVE_AS_UTF8 = Bilingual("请在编辑器里把文件另存为 UTF-8", "save the file as UTF-8 in your editor")


def read_file(path: Path, name: str | None = None, limit: int = PACK_FILE_LIMIT) -> tuple[Source | None, list[Finding]]:
    """The text of a file under the name that findings give it (the path, unless told), or why it cannot be read."""
    shown = name or path.as_posix()
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        why = reason(error)
        return None, [_whole(shown, Bilingual(f"文件读不出来：{why.zh}", f"the file cannot be read: {why.en}"))]
    return read_bytes(data, shown, limit)


def read_bytes(
    data: bytes, name: str, limit: int = PACK_FILE_LIMIT, *, tabs: bool = False
) -> tuple[Source | None, list[Finding]]:
    """The text that bytes encode, or why they encode none. A byte order mark of UTF-8 is accepted and dropped.

    `tabs` lets tabs stand, which JSON has for space and YAML has not.
    """
    if len(data) > limit:
        message = Bilingual(f"文件超过 {limit} 字节", f"the file has more than {limit} bytes")
        advice = Bilingual("把它分成几个文件", "split it into several files")
        return None, [_whole(name, message, advice)]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or (b"\0" in data[:4] and len(data) > 1):
        message = Bilingual("文件是 UTF-16 或 UTF-32 编码", "the file is encoded as UTF-16 or UTF-32")
        return None, [_whole(name, message, _SAVE_AS_UTF8)]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None, [_not_utf8(data, name)]
    source = Source(name, text)
    findings = _hidden_characters(source, tabs=tabs)
    return (None, findings) if findings else (source, [])


def _whole(name: str, message: Bilingual, advice: Bilingual | None = None) -> Finding:
    return Finding("error", Bilingual(f"{name}: {message.zh}", f"{name}: {message.en}"), None, advice)


def _not_utf8(data: bytes, name: str) -> Finding:
    shown = data.decode("utf-8", errors="replace")
    offset = shown.index("�")
    message = Bilingual("文件不是 UTF-8 编码", "the file is not encoded as UTF-8")
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        advice = _SAVE_AS_UTF8
    else:
        advice = Bilingual(
            "它像是 GBK 编码；请在编辑器里另存为 UTF-8", "it looks like GBK; save the file as UTF-8 in your editor"
        )
    return Finding("error", message, Place(Source(name, shown), offset, offset + 1), advice)


def _hidden_characters(source: Source, *, tabs: bool) -> list[Finding]:
    """Tabs, control characters, and characters that are not seen but make two equal looking names differ: each such
    character once, where it stands first."""
    text = source.text
    findings: list[Finding] = []
    if text.isascii() and text.replace("\n", "").isprintable():
        return findings
    found: dict[str, list[int]] = {}
    for offset, character in enumerate(text):
        if character == "\n" or (character == "\r" and text[offset + 1 : offset + 2] == "\n"):
            continue
        if is_hidden(character) and not (tabs and character == "\t"):
            found.setdefault(character, []).append(offset)
    for character, offsets in found.items():
        message, advice = say_hidden(character)
        if len(offsets) > 1:
            times = len(offsets)
            message = Bilingual(f"{message.zh}（共 {times} 处）", f"{message.en} ({times} times)")
        findings.append(Finding("error", message, Place(source, offsets[0], offsets[0] + 1), advice))
    return findings


def is_hidden(character: str) -> bool:
    """Whether a character is not seen where it stands; a line feed is no such character."""
    if character == "\n" or character.isprintable():
        return False
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") or character in "\ufffe\uffff"


def say_hidden(character: str) -> tuple[Bilingual, Bilingual]:
    """What is wrong with a hidden character, and what to do about it."""
    if character == "\t":
        return (
            Bilingual("不能用制表符（Tab）", "a tab is not allowed"),
            Bilingual("换成空格；缩进用两个空格", "use spaces; indent by two"),
        )
    code = f"U+{ord(character):04X}"
    return (
        Bilingual(f"不能用看不见的字符 {code}", f"the invisible character {code} is not allowed"),
        Bilingual("删掉它", "delete it"),
    )
