"""A folder of rules: the vocabulary and every version of every pack, found, read and checked."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from policy_engine.errors import Bilingual, Finding, NotFoundError, RulesError
from policy_engine.language.scope import near, rather
from policy_engine.packs import schema
from policy_engine.packs.edition import Edition, PackVersion, build_edition
from policy_engine.packs.examples import Examples, read_examples
from policy_engine.packs.fields import is_identifier
from policy_engine.packs.kept import Kept
from policy_engine.packs.text import read_file
from policy_engine.packs.unread import unread_files
from policy_engine.packs.vocabulary import Vocabulary, load_vocabulary
from policy_engine.values import say_date, say_period

MOST_EDITIONS = 32
INSTALLED = Path(__file__).parent.parent / "rules"
"""The rules that were installed with the library."""


@dataclass
class Library:
    """The rules of a folder; `findings` is what is wrong with their text, an edition checks versions together."""

    root: Path
    vocabulary: Vocabulary
    packs: tuple[PackVersion, ...]
    findings: tuple[Finding, ...]
    editions: Kept[tuple[str, ...], Edition] = field(default_factory=lambda: Kept(MOST_EDITIONS))

    @cached_property
    def read_examples(self) -> tuple[dict[str, Examples], tuple[Finding, ...]]:
        """The examples by the name of the version they stand beside, and what is wrong with their text.

        They are long and deciding needs none of them, so they are read when first asked for.
        """
        examples: dict[str, Examples] = {}
        findings: list[Finding] = []
        for version in self.packs:
            path = Path(version.path, "examples.yaml")
            if path.exists():
                cases, found = _read_examples(path, version.id)
                findings += found
                if cases is not None:
                    examples[version.name] = cases
        return examples, tuple(findings)

    @property
    def examples(self) -> dict[str, Examples]:
        return self.read_examples[0]

    def versions(self, pack: str) -> list[PackVersion]:
        """The versions of a pack, the earliest first; `NotFoundError` when there is none."""
        found = [version for version in self.packs if version.id == pack]
        if not found:
            guess = self.meant(pack)
            hint = rather(guess)
            raise NotFoundError(Bilingual(f"没有规则包 {pack}{hint[0]}", f"there is no pack {pack}{hint[1]}"))
        return found

    def meant(self, name: str) -> str | None:
        """The pack, or the `pack#measure`, that a name of no pack most likely means."""
        measures = {one: f"{version.id}#{one}" for version in self.packs for one in version.measures}
        if name in measures:
            return measures[name]
        guess = near(name, dict.fromkeys(version.id for version in self.packs)) or near(name, measures)
        return measures.get(guess, guess) if guess is not None else None

    def version(self, pack: str, name: str) -> PackVersion:
        """One version of a pack; `NotFoundError` with those there are when there is none."""
        versions = self.versions(pack)
        for version in versions:
            if version.version == name:
                return version
        listed = "、".join(version.version for version in versions)
        raise NotFoundError(
            Bilingual(f"{pack} 没有版本 {name}；有 {listed}", f"{pack} has no version {name}; there are {listed}")
        )

    def named(self, name: str, day: int | None = None) -> PackVersion:
        """The version that `pack@version` pins; of a pack alone the one nearest to a day, or the last.

        Nearest is what decides a measure that is asked for; whoever wants the rules of a day asks `standing`.
        """
        pack, _, pin = name.partition("@")
        if pin:
            return self.version(pack, pin)
        return self.versions(pack)[-1] if day is None else self.nearest(pack, day)

    def standing(self, name: str, day: int) -> PackVersion:
        """The version of `pack` in force on a day, or that `pack@version` pins; `NotFoundError` with the periods there
        are when it is not in force then."""
        pack, _, pin = name.partition("@")
        versions = [self.version(pack, pin)] if pin else self.versions(pack)
        for version in versions:
            if version.in_force_on(day):
                return version
        on = say_date(day)
        said = Bilingual(f"{name} 在 {on} 不在施行期；它的施行期", f"{name} is not in force on {on}; it is")
        raise NotFoundError(_with_periods(said, versions))

    def without_measures(self, day: int, packs: Sequence[str]) -> NotFoundError:
        """Why there is no measure on a day: of these packs, each in force, or of any where none is named."""
        if packs:
            listed = "、".join(packs)
            return NotFoundError(
                Bilingual(
                    f"{listed} 没有措施，只有供其他规则使用的定义，可用 policy value 求值",
                    f"{', '.join(packs)}: no measures, only definitions for other rules, for `policy value`",
                )
            )
        offering = [version for version in self.packs if version.measures]
        if not offering:
            return NotFoundError(Bilingual("这些规则里没有措施", "these rules have no measures"))
        on = say_date(day)
        said = Bilingual(f"{on} 没有施行中的措施；最近的施行期", f"no measure is in force on {on}; nearest to it")
        return NotFoundError(_with_periods(said, _around(offering, day)))

    def in_force(self, day: int) -> list[PackVersion]:
        """The versions in force on a day."""
        return [version for version in self.packs if version.in_force_on(day)]

    def nearest(self, pack: str, day: int) -> PackVersion:
        """The version in force on a day; where none is, the one that was last, or else comes first."""
        versions = self.versions(pack)
        begun = [version for version in versions if (version.pack.in_force.from_ or -(10**9)) <= day]
        return next((version for version in versions if version.in_force_on(day)), begun[-1] if begun else versions[0])

    def edition(self, day: int, pinned: Sequence[PackVersion] = ()) -> Edition:
        """The rules in force on a day, checked together; pinned versions stand in for those of their packs.

        Raises `RulesError` when any of them has an error.
        """
        pins = {version.id: version for version in pinned}
        versions = [version for version in self.in_force(day) if version.id not in pins]
        return self.edition_of(sorted([*versions, *pins.values()], key=lambda version: version.id))

    def edition_of(self, versions: Sequence[PackVersion]) -> Edition:
        edition = self.build(versions)
        errors = [finding for finding in edition.findings if finding.severity == "error"]
        if errors:
            raise RulesError(errors)
        return edition

    def build(self, versions: Sequence[PackVersion]) -> Edition:
        key = tuple(version.name for version in versions)
        return self.editions.get(key, lambda: build_edition(self.vocabulary, versions))

    def check(self) -> list[Finding]:
        """Everything wrong with the rules: their text, and every version checked with those in force beside it.

        Without the whole vocabulary the versions are not checked: every name it lacks would be a finding.
        """
        found = [*self.findings, *self.read_examples[1]]
        words = self.root / "vocabulary"
        if any(one.place is not None and words in Path(one.place.source.name).parents for one in self.findings):
            return found
        for version in self.packs:
            day = version.shown_on
            latest = max([day, *(other.pack.in_force.from_ or day for other in self.packs)])
            day = latest if version.in_force_on(latest) else day
            others = [other for other in self.in_force(day) if other.id != version.id]
            found += self.build(sorted([*others, version], key=lambda one: one.id)).findings
        return list(dict.fromkeys(found))


def _around(versions: Sequence[PackVersion], day: int) -> list[PackVersion]:
    """Of versions not in force on a day, those that ended last before it and those that begin first after it."""
    ended = [version.pack.in_force.to for version in versions]
    last = max((end for end in ended if end is not None and end < day), default=None)
    begun = [version.pack.in_force.from_ for version in versions]
    first = min((begin for begin in begun if begin is not None and begin > day), default=None)
    return [
        version
        for version, end, begin in zip(versions, ended, begun, strict=True)
        if (last is not None and end == last) or (first is not None and begin == first)
    ]


def _with_periods(said: Bilingual, versions: Sequence[PackVersion]) -> Bilingual:
    """What is said, and when these versions are in force."""
    periods = [f"{one.name} ({say_period(one.pack.in_force.from_, one.pack.in_force.to)})" for one in versions]
    listed = "、".join(periods), ", ".join(periods)
    return Bilingual(f"{said.zh}：{listed[0]}", f"{said.en}: {listed[1]}")


def find_rules(path: Path | str | None = None) -> Path:
    """The folder of rules: the one named, else `rules/` here, else the one installed; `NotFoundError` without any.

    What is there and holds no rules is not passed over.
    """
    candidates = [Path(path)] if path is not None else [Path("rules"), INSTALLED]
    for candidate in candidates:
        if candidate.is_dir():
            if not holds_rules(candidate):
                raise no_rules(candidate)
            return candidate
    shown = " · ".join(candidate.as_posix() for candidate in candidates)
    raise NotFoundError(
        Bilingual(
            f"没有规则目录 {shown}；用 --rules 指明", f"there is no folder of rules {shown}; name one with --rules"
        )
    )


def holds_rules(folder: Path) -> bool:
    """Whether a folder is one of rules: it has a vocabulary, which every rule needs."""
    return any((folder / "vocabulary").glob("*.yaml"))


def no_rules(folder: Path) -> NotFoundError:
    """That a folder is none of rules: what was looked for, and the folder inside it that is meant, if there is one."""
    inner = [one.as_posix() for one in sorted(folder.glob("*/")) if holds_rules(one)][:1]
    hint = (f"。是否想用 {inner[0]}？", f". Did you mean {inner[0]}?") if inner else ("", "")
    shown = folder.as_posix()
    return NotFoundError(
        Bilingual(
            f"{shown} 里没有规则：规则目录里有 vocabulary/*.yaml 和 <规则包>/<版本>/pack.yaml{hint[0]}",
            f"no rules in {shown}: a folder of rules has vocabulary/*.yaml and <pack>/<version>/pack.yaml{hint[1]}",
        )
    )


def load(path: Path | str | None = None) -> Library:
    """The library of a folder; `RulesError` when the text of any file cannot be used."""
    library = read_library(find_rules(path))
    errors = [finding for finding in library.findings if finding.severity == "error"]
    if errors:
        raise RulesError(errors)
    return library


def read_library(root: Path) -> Library:
    """All that can be read of a folder, with a finding for everything else."""
    vocabulary, findings = load_vocabulary(root / "vocabulary")
    packs: list[PackVersion] = []
    for path in sorted(root.rglob("pack.yaml")):
        version, found = _read_version(root, path)
        findings = [*findings, *found]
        if version is not None:
            packs.append(version)
    packs.sort(key=lambda version: (version.id, version.pack.in_force.from_ or -(10**9), version.version))
    findings = [*findings, *unread_files(root)]
    broken = {Path(one.place.source.name) for one in findings if one.place is not None}
    packs = [replace(one, whole=not any(Path(one.path) in file.parents for file in broken)) for one in packs]
    return Library(root, vocabulary, tuple(packs), (*findings, *_overlaps(packs)))


def _read_version(root: Path, path: Path) -> tuple[PackVersion | None, list[Finding]]:
    folder = path.parent
    digest = hashlib.sha256()
    source, findings = read_file(path)
    if source is None:
        return None, findings
    digest.update(source.text.encode())
    pack, found = schema.read_pack(source)
    findings += found
    measures: dict[str, schema.Measure] = {}
    for file in sorted((folder / "measures").glob("*.yaml")):
        text, found = read_file(file)
        findings += found
        if text is None:
            continue
        digest.update(f"\0{file.name}\0{text.text}".encode())
        measure, found = schema.read_measure(text)
        findings += found
        if measure is None:
            continue
        if pack is not None:
            findings += schema.unknown_citations(measure, pack)
        if measure.measure in measures:
            findings.append(_twice(measure))
        elif measure.measure != file.stem:
            message = Bilingual(f"措施编号与文件名 {file.name} 不同", f"the id is not the name of the file {file.name}")
            advice = Bilingual(f"写成 measure: {file.stem}", f"write measure: {file.stem}")
            if not is_identifier(file.stem):
                named = f"{measure.measure}.yaml"
                advice = Bilingual(f"把文件改名为 {named}", f"rename the file to {named}")
            findings.append(Finding("error", message, measure.where, advice))
        measures[measure.measure] = measure
    if pack is None:
        return None, findings
    identity = folder.parent.relative_to(root).as_posix()
    if pack.pack != identity:
        message = Bilingual(
            f"规则包编号与路径不同：应为 {identity}", f"the id is not the path: it should be {identity}"
        )
        findings.append(
            Finding("error", message, pack.where, Bilingual(f"写成 pack: {identity}", f"write pack: {identity}"))
        )
    version = PackVersion(identity, folder.name, folder.as_posix(), pack, measures, digest.hexdigest())
    return version, findings


def _read_examples(path: Path, pack: str) -> tuple[Examples | None, list[Finding]]:
    source, findings = read_file(path)
    if source is None:
        return None, findings
    cases, findings = read_examples(source)
    if cases is not None and cases.examples != pack:
        message = Bilingual(f"用例的规则包应为 {pack}", f"these are examples of {pack}")
        findings.append(
            Finding("error", message, cases.where, Bilingual(f"写成 examples: {pack}", f"write examples: {pack}"))
        )
    return cases, findings


def _twice(measure: schema.Measure) -> Finding:
    return Finding(
        "error",
        Bilingual(f"两个措施用了同一编号 “{measure.measure}”", f"two measures have the id {measure.measure}"),
        measure.where,
        Bilingual("每个措施一个编号，与文件名相同", "each measure has an id of its own, the name of its file"),
    )


def _overlaps(packs: Sequence[PackVersion]) -> list[Finding]:
    """Versions of one pack that are in force on the same day."""
    found = []
    for earlier, later in pairwise(packs):
        if earlier.id != later.id:
            continue
        ends, begins = earlier.pack.in_force.to, later.pack.in_force.from_
        if ends is None or begins is None or begins <= ends:
            day = say_date(begins) if begins is not None else "?"
            found.append(
                Finding(
                    "error",
                    Bilingual(
                        f"{later.id} 的两个版本 {earlier.version} 与 {later.version} 施行期重叠（{day} 起）",
                        f"versions {earlier.version} and {later.version} of {later.id} overlap (from {day})",
                    ),
                    later.pack.in_force.where,
                    Bilingual("给前一版写 in_force 的 to", "give the earlier version's in_force an end"),
                )
            )
    return found
