"""The ledger held against the library: an entry under a name that no rule counts would be support never received."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from policy_engine.errors import Bilingual, Defect
from policy_engine.language.scope import near
from policy_engine.packs.library import Library


@dataclass(frozen=True)
class Ledger:
    """The measures of every pack, in any version: what an entry may be an award of.

    A pack that is not in the library may well have paid, elsewhere or long ago: it is let stand unless it is one of
    the library's but for how it is written.
    """

    measures: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, library: Library) -> Ledger:
        found: dict[str, dict[str, None]] = {}
        for version in library.packs:
            found.setdefault(version.id, {}).update(dict.fromkeys(version.measures))
        return cls({pack: tuple(measures) for pack, measures in found.items()})

    def misnamed(self, pack: object, measure: object, path: str) -> Defect | None:
        """What is wrong with the pack and measure of the entry at a path; what is not a text is unknown."""
        if isinstance(measure, str) and "#" in measure:
            named = measure.partition("#")
            advice = Bilingual(
                f"pack 写 {named[0]}，measure 写 {named[2]}", f"write pack {named[0]}, measure {named[2]}"
            )
            said = Bilingual("措施不带规则包", "a measure stands here without its pack")
            return Defect(f"{path}.measure", said, advice)
        for key, value in (("pack", pack), ("measure", measure)):
            if isinstance(value, str) and not value.strip():
                advice = Bilingual("未知就不写", "leave it out when it is unknown")
                return Defect(f"{path}.{key}", Bilingual("是空的", "is empty"), advice)
        if not isinstance(pack, str):
            return None
        bare = re.split("[@#]", pack)[0]
        if bare != pack:
            said = Bilingual("规则包不带版本和措施", "a pack stands here without a version or measure")
            return Defect(f"{path}.pack", said, Bilingual(f"写 {bare}", f"write {bare}"))
        if pack not in self.measures:
            meant = next((one for one in self.measures if _written_otherwise(pack, one)), None)
            if meant is None:
                return None
            return Defect(
                f"{path}.pack", Bilingual(f"没有规则包 {pack}", f"there is no pack {pack}"),
                Bilingual(f"是否想用 {meant}？", f"did you mean {meant}?"),
            )  # fmt: skip
        if not isinstance(measure, str) or measure in self.measures[pack]:
            return None
        return self._unknown(pack, measure, f"{path}.measure")

    def _unknown(self, pack: str, measure: str, path: str) -> Defect:
        measures = self.measures[pack]
        guess = near(measure, measures)
        listed = ("、".join(measures) or "无", ", ".join(measures) or "none")
        hint = (f"是否想用 {guess}？", f"did you mean {guess}? ") if guess else ("", "")
        return Defect(
            path, Bilingual(f"{pack} 没有措施 “{measure}”", f"{pack} has no measure “{measure}”"),
            Bilingual(f"{hint[0]}它的措施：{listed[0]}", f"{hint[1]}its measures: {listed[1]}"),
        )  # fmt: skip


def _written_otherwise(name: str, pack: str) -> bool:
    """Whether a name is a pack's but for case, spaces, dashes, one letter, or the folders before its last."""
    plain, known = _plain(name), _plain(pack)
    if plain == known or known.endswith(f"/{plain.removeprefix('/')}"):
        return True
    if abs(len(plain) - len(known)) > 1 or re.sub("[^0-9]", "", plain) != re.sub("[^0-9]", "", known):
        return False
    changes = [
        max(to - begin, till - start)
        for tag, begin, to, start, till in difflib.SequenceMatcher(None, plain, known, autojunk=False).get_opcodes()
        if tag != "equal"
    ]
    swapped = sorted(plain) == sorted(known) and len(changes) == 2
    return max(changes) == 1 and (len(changes) == 1 or swapped)


def _plain(name: str) -> str:
    """A name without what is easily written otherwise."""
    return re.sub(r"[\s_\-]+", "-", name.strip().lower())
