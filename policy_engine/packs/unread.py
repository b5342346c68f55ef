"""The files of a folder of rules that nobody reads, and what is meant by where they stand and what they are called."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from policy_engine.errors import Bilingual, Finding
from policy_engine.packs.reading import not_yet
from policy_engine.packs.text import read_file
from policy_engine.source import Place, Source


def unread_files(root: Path) -> list[Finding]:
    """YAML files that stand where nobody reads them: a rule in one would be no rule."""
    versions = {path.parent for path in root.rglob("pack.yaml")}
    found: list[Finding] = []
    lacking: dict[Path, list[Path]] = {}
    for path in sorted(one for one in root.rglob("*") if one.suffix in (".yaml", ".yml")):
        folder = path.parent
        in_measures = folder.name == "measures"
        own = path.suffix == ".yaml" and (
            folder == root / "vocabulary"
            or (folder in versions and path.name in ("pack.yaml", "examples.yaml"))
            or (in_measures and folder.parent in versions)
        )
        if own:
            continue
        version = folder.parent if in_measures else folder
        if path.name == "versions.yaml":
            found.append(not_yet(path.name, _first_line(path)))
        elif version not in versions and (in_measures or path.name == "examples.yaml" or _is_meant_for_pack(path)):
            lacking.setdefault(version, []).append(path)
        else:
            message = Bilingual("没有人读放在这里的文件", "nobody reads a file that stands here")
            found.append(Finding("error", message, _first_line(path), _where_it_belongs(path, root, versions)))
    return [*found, *(_without_pack(folder, paths) for folder, paths in lacking.items())]


def _first_line(path: Path) -> Place:
    source, _ = read_file(path)
    return Place(source or Source(path.as_posix(), ""), 0, 1)


def _is_meant_for_pack(path: Path) -> bool:
    return path.stem.lower() in ("pack", "packs")


def _without_pack(folder: Path, paths: Sequence[Path]) -> Finding:
    """That a folder has files of a version and no `pack.yaml`, once for all of them."""
    misnamed = next((path for path in paths if _is_meant_for_pack(path)), None)
    count = len(paths)
    files = "1 file" if count == 1 else f"{count} files"
    return Finding(
        "error",
        Bilingual(
            f"文件夹 {folder.name} 里没有 pack.yaml，其中 {count} 个文件没有人读",
            f"there is no pack.yaml in the folder {folder.name}: nobody reads {files} of it",
        ),
        _first_line(misnamed or paths[0]),
        Bilingual(f"把 {misnamed.name} 改名为 pack.yaml", f"rename {misnamed.name} to pack.yaml")
        if misnamed is not None
        else Bilingual("补上 pack.yaml，它说明这是哪个规则包", "add pack.yaml, which says what pack this is"),
    )


def _where_it_belongs(path: Path, root: Path, versions: Collection[Path]) -> Bilingual:
    """Where a file that nobody reads should stand, or what it should be called."""
    folder, named = path.parent, f"{path.stem}.yaml"
    of_measures = folder.name == "measures" and folder.parent in versions
    if path.suffix == ".yml" and (of_measures or folder == root / "vocabulary" or folder in versions):
        return Bilingual(f"改名为 {named}", f"rename it to {named}")
    if folder in versions:
        return Bilingual("措施放在 measures/ 里", "a measure stands in measures/")
    if folder.parent in versions:
        return Bilingual("措施的文件夹叫 measures", "the folder of measures is called measures")
    return Bilingual(
        "规则只在 vocabulary/*.yaml、<规则包>/<版本>/pack.yaml、examples.yaml 和 measures/*.yaml 里",
        "rules stand in vocabulary/*.yaml and in pack.yaml, examples.yaml and measures/*.yaml of <pack>/<version>",
    )
