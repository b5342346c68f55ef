"""Random packs over the small world, as the YAML an author would write; every choice comes from one seed."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from policy_engine.packs.library import Library
from tests.decide import world
from tests.decide.random_texts import FIRM, LISTS, Here, Writer
from tests.decide.world import measure, pack

WRITTEN = {
    "m": ("10万元", "2000元", "33.33元", "1亿元"),
    "n": ("50%", "30%", "0.125", "1"),
    "h": ("5人", "100人"),
    "o": ("12月", "3年"),
    "d": ("2025-07-01", "2026-02-28"),
    "a": ("30㎡", "80.5㎡"),
}
"""Values a parameter may have, by letter."""
OPEN = {"m": ("0元", "20万元"), "n": ("10%", "60%"), "a": ("10㎡", "300㎡"), "o": ("12月", "30月")}
"""Bounds of a parameter whose value is yet to be announced, by letter."""


@dataclass
class Author(Writer):
    """Writes one pack."""

    item: Here = FIRM
    """The item that the measure at hand is decided for; the firm where it is decided once."""
    numbers: int = 0
    reviews: list[str] = field(default_factory=list)
    """The reviews met, as the facts that answer them; `here` is the measure they belong to."""
    here: str = ""

    def about(self, letter: str) -> str:
        """An expression of the measure: of its item, of the firm, or of both."""
        return self.text(letter, self.item if self.maybe(0.75) else FIRM)

    def name(self, letter: str, name: str, text: str = "") -> None:
        """Makes a name usable from here on; it is about the item when what it stands for is."""
        self.own.setdefault(letter, []).append(name)
        if self.item is not FIRM and (self.item.before in text or any(one in text for one in self.of_item)):
            self.of_item.add(name)

    # Conditions ------------------------------------------------------------------------------------------

    def conditions(self, indent: str, most: int, depth: int, reviews: bool = True) -> str:
        return "".join(self.condition(indent, depth, reviews) for _ in range(self.chance.randint(1, most)))

    def condition(self, indent: str, depth: int, reviews: bool = True) -> str:
        kinds = ("all", "any", "any", "none", "at_least") if depth else ()
        kind = self.pick(*["condition"] * 7, "review", *kinds)
        self.numbers += 1
        number = f"c{self.numbers}"
        if kind == "review" and reviews:
            self.reviews.append(f"city/ten#{self.here}/{number}")
            return f"{indent}- id: {number}\n{indent}  review: 须核查{number} | judge {number}\n{self.notes(indent)}"
        if kind in ("all", "any", "none"):
            inner = self.conditions(indent + "    ", 2, depth - 1, reviews)
            return f"{indent}- {kind}:\n{inner}{self.notes(indent)}"
        if kind == "at_least":
            inner = "".join(self.condition(indent + "    ", depth - 1, reviews) for _ in range(3))
            return f"{indent}- at_least: {self.chance.randint(1, 3)}\n{indent}  of:\n{inner}"
        title = f"{indent}  title: 条件{number} | condition {number}\n" if self.maybe(0.3) else ""
        return f"{indent}- id: {number}\n{title}{indent}  condition: |\n{indent}    {self.test()}\n{self.notes(indent)}"

    def test(self) -> str:
        """A truth that holds more often than not: of firms that fail nobody learns what they would get."""
        return f"{self.about('t')} or {self.about('t')}" if self.maybe(0.4) else self.about("t")

    def notes(self, indent: str) -> str:
        """What any clause may carry."""
        return f"{indent}  cite: 办法#{self.numbers}\n{indent}  assumed: 推定 | assumed\n" if self.maybe(0.1) else ""

    def when(self, share: float, most: int) -> str:
        return "when:\n" + self.conditions("  ", most, 2) if self.maybe(share) else ""

    # Parameters and definitions --------------------------------------------------------------------------

    def parameters(self, prefix: str) -> str:
        """Values with periods; some not announced yet, some past their last day."""
        lines = []
        for letter, values in WRITTEN.items():
            if self.maybe(0.5):
                continue
            name = f"{prefix}参数{letter}"
            periods = []
            for first in ("2026-01-01", *(("2027-01-01",) if self.maybe(0.5) else ())):
                value = f"value: {self.pick(*values)}"
                if letter in OPEN and self.maybe(0.3):
                    low, high = OPEN[letter]
                    value = f"value: unspecified, at_least: {low}, at_most: {high}"
                assumed = ", assumed: 推定 | assumed" if self.maybe(0.1) else ""
                periods.append(f"{{from: {first}, {value}{assumed}}}")
            lines.append(f"  {name}: {{values: [{', '.join(periods)}]}}\n")
            self.name(letter, name)
        return "parameters:\n" + "".join(lines) if lines else ""

    def definitions(self, prefix: str) -> str:
        lines = []

        def define(letter: str, name: str, text: str) -> None:
            lines.append(text)
            self.name(letter, name, text)

        for letter in "tmnqhdcazo":
            if letter in LETTERS_OF_ITEMS and self.item is FIRM:
                continue
            name = f"{prefix}定义{letter}"
            if self.maybe(0.45 if letter in "tmn" else 0.15):
                english = f"    en: {prefix} own {letter}\n" if self.maybe(0.3) else ""
                define(letter, name, f"  {name}:\n{english}    is: |\n      {self.about(letter)}\n")
        for kind in ("all", "any", "none"):
            if self.maybe(0.2):
                name = f"{prefix}合条件{kind}"
                define("t", name, f"  {name}:\n    {kind}:\n{self.conditions('      ', 2, 1, reviews=False)}")
        if self.maybe(0.15):
            name, parts = f"{prefix}够数", "".join(self.condition("      ", 1, reviews=False) for _ in range(3))
            define("t", name, f"  {name}:\n    at_least: {self.chance.randint(1, 3)}\n    of:\n{parts}")
        if self.maybe(0.5):
            define("n", f"{prefix}档", self.table(f"{prefix}档"))
        if self.maybe(0.3):
            name, subject = f"{prefix}两档", self.about("h")
            text = (
                f"  {name}:\n    hit: first\n    table: |\n      {subject} | {self.about('t')} || 比例 | 封顶 | 区\n"
                f'      >= 100人 | true || 50% | 100万元 | "青浦区"\n      >= 20人 | - || 30% | {self.about("m")} | 注册区\n'
                '      - | - || 10% | 0元 | "其他"\n'
            )
            define("n", f"{name}.比例", text)
            self.name("m", f"{name}.封顶", text)
            self.name("c", f"{name}.区", text)
        return "definitions:\n" + "".join(lines) if lines else ""

    def table(self, name: str) -> str:
        hit, kind = self.pick("unique", "first", "sum", "least", "greatest"), self.chance.randint(0, 3)
        if kind == 0 and self.item.rows is LISTS[0]:
            rows = '本租约.片区 || NAME\n      "东片" || 2\n      "西片" || 1\n      "其他片" || 0.5\n'
        elif kind == 1:
            rows = f"{self.about('m')} | {self.about('t')} || NAME | 依据\n      < 0元 | true || 0.3 | 办法#甲\n      < 0元 | false || 0 |\n"
            rows += "      [0元..5万元) | - || 1.5 | 办法#乙\n      >= 5万元 | true || 2 |\n"
        elif kind == 2 and hit != "unique":
            rows = f'{self.about("d")} | {self.about("c")} || NAME\n      >= 2026-01-01 | not("其他") || {self.about("n")}\n      - | "青浦区", "嘉定区" || 2\n'
        elif hit == "unique":
            rows = "得分 || NAME\n      < 0 || 0\n      [0..60) || 1.5\n      [60..90) || 2\n" + self.pick(
                "", "      >= 90 || 3\n"
            )
        else:
            rows = '注册区 | 从业人员 || NAME\n      "青浦区" | >= 50人 || 3\n      "青浦区", "嘉定区" | - || 2\n      - | - || 1\n'
        return f"  {name}:\n    hit: {hit}\n    table: |\n      {rows.replace('NAME', name)}"

    # Measures --------------------------------------------------------------------------------------------

    def measure(self, name: str, events: bool) -> str:
        """One measure; `events` when the pack's batches have a period of events."""
        over = ""
        if self.maybe(0.6):
            rows = self.chance.choice((*LISTS, LISTS[0], LISTS[0]))
            self.item, over = Here(rows, f"{rows.item}."), f"for_each: {rows.item} in {self.pick(*rows.kinds)}\n"
        offer = self.pick("amount", "amount", "amount", "up_to", "grants")
        parameters, definitions = self.parameters(name), self.definitions(name)
        course = ""
        if self.maybe(0.25):
            most = self.pick("1", "3", "5", "24月", *(one for one in self.own.get("o", ()) if "参数" in one))
            start = self.text("d", self.item if self.maybe(0.6) else FIRM, 0)
            course = f"years_of_support:\n  at_most: {most}\n  from: |\n    {start}\n"
            self.name("n", "支持年度", start)
        by_event = self.maybe(0.1)
        windows = self.windows() if self.maybe(0.15) else ""
        date = f"event_date: |\n  {self.text('d', self.item, 0)}\n" if events or windows or by_event else ""
        period = "in_force: {from: 2026-01-01, to: 2028-06-30, by: event}\n" if by_event else ""
        text = over + period + self.when(0.85, 3) + parameters + definitions + course + date + windows
        if self.maybe(0.15):
            text += "reliability: M-L\nassumed: 推定措施 | assumed of the measure\nindustry_tracks: [芯片]\n"
            text += "evidence:\n  - {document: 合同 | contract, proves: [租约.面积, 注册资本, 租约]}\n"
        if offer == "grants":
            text += "grants: {certificate: 高新技术企业, valid_for: 3年}\n"
        else:
            text += f"{offer}: |\n  {self.about('m')}\n" + self.caps() + (self.rounding() if self.maybe(0.2) else "")
        return measure(name, text + self.flags())

    def flags(self) -> str:
        if self.maybe(0.6):
            return ""
        text = f"flags:\n  - flag: {self.pick('site_check', 'legal_risk')}\n    say: 留意 | mind\n"
        return text + (f"    when: |\n      {self.about('t')}\n" if self.maybe(0.7) else "")

    def windows(self) -> str:
        events = ", events: {from: 2025-01-01, to: 2026-06-30}"
        return (
            f'windows:\n  - {{batch: "2026-1", applications: {{from: 2026-03-01T09:00, to: 2026-04-30T17:00}}'
            f'{events}}}\n  - {{batch: "2026-2", applications: {{from: 2026-09-01}}{events if self.maybe(0.6) else ""}}}\n'
        )

    def caps(self) -> str:
        text = ""
        for _ in range(2):
            text += f"  - per: item\n    at: |\n      {self.about('m')}\n" if self.maybe(0.25) else ""
        for every in ("year", "ever"):
            if self.maybe(0.4):
                limit = self.pick("100万元", "6万元", f"round down({self.text('m', depth=1)}, 2)")
                text += f"  - per: enterprise\n    every: {every}\n    at: |\n      {limit}\n"
        return f"caps:\n{text}" if text else ""

    def rounding(self) -> str:
        to, mode = self.pick("1元", "100元", "0.01元", "0.5元"), self.pick("down", "up", "half up", "half even")
        return f"rounding: {{to: {to}, mode: {mode}, cite: 办法#九}}\n"


