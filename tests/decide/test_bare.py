"""The bare answer where its order of work differs most from the trace."""

from __future__ import annotations

import pytest

from tests.decide import laws
from tests.decide.cases import lease, library

NESTED = """for_each: 甲 in 租约
amount: 甲.已付租金
when:
  - condition: |
      count(租约[not(自用)]) >= 1份 or 甲.自用
  - condition: 甲.自用
  - condition: |
      sum(租约[自用].面积) > 100㎡ or 甲.面积 > 50㎡
"""


@pytest.mark.parametrize("own", [(True, False), (False, True), (True, True), (None, False), (False, None)])
def test_a_list_looked_through_within_an_item_of_its_own_leaves_the_item_alone(
    own: tuple[bool | None, bool | None],
) -> None:
    leases = [lease(f"L{number}", own_use=one, area="60.00") for number, one in enumerate(own)]
    assert laws.differences(library(NESTED), {"as_of": "2026-03-15", "facts": {"leases": leases}}) == []


def test_an_unknown_number_of_an_item_stays_unknown_behind_a_look_through_its_own_list() -> None:
    text = """for_each: 甲 in 租约
amount: 1000元
when:
  - condition: 甲.面积 >= 0㎡
  - condition: 甲.自用 and count(租约[面积 >= 0㎡]) >= 1份
  - condition: 甲.面积 <= 500㎡
"""
    profile = {"as_of": "2026-03-15", "facts": {"leases": [lease("A", area=None)]}}
    assert laws.differences(library(text), profile) == []
