"""Writes the parts of the pages that come from the code's tables: `python -m docs.generate` (`--check` only compares).

A page holds each such part between `<!-- generated: NAME -->` and `<!-- end -->`; `PAGES` says who writes it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from docs import language, packs

Part = Callable[[], str]
PAGES: Mapping[str, Mapping[str, Part]] = {"language.md": language.PARTS, "packs.md": packs.PARTS}
FOLDER = Path(__file__).parent
_PART = re.compile(r"(<!-- generated: (?P<name>[\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def filled(text: str, parts: Mapping[str, Part]) -> str:
    """The page with every generated part as the code has it now; raises `KeyError` at a part nobody writes."""
    return _PART.sub(lambda match: f"{match[1]}\n{parts[match['name']]()}\n\n{match[3]}", text)


def main(arguments: Sequence[str]) -> int:
    stale = []
    for name, parts in PAGES.items():
        path = FOLDER / name
        text = path.read_text(encoding="utf-8")
        wanted = filled(text, parts)
        if wanted != text:
            stale.append(name)
            if "--check" not in arguments:
                path.write_text(wanted, encoding="utf-8")
    for name in stale:
        sys.stdout.write(f"docs/{name}\n")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
