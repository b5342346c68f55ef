from __future__ import annotations

from policy_engine.packs.kept import Kept


def test_what_was_asked_for_lately_is_kept_and_the_rest_made_again() -> None:
    made: list[str] = []

    def make(key: str) -> str:
        made.append(key)
        return key.upper()

    kept: Kept[str, str] = Kept(2)
    asked = ["a", "b", "a", "c", "a", "b"]
    assert [kept.get(key, lambda key=key: make(key)) for key in asked] == [key.upper() for key in asked]
    assert made == ["a", "b", "c", "b"]
    assert list(kept.found) == ["a", "b"]
