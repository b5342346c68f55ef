"""What can go wrong, in both languages.

    PolicyError               anything this library refuses, with a message a reader can act on
    ├── RulesError            rules that cannot be used: every finding, with its place
    ├── ProfileError          facts that cannot be used: every defect, with the path of the offending fact
    ├── NotFoundError         a pack, measure or fact that does not exist, with what is near
    └── ReceiptError          a receipt that cannot be read or replayed

A finding is what a check reports; an error is raised only where nothing useful can be answered.
"""

from __future__ import annotations

import errno
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from policy_engine.source import Place

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, Language] = ("zh", "en")
Severity = Literal["error", "warning", "advice"]


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One text in Chinese and English; the English half may be absent, and is then the Chinese."""

    zh: str
    en: str = ""

    @classmethod
    def read(cls, text: str) -> Bilingual:
        """Reads the pack notation `中文 | English`."""
        zh, _, en = text.partition(" | ")
        return cls(zh.strip(), en.strip())

    def say(self, language: Language) -> str:
        return self.en if language == "en" and self.en else self.zh

    def to_json(self) -> dict[str, str]:
        return {"zh": self.zh, "en": self.say("en")}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a check has to say: how serious, where, what is wrong, what to do.

    An `error` keeps a pack from being used, a `warning` asks for a decision of its author, an `advice` may be ignored.
    """

    severity: Severity
    message: Bilingual
    place: Place | None = None
    advice: Bilingual | None = None

    def show(self, language: Language = "zh") -> str:
        """The golden form: place and message, the line, a caret that lines up, what to do."""
        lines = [self.message.say(language)]
        if self.place is not None:
            lines = [f"{self.place}: {lines[0]}", *self.place.excerpt()]
        if self.advice is not None:
            lines.append(self.advice.say(language))
        return "\n".join(lines)


class PolicyError(Exception):
    """Anything this library refuses."""

    def __init__(self, message: Bilingual) -> None:
        super().__init__(f"{message.zh} | {message.say('en')}")
        self.message = message

    def show(self, language: Language = "zh") -> str:
        return self.message.say(language)


class RulesError(PolicyError):
    """Rules that cannot be used; `findings` says why, with places."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        count = len(self.findings)
        super().__init__(
            Bilingual(f"规则不能使用：{count} 个问题", f"the rules cannot be used: {count} finding{'s' * (count > 1)}")
        )

    def show(self, language: Language = "zh") -> str:
        return "\n\n".join([self.message.say(language), *(finding.show(language) for finding in self.findings)])


@dataclass(frozen=True, slots=True)
class Defect:
    """One thing wrong with a profile: the path of the offending fact (empty where no profile could be read), what to do
    about it, and its place when it was read from a text."""

    path: str
    message: Bilingual
    advice: Bilingual | None = None
    place: Place | None = None

    @property
    def finding(self) -> Finding:
        """The same as what a check says at its place."""
        zh, en = (f"{self.path}：", f"{self.path}: ") if self.path else ("", "")
        said = Bilingual(zh + self.message.zh, en + self.message.say("en"))
        return Finding("error", said, self.place, self.advice)

    def show(self, language: Language = "zh") -> str:
        if self.place is not None or not self.path:
            return self.finding.show(language)
        lines = [f"{self.path}: {self.message.say(language)}"]
        if self.advice is not None:
            lines.append(f"  {self.advice.say(language)}")
        return "\n".join(lines)


class ProfileError(PolicyError):
    """Facts that cannot be used; `defects` lists every one found."""

    def __init__(self, defects: Sequence[Defect]) -> None:
        self.defects = tuple(defects)
        count = len(self.defects)
        super().__init__(
            Bilingual(f"画像不能使用：{count} 处错误", f"the profile cannot be used: {count} defect{'s' * (count > 1)}")
        )

    def show(self, language: Language = "zh") -> str:
        between = "\n\n" if any(defect.place is not None for defect in self.defects) else "\n"
        return between.join([self.message.say(language), *(defect.show(language) for defect in self.defects)])


def reason(error: OSError) -> Bilingual:
    """Why the system refuses a file, a folder or a port."""
    said = error.strerror or str(error)
    return Bilingual(_REASONS.get(error.errno or 0, said), said)


_REASONS = {
    errno.ENOENT: "没有这个文件",
    errno.EISDIR: "这是目录，不是文件",
    errno.ENOTDIR: "路径中有一段不是目录",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "文件系统是只读的",
    errno.ENOSPC: "磁盘已满",
    errno.ENAMETOOLONG: "路径太长",
    errno.ELOOP: "符号链接绕成了圈",
    errno.EADDRINUSE: "端口已被占用",
    errno.EADDRNOTAVAIL: "本机没有这个地址",
}


class NotFoundError(PolicyError):
    """A pack, measure or fact that does not exist."""


class ReceiptError(PolicyError):
    """A receipt that cannot be read, or that cannot be replayed here."""
