"""What is asked besides the facts: the day, the kind and batch of the application, when it was filed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from policy_engine.decide.future import still_to_come
from policy_engine.decide.instant import Instant, no_instant
from policy_engine.decide.profile import Profile
from policy_engine.errors import Bilingual, Defect, ProfileError
from policy_engine.packs.checked import CheckedMeasure
from policy_engine.packs.edition import FIRST_DAY, LAST_DAY
from policy_engine.packs.library import Library


@dataclass(frozen=True)
class Question:
    """What is asked besides the facts: the day, the kind and batch of the application, when it was filed."""

    day: Instant
    kind: str | None
    batch: str | None
    filed_at: Instant | None

    @classmethod
    def of(
        cls, library: Library, profile: Profile, as_of: str | Instant | None, kind: str | None, batch: str | None
    ) -> Question:
        day = Instant.read(as_of) if isinstance(as_of, str) else as_of or profile.as_of
        if day is None and isinstance(as_of, str):
            raise ProfileError([Defect("as_of", *no_instant(f"“{as_of}”", as_of))])
        if day is None:
            advice = Bilingual("写上 as_of，例如 2026-03-15", "write as_of, e.g. 2026-03-15")
            if profile.text is not None:
                zh, en = f"在画像里{advice.zh}；或用 --as-of 给出", f"{advice.en}, in the profile, or give --as-of"
                advice = Bilingual(zh, en)
            raise profile.refused([Defect("as_of", Bilingual("没有基准日", "there is no as_of"), advice)])
        if not FIRST_DAY <= day.day <= LAST_DAY:
            said = Bilingual("基准日须在 1900 至 2100 年", "as_of lies between 1900 and 2100")
            raise profile.refused([Defect("as_of", said)])
        to_come = still_to_come(day, profile.as_of, profile.annual, profile.filed_at, profile.happened)
        if to_come:
            raise profile.refused(to_come)
        question = cls(day, kind or profile.kind, batch or profile.batch, profile.filed_at)
        declared = library.vocabulary.facts.get("application_kind")
        if kind is not None and declared is not None and kind not in declared.values:
            listed = "、".join(declared.values)
            message = Bilingual(f"“{kind}” 不是申请类型", f"{kind} is no kind of application")
            raise ProfileError([Defect("kind", message, Bilingual(f"可用：{listed}", f"there are: {listed}"))])
        return question

    @property
    def moment(self) -> int:
        """The minute that windows are held against: of filing where that is given."""
        return (self.filed_at or self.day).in_minutes


def hold_batch(
    profile: Profile, asked: str | None, measures: Iterable[CheckedMeasure], in_force: Iterable[CheckedMeasure]
) -> None:
    """A batch asked for is one that some measure to be decided has. That of a profile may be of another pack, and is
    one that some measure in force has, if any of them takes applications in batches."""
    names = _batches(measures if asked is not None else in_force)
    batch = asked if asked is not None else profile.batch
    if batch is None or batch in names or (asked is None and not names):
        return
    listed = "、".join(names)
    there_are = Bilingual(f"可用：{listed}", f"there are: {listed}")
    none = Bilingual("这里没有分批次受理的措施", "no measure here takes applications in batches")
    message = Bilingual(f"没有批次 “{batch}”", f"there is no batch {batch}")
    if asked is not None:
        raise ProfileError([Defect("batch", message, there_are if names else none)])
    path = "facts.batch" if "batch" in profile.evidence else "application.batch"
    raise profile.refused([Defect(path, message, there_are)])


def _batches(measures: Iterable[CheckedMeasure]) -> list[str]:
    return list(dict.fromkeys(batch.name for measure in measures for batch in measure.batches))