LETTERS_OF_ITEMS = "az"
"""Kinds of which a firm has hardly anything to say."""


@dataclass(frozen=True)
class Written:
    """A pack as text, and the facts that answer its reviews."""

    pack: str
    measures: dict[str, str]
    reviews: tuple[str, ...]


def write_random(seed: int, size: int) -> Written:
    """`city/ten@2026` with up to three measures."""
    author = Author(random.Random(seed), size)  # noqa: S311  # examples, not secrets
    text = author.rounding() + author.parameters("包") + author.definitions("包") + author.when(0.3, 1)
    text += author.caps() if author.maybe(0.2) else ""
    text += author.flags() if author.maybe(0.2) else ""
    events = author.maybe(0.1)
    text += author.windows() if events else ""
    text += "not_seen: [validity, caps]\n" if author.maybe(0.1) else ""
    measures: dict[str, str] = {}
    shared, said = author.own, author.said
    for name in ("a", "b", "c")[: author.chance.randint(1, 3)]:
        author.here, author.item, author.of_item = name, FIRM, set()
        author.own = {letter: list(names) for letter, names in shared.items()}
        author.said = {key: list(texts) for key, texts in said.items()}
        measures[name] = author.measure(name, events)
    return Written(pack(text), measures, tuple(author.reviews))


def read_library(written: Written) -> tuple[Library, list[str]]:
    """The library of a written pack beside `nation/base`, and its errors as shown."""
    return world.read(written.measures, written.pack)
