"""Folders of rules: what is found, which version a day chooses, and everything that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

import policy_engine
from policy_engine.errors import NotFoundError, RulesError
from policy_engine.packs.library import Library, find_rules, load, read_library
from policy_engine.values import days_of
from tests.decide import world

ONE = {"a": "amount: 1元\n"}


def versions(folder: Path, *periods: tuple[str, str]) -> Path:
    """`city/ten` in several versions: name and period."""
    for name, period in periods:
        world.write(folder, ONE, world.pack(in_force=period), name)
    return folder


def test_packs_and_their_measures_are_found_by_path(tmp_path: Path) -> None:
    library = load(world.write(tmp_path, {"a": "amount: 1元\n", "b": "amount: 2元\n"}))
    assert [version.name for version in library.packs] == ["city/ten@2026", "nation/base@2011"]
    assert list(library.version("city/ten", "2026").measures) == ["a", "b"]
    assert library.check() == []


def test_the_text_of_a_version_decides_its_digest(tmp_path: Path) -> None:
    def digests() -> list[str]:
        return [version.digest for version in load(tmp_path).packs]

    world.write(tmp_path, ONE)
    first = digests()
    assert digests() == first
    assert len(first[0]) == 64
    world.put(tmp_path, {"city/ten/2026/measures/a.yaml": world.measure("a", "amount: 2元\n")})
    assert digests()[0] != first[0]
    assert digests()[1] == first[1]


# Versions by date ------------------------------------------------------------------------------------------


@pytest.fixture
def two(tmp_path: Path) -> Library:
    return load(
        versions(
            tmp_path,
            ("2024", "{from: 2024-01-01, to: 2025-12-31, by: application}"),
            ("2026", "{from: 2026-01-01, to: 2026-12-31, by: application}"),
        )
    )


@pytest.mark.parametrize(
    ("date", "version"),
    [
        ((2023, 12, 31), "2024"),  # before all: the first, whose condition `in-force` then fails
        ((2024, 1, 1), "2024"),
        ((2025, 12, 31), "2024"),
        ((2026, 1, 1), "2026"),
        ((2026, 12, 31), "2026"),
        ((2027, 1, 1), "2026"),  # after all: the last
    ],
)
def test_the_day_chooses_the_version(two: Library, date: tuple[int, int, int], version: str) -> None:
    assert two.nearest("city/ten", days_of(*date)).version == version
    profile = policy_engine.read_profile(two, {"facts": {}})
    day = "-".join(f"{part:02d}" for part in date)
    decision = policy_engine.decide(two, profile, "city/ten#a", as_of=day).to_json()
    assert decision["pack"]["version"] == version
    assert decision["outcome"] == ("eligible" if 2024 <= date[0] <= 2026 else "ineligible")
    if 2024 <= date[0] <= 2026:
        measures = [told.measure for told in policy_engine.match(two, profile, as_of=day)]
        assert measures == ["city/ten#a"]


@pytest.mark.parametrize(
    ("name", "meant"),
    [("a", "city/ten#a"), ("ten", "city/ten"), ("nation/bas", "nation/base"), ("base", "nation/base"), ("好", None)],
)
def test_a_name_of_no_pack_may_mean_a_measure(two: Library, name: str, meant: str | None) -> None:
    assert two.meant(name) == meant


@pytest.mark.parametrize(
    ("day", "periods"),
    [
        ("2023-12-31", "city/ten@2024 (2024-01-01 – 2025-12-31)"),
        ("2027-01-01", "city/ten@2026 (2026-01-01 – 2026-12-31)"),
    ],
)
def test_a_day_without_a_measure_in_force_is_refused_with_the_nearest_period(
    two: Library, day: str, periods: str
) -> None:
    profile = policy_engine.read_profile(two, {"facts": {}})
    with pytest.raises(NotFoundError) as error:
        policy_engine.match(two, profile, as_of=day)
    assert error.value.show() == f"{day} 没有施行中的措施；最近的施行期：{periods}"
    assert error.value.show("en") == f"no measure is in force on {day}; nearest to it: {periods}"


def test_a_pack_named_is_in_force_on_the_day_and_has_measures(two: Library) -> None:
    profile = policy_engine.read_profile(two, {"facts": {}})
    for name in ("city/ten", "city/ten@2026"):
        with pytest.raises(NotFoundError) as error:
            two.standing(name, days_of(2023, 6, 1))
        assert error.value.show("en").startswith(f"{name} is not in force on 2023-06-01; it is: city/ten@202")
    with pytest.raises(NotFoundError, match="city/ten 在 2023-12-31 不在施行期"):
        policy_engine.match(two, profile, as_of="2023-12-31", packs=["city/ten"])
    with pytest.raises(NotFoundError, match="nation/base 没有措施"):
        policy_engine.match(two, profile, as_of="2024-06-01", packs=["nation/base"])


def test_a_derived_fact_is_worked_out_while_its_pack_is_in_force(two: Library) -> None:
    data = {"facts": {"employees": 20}}
    with pytest.raises(NotFoundError, match="nation/base 在 2010-12-31 不在施行期；它的施行期：nation/base@2011"):
        policy_engine.value(two, policy_engine.read_profile(two, data), "规模", as_of="2010-12-31")
    given = policy_engine.read_profile(two, {"facts": {"size": "小"}})
    assert policy_engine.value(two, given, "规模", as_of="2010-12-31").data["value"] == "小"


def test_a_name_means_a_version_and_a_version_a_day_to_show_it_on(two: Library) -> None:
    earlier, later = two.versions("city/ten")
    assert two.named("city/ten") is later
    assert two.named("city/ten@2024") is earlier
    assert two.named("city/ten@2024", days_of(2026, 3, 15)) is earlier
    assert two.named("city/ten", days_of(2025, 3, 15)) is earlier
    assert (earlier.shown_on, later.shown_on) == (days_of(2024, 1, 1), days_of(2026, 1, 1))
    with pytest.raises(NotFoundError, match="没有版本 2025"):
        two.named("city/ten@2025")


def test_a_pinned_version_decides_on_any_day_and_says_that_it_is_not_in_force(two: Library) -> None:
    profile = policy_engine.read_profile(two, {"as_of": "2026-03-15", "facts": {}})
    told = policy_engine.decide(two, profile, "city/ten@2024#a").to_json()
    assert (told["measure"], told["pack"]["version"], told["outcome"]) == ("city/ten#a", "2024", "ineligible")
    assert [gap["condition"] for gap in told["gaps"]] == ["in-force"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("city/tan#a", "没有规则包 city/tan；是否想用 city/ten？"),
        ("elsewhere#a", "没有规则包 elsewhere"),
        ("city/ten@2025#a", "city/ten 没有版本 2025；有 2024、2026"),
        ("city/ten@2024#b", "city/ten@2024 没有措施 “b”"),
        ("city/ten", "city/ten 是规则包，不是措施；它的措施：city/ten#a"),
    ],
)
def test_a_name_that_means_nothing_says_what_is_near(two: Library, name: str, said: str) -> None:
    profile = policy_engine.read_profile(two, {"as_of": "2026-03-15", "facts": {}})
    with pytest.raises(NotFoundError) as error:
        policy_engine.decide(two, profile, name)
    assert error.value.show() == said


def test_a_pack_asked_for_that_does_not_exist_is_not_an_empty_match(two: Library) -> None:
    profile = policy_engine.read_profile(two, {"as_of": "2026-03-15", "facts": {}})
    with pytest.raises(NotFoundError, match="没有规则包 city/tin；是否想用 city/ten？"):
        policy_engine.match(two, profile, packs=["city/tin"])


def test_a_beginning_nobody_has_seen_is_taken_to_be_past(tmp_path: Path) -> None:
    library = load(world.write(tmp_path, ONE, world.pack(in_force="{from: unknown, by: application}")))
    profile = policy_engine.read_profile(library, {"as_of": "1999-01-01", "facts": {}})
    told = policy_engine.decide(library, profile, "city/ten#a").to_json()
    assert told["outcome"] == "eligible"
    assert [entry["words"]["zh"] for entry in told["assumptions"]] == ["施行日未见，按已施行处理"]


# What cannot be used ---------------------------------------------------------------------------------------

PERIOD_2026 = "{from: 2026-01-01, by: application}"
MISTAKES = {
    "overlapping versions": (
        {"city/ten/2025/pack.yaml": world.pack(in_force="{from: 2025-01-01, to: 2026-01-01, by: application}")},
        "city/ten/2026/pack.yaml:8:1: city/ten 的两个版本 2025 与 2026 施行期重叠（2026-01-01 起）\n"
        "  8 | in_force: {from: 2026-01-01, by: application}\n    | ^^^^^^^^\n给前一版写 in_force 的 to",
    ),
    "two versions of which one has no end": (
        {"city/ten/2025/pack.yaml": world.pack(in_force="{from: 2025-01-01, by: application}")},
        "city/ten/2026/pack.yaml:8:1: city/ten 的两个版本 2025 与 2026 施行期重叠（2026-01-01 起）\n"
        "  8 | in_force: {from: 2026-01-01, by: application}\n    | ^^^^^^^^\n给前一版写 in_force 的 to",
    ),
    "two measures with one id": (
        {"city/ten/2026/measures/b.yaml": world.measure("a", "amount: 1元\n")},
        "city/ten/2026/measures/b.yaml:1:1: 两个措施用了同一编号 “a”\n  1 | measure: a\n    | ^^^^^^^\n"
        "每个措施一个编号，与文件名相同",
    ),
    "a measure that is not named like its file": (
        {"city/ten/2026/measures/b.yaml": world.measure("c", "amount: 1元\n")},
        "city/ten/2026/measures/b.yaml:1:1: 措施编号与文件名 b.yaml 不同\n  1 | measure: c\n    | ^^^^^^^\n写成 measure: b",
    ),
    "a file whose name can be no id": (
        {"city/ten/2026/measures/B.yaml": world.measure("b", "amount: 1元\n")},
        "city/ten/2026/measures/B.yaml:1:1: 措施编号与文件名 B.yaml 不同\n  1 | measure: b\n    | ^^^^^^^\n把文件改名为 b.yaml",
    ),
    "a pack that is not named like its folder": (
        {"city/ten/2026/pack.yaml": world.pack().replace("pack: city/ten", "pack: city/nine")},
        "city/ten/2026/pack.yaml:1:1: 规则包编号与路径不同：应为 city/ten\n  1 | pack: city/nine\n    | ^^^^\n写成 pack: city/ten",
    ),
    "a citation of no document": (
        {"city/ten/2026/measures/a.yaml": world.measure("a", "amount: 1元\n").replace("办法#七", "方法#七")},
        "city/ten/2026/measures/a.yaml:4:7: 依据里的文件 “方法” 没有列在 documents 里\n"
        "  4 | cite: 方法#七\n    |       ＾＾\n是否想用 “办法”？",
    ),
    "malformed YAML": (
        {"city/ten/2026/measures/a.yaml": "measure: [a\n"},
        "city/ten/2026/measures/a.yaml:1:10: 括号没有闭合，缺 “,” 或 “]”\n  1 | measure: [a\n    |          ^\n补上括号，或写成块样式",
    ),
    "rules of a kind for later": (
        {"city/ten/versions.yaml": "versions: city/ten\n"},
        "city/ten/versions.yaml:1:1: “versions.yaml” 在格式里，但这个版本还不理解它\n  1 | versions: city/ten\n    | ^\n"
        "先删掉它，或等待支持它的版本",
    ),
    "a file nobody reads": (
        {"city/ten/2026/measures/b.yml": world.measure("b", "amount: 1元\n")},
        "city/ten/2026/measures/b.yml:1:1: 没有人读放在这里的文件\n  1 | measure: b\n    | ^\n改名为 b.yaml",
    ),
    "a measure beside its folder": (
        {"city/ten/2026/b.yaml": world.measure("b", "amount: 1元\n")},
        "city/ten/2026/b.yaml:1:1: 没有人读放在这里的文件\n  1 | measure: b\n    | ^\n措施放在 measures/ 里",
    ),
    "a folder of measures of another name": (
        {"city/ten/2026/measure/b.yaml": world.measure("b", "amount: 1元\n")},
        "city/ten/2026/measure/b.yaml:1:1: 没有人读放在这里的文件\n  1 | measure: b\n    | ^\n措施的文件夹叫 measures",
    ),
    "a fact that cannot be read, which a measure asks for": (
        {
            "vocabulary/more.yaml": "vocabulary: more\nfacts:\n  floors:\n    zh: 楼层\n    en: floors\n    kin: number\n"
            "    min: 0\n    max: 9\n    question: 几层？ | How many?\n    verified_by: 证 | proof\n    changeable: yes\n"
            "    effort: low\n    personal: no\n",
            "city/ten/2026/measures/b.yaml": world.measure("b", "amount: 1元\nwhen:\n  - condition: 楼层 > 1\n"),
        },
        "vocabulary/more.yaml:6:5: 未知的键 “kin”\n  6 |     kin: number\n    |     ^^^\n是否想用 “kind”？",
    ),
    "a file nowhere near a pack": (
        {"city/b.yaml": "b: 1\n"},
        "city/b.yaml:1:1: 没有人读放在这里的文件\n  1 | b: 1\n    | ^\n"
        "规则只在 vocabulary/*.yaml、<规则包>/<版本>/pack.yaml、examples.yaml 和 measures/*.yaml 里",
    ),
    "a version without pack.yaml": (
        {"city/six/2026/measures/b.yaml": "measure: b\n", "city/six/2026/examples.yaml": "examples: city/six\n"},
        "city/six/2026/examples.yaml:1:1: 文件夹 2026 里没有 pack.yaml，其中 2 个文件没有人读\n"
        "  1 | examples: city/six\n    | ^\n补上 pack.yaml，它说明这是哪个规则包",
    ),
    "a misnamed pack.yaml": (
        {"city/six/2026/measures/b.yaml": "measure: b\n", "city/six/2026/pack.yml": "pack: city/six\n"},
        "city/six/2026/pack.yml:1:1: 文件夹 2026 里没有 pack.yaml，其中 2 个文件没有人读\n"
        "  1 | pack: city/six\n    | ^\n把 pack.yml 改名为 pack.yaml",
    ),
    "examples of another pack": (
        {
            "city/ten/2026/examples.yaml": "examples: city/nine\ncases:\n  - {example: 甲, as_of: 2026-03-15, expect: {a: {outcome: eligible}}}\n"
        },
        "city/ten/2026/examples.yaml:1:1: 用例的规则包应为 city/ten\n  1 | examples: city/nine\n    | ^^^^^^^^\n"
        "写成 examples: city/ten",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_has_its_message(tmp_path: Path, name: str) -> None:
    files, said = MISTAKES[name]
    world.put(world.write(tmp_path, ONE), files)
    assert "\n\n".join(world.errors(tmp_path)) == said


@pytest.mark.parametrize("file", ["measures/b.yaml", "measure/b.yaml"])
def test_what_only_a_file_that_could_not_be_read_may_read_is_not_called_unread(tmp_path: Path, file: str) -> None:
    files = {
        "city/ten/2026/pack.yaml": world.pack() + "parameters:\n  甲参数: {values: [{value: 5元}]}\n",
        f"city/ten/2026/{file}": world.measure("b", "ammount: 甲参数\n"),
    }
    world.put(world.write(tmp_path, ONE), files)
    assert [one.severity for one in read_library(tmp_path).check()] == ["error"]
    (tmp_path / "city/ten/2026" / file).unlink()
    assert [one.message.en for one in read_library(tmp_path).check()] == ["no rule reads “甲参数”"]


def test_a_folder_with_mistakes_is_not_loaded(tmp_path: Path) -> None:
    world.put(world.write(tmp_path, ONE), {"city/ten/2026/measures/b.yml": "measure: b\n"})
    with pytest.raises(RulesError) as error:
        load(tmp_path)
    assert error.value.show().startswith("规则不能使用：1 个问题\n\n")


def test_what_is_wrong_with_an_expression_keeps_the_day_from_being_decided(tmp_path: Path) -> None:
    library = load(world.write(tmp_path, {"a": "amount: 从业人员\n"}))
    profile = policy_engine.read_profile(library, {"as_of": "2026-03-15", "facts": {}})
    with pytest.raises(RulesError) as error:
        policy_engine.match(library, profile)
    assert "金额要以元计，这里是以人计的数" in error.value.show()


def test_files_in_wrong_encodings_are_findings(tmp_path: Path) -> None:
    folder = world.write(tmp_path, ONE)
    path = folder / "city/ten/2026/measures/a.yaml"
    path.write_bytes(world.measure("a", "amount: 1元\n").encode("gbk"))
    (said,) = world.errors(folder)
    assert said.startswith("city/ten/2026/measures/a.yaml:")
    assert "UTF-8" in said


def test_rules_are_found_where_they_are_named_or_said_to_be_nowhere(tmp_path: Path) -> None:
    rules = world.write(tmp_path / "rules", {})
    assert find_rules(rules) == rules
    with pytest.raises(NotFoundError) as error:
        find_rules(tmp_path / "nowhere")
    assert error.value.show() == f"没有规则目录 {tmp_path.as_posix()}/nowhere；用 --rules 指明"
    (tmp_path / "empty").mkdir()
    with pytest.raises(NotFoundError, match=r"/empty 里没有规则：规则目录里有 vocabulary/\*\.yaml 和 .*pack\.yaml \|"):
        find_rules(tmp_path / "empty")
    with pytest.raises(NotFoundError, match=f"是否想用 {rules.as_posix()}？"):
        load(tmp_path)
