"""Which rules a path means: a folder of rules, or a pack or file inside one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from policy_engine.errors import Bilingual, Finding, NotFoundError
from policy_engine.packs.library import find_rules, holds_rules, no_rules


@dataclass(frozen=True)
class Chosen:
    """A folder of rules and the part of it that was asked about."""

    root: Path
    part: Path

    @property
    def files(self) -> list[Path]:
        """The YAML files asked about."""
        found = [self.part] if self.part.is_file() else sorted(self.part.rglob("*.yaml"))
        return [file for file in found if file.suffix == ".yaml"]

    def holds(self, path: str | Path) -> bool:
        return self.part == self.root or Path(path).resolve().is_relative_to(self.part.resolve())

    def about(self, folder: str | Path) -> bool:
        """Whether the part is a folder, stands in it, or holds it."""
        return self.holds(folder) or self.part.resolve().is_relative_to(Path(folder).resolve())

    def of(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings of the part; one without a place concerns the whole."""
        return [one for one in findings if one.place is None or self.holds(one.place.source.name)]


def choose(path: Path | None) -> Chosen:
    """The rules a path means; the nearest folder above it that holds a vocabulary is their root."""
    if path is None:
        root = find_rules()
        return Chosen(root, root)
    if not path.exists():
        shown = path.as_posix()
        raise NotFoundError(Bilingual(f"没有 {shown} 这个路径", f"there is no path {shown}"))
    shown = path.as_posix()
    for folder in (path, *path.parents):
        if holds_rules(folder):
            chosen = Chosen(folder, path)
            if not chosen.files:
                raise NotFoundError(Bilingual(f"{shown} 里没有规则（*.yaml）", f"no rules (*.yaml) in {shown}"))
            return chosen
    if path.is_dir():
        raise no_rules(path)
    raise NotFoundError(Bilingual(f"{shown} 不在规则目录里", f"{shown} stands in no folder of rules"))
