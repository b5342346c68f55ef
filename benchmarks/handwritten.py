"""The ten measures as a careful programmer writes them: one function each, plain `if`s, leaving at the first failure.

Each answers whether the measure is surely granted and how much it pays, None where the sum rests on an unknown fact.
There is no reason, no citation and no interval: this is the least that any engine could cost.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.clauses import DISTRICTS, INDUSTRIES, TODAY, WAN, YEAR, YI, days

Grant = tuple[bool, int | None]
REFUSED: Grant = (False, 0)
UNKNOWN_SUM: Grant = (True, None)


def _districts(*numbers: int) -> frozenset[str]:
    return frozenset(DISTRICTS[number - 1] for number in numbers)


def _industries(*numbers: int) -> frozenset[str]:
    return frozenset(INDUSTRIES[number - 1] for number in numbers)


RD_DISTRICTS = _districts(1, 2, 3, 5, 8, 13)
RD_INDUSTRIES = _industries(*range(10, 40))
LOAN_DISTRICTS = _districts(*range(1, 11))
LOAN_INDUSTRIES = _industries(10, 11, 12, 26, 27, 39)
EQUIPMENT_INDUSTRIES = _industries(*range(13, 44))
EXPORT_DISTRICTS = _districts(2, 4, 6, 8)
EXPORT_INDUSTRIES = _industries(13, 14, 17, 18, 19)
HEADQUARTERS_DISTRICTS = _districts(1, 3, 5, 7, 9, 11)
GROWTH_INDUSTRIES = _industries(*range(13, 75, 2))
START_UP_DISTRICTS = _districts(*range(1, 17))
GREEN_INDUSTRIES = _industries(15, 16, 20, 22, 25, 26, 28, 30, 31, 32, 33, 44)
GREEN_DISTRICTS = _districts(4, 6, 10, 12, 14)
YEAR_AGO = TODAY - YEAR
FIVE_YEARS_AGO = TODAY - 5 * YEAR
IN_THREE_YEARS = TODAY + 3 * YEAR
NEW_YEAR_2022, NEW_YEAR_2023 = days("2022-01-01"), days("2023-01-01")
NEW_YEAR_2024, NEW_YEAR_2025 = days("2024-01-01"), days("2025-01-01")

Facts = Mapping[str, Any]


def rd_bonus(firm: Facts) -> Grant:
    if firm["district"] not in RD_DISTRICTS or firm["industry"] not in RD_INDUSTRIES:
        return REFUSED
    founded = firm["founded_on"]
    if founded is None or founded > YEAR_AGO:
        return REFUSED
    if firm["loss"] is not False or firm["tax_rating"] not in ("A", "B"):
        return REFUSED
    revenue, exports = firm["revenue"], firm["exports"]
    if not (revenue is not None and revenue >= 2000 * WAN) and not (exports is not None and exports >= 500 * WAN):
        return REFUSED
    debts, assets = firm["debts"], firm["assets"]
    if debts is None or not assets or 100 * debts > 70 * assets:
        return REFUSED
    met = 1 if firm["high_tech"] else 0
    rd_expense, patents = firm["rd_expense"], firm["patents"]
    if rd_expense is not None and revenue and 100 * rd_expense >= 4 * revenue:
        met += 1
    rd_staff, employees = firm["rd_staff"], firm["employees"]
    if rd_staff is not None and employees and 100 * rd_staff >= 10 * employees:
        met += 1
    if patents is not None and patents >= 5:
        met += 1
    if met < 2:
        return REFUSED
    if rd_expense is None:
        return UNKNOWN_SUM
    return True, min(200 * WAN, (rd_expense * 1500 + 5000) // 10_000)


def sme_loan(firm: Facts) -> Grant:
    employees, revenue = firm["employees"], firm["revenue"]
    if employees is None or employees > 300 or revenue is None or revenue > 4 * YI:
        return REFUSED
    if firm["district"] not in LOAN_DISTRICTS or firm["listed"] is not False:
        return REFUSED
    interest, debts = firm["interest"], firm["debts"]
    if not interest or not debts or 100 * interest > 12 * debts:
        return REFUSED
    if not firm["high_tech"] and not firm["patents"] and firm["industry"] not in LOAN_INDUSTRIES:
        return REFUSED
    return True, min(50 * WAN, (interest * 5000 + 5000) // 10_000)


def equipment_grant(firm: Facts) -> Grant:
    equipment = firm["equipment"]
    if equipment is None or equipment < 500 * WAN or firm["industry"] not in EQUIPMENT_INDUSTRIES:
        return REFUSED
    assets, debts = firm["assets"], firm["debts"]
    if not assets or 100 * equipment < 5 * assets:
        return REFUSED
    if firm["tax_rating"] not in ("A", "B", "C") or debts is None or 100 * debts > 85 * assets:
        return REFUSED
    founded = firm["founded_on"]
    if founded is None or founded > NEW_YEAR_2022:
        return REFUSED
    revenue, before = firm["revenue"], firm["revenue_before"]
    if revenue is None or before is None:
        return REFUSED
    if not (before and 100 * revenue >= 110 * before) and not (revenue >= before and firm["exports"]):
        return REFUSED
    weighted = min(equipment, 2000 * WAN) * 800
    if equipment > 2000 * WAN:
        weighted += (min(equipment, 1 * YI) - 2000 * WAN) * 1000
    if equipment > 1 * YI:
        weighted += (equipment - 1 * YI) * 1200
    return True, min(1500 * WAN, (weighted + 5000) // 10_000)


def certified(firm: Facts) -> Grant:
    until = firm["certificate_until"]
    if not firm["high_tech"] or until is None or not TODAY <= until <= IN_THREE_YEARS:
        return REFUSED
    if firm["tax_rating"] not in ("A", "B"):
        return REFUSED
    met = 1 if firm["headquarters"] else 0
    rd_expense, revenue, patents = firm["rd_expense"], firm["revenue"], firm["patents"]
    if rd_expense is not None:
        if rd_expense >= 100 * WAN:
            met += 1
        if revenue and 100 * rd_expense >= 3 * revenue:
            met += 1
    rd_staff, employees = firm["rd_staff"], firm["employees"]
    if rd_staff is not None and employees and 100 * rd_staff >= 10 * employees:
        met += 1
    if patents is not None and patents >= 6:
        met += 1
    if met < 3:
        return REFUSED
    if rd_expense is None:
        return UNKNOWN_SUM
    return True, min(30 * WAN, max(20 * WAN, (rd_expense * 500 + 5000) // 10_000))


def export_promotion(firm: Facts) -> Grant:
    exports, revenue = firm["exports"], firm["revenue"]
    if exports is None or exports < 300 * WAN or not revenue or 100 * exports < 15 * revenue:
        return REFUSED
    if firm["loss"] is not False or firm["listed"] is not False or firm["tax_rating"] not in ("A", "B"):
        return REFUSED
    if firm["district"] not in EXPORT_DISTRICTS:
        employees = firm["employees"]
        if firm["industry"] not in EXPORT_INDUSTRIES or employees is None or employees < 20:
            return REFUSED
    tax_paid = firm["tax_paid"]
    if tax_paid is None:
        return UNKNOWN_SUM
    return True, min(300 * WAN, (exports * 150 + 5000) // 10_000, (tax_paid * 3000 + 5000) // 10_000)


def headquarters_reward(firm: Facts) -> Grant:
    if not firm["headquarters"] or firm["district"] not in HEADQUARTERS_DISTRICTS or firm["loss"] is not False:
        return REFUSED
    employees, applied = firm["employees"], firm["applied_on"]
    if employees is None or employees < 50 or applied is None or applied < NEW_YEAR_2024:
        return REFUSED
    debts, assets = firm["debts"], firm["assets"]
    if debts is None or not assets or 100 * debts >= 90 * assets:
        return REFUSED
    revenue, tax_paid = firm["revenue"], firm["tax_paid"]
    rich = assets >= 5 * YI and tax_paid is not None and tax_paid >= 2000 * WAN
    if not rich and (revenue is None or revenue < 10 * YI):
        return REFUSED
    if tax_paid is None:
        return UNKNOWN_SUM
    weighted = 0
    if tax_paid > 1000 * WAN:
        weighted += (min(tax_paid, 5000 * WAN) - 1000 * WAN) * 1000
    if tax_paid > 5000 * WAN:
        weighted += (tax_paid - 5000 * WAN) * 2000
    return True, min(5000 * WAN, (weighted + 5000) // 10_000)


def growth(firm: Facts) -> Grant:
    revenue, before = firm["revenue"], firm["revenue_before"]
    if revenue is None or revenue >= 20 * YI or before is None or before < 1000 * WAN:
        return REFUSED
    if 100 * revenue < 120 * before:
        return REFUSED
    if firm["loss"] is not False or firm["tax_rating"] not in ("A", "B", "C"):
        return REFUSED
    if firm["industry"] not in GROWTH_INDUSTRIES:
        return REFUSED
    met = 0
    rd_expense, interest, tax_paid = firm["rd_expense"], firm["interest"], firm["tax_paid"]
    if rd_expense is not None and interest is not None and rd_expense >= interest:
        met += 1
    if tax_paid is not None and 100 * tax_paid >= 3 * revenue:
        met += 1
    employees, patents = firm["employees"], firm["patents"]
    if employees is not None and employees >= 30:
        met += 1
    if patents is not None and patents >= 2:
        met += 1
    if met < 2:
        return REFUSED
    return True, min(500 * WAN, (revenue * 50 + 5000) // 10_000)


def start_up(firm: Facts) -> Grant:
    founded, employees, revenue = firm["founded_on"], firm["employees"], firm["revenue"]
    if founded is None or founded < FIVE_YEARS_AGO or employees is None or not 3 <= employees <= 100:
        return REFUSED
    if revenue is None or revenue > 5000 * WAN or firm["listed"] is not False:
        return REFUSED
    if firm["tax_rating"] not in ("A", "B", "C") or firm["district"] not in START_UP_DISTRICTS:
        return REFUSED
    rd_expense = firm["rd_expense"]
    if not firm["high_tech"]:
        met = 1 if firm["patents"] else 0
        rd_staff = firm["rd_staff"]
        if rd_expense is not None and revenue and 100 * rd_expense >= 10 * revenue:
            met += 1
        if rd_staff is not None and rd_staff >= 5:
            met += 1
        if met < 2:
            return REFUSED
    if rd_expense is None:
        return UNKNOWN_SUM
    return True, min(100 * WAN, (rd_expense * 3000 + 5000) // 10_000)


def listing(firm: Facts) -> Grant:
    applied = firm["applied_on"]
    if not firm["listed"] or applied is None or not NEW_YEAR_2025 <= applied <= TODAY:
        return REFUSED
    if firm["loss"] is not False or firm["tax_rating"] not in ("A", "B"):
        return REFUSED
    assets, debts = firm["assets"], firm["debts"]
    if assets is None or assets < 1 * YI or debts is None or 100 * debts > 60 * assets:
        return REFUSED
    revenue, rd_expense = firm["revenue"], firm["rd_expense"]
    if revenue is None or revenue <= debts:
        return REFUSED
    if revenue < 3 * YI and not (rd_expense is not None and revenue and 100 * rd_expense >= 8 * revenue):
        return REFUSED
    weighted = min(assets, 2 * YI) * 100
    if assets > 2 * YI:
        weighted += (min(assets, 10 * YI) - 2 * YI) * 50
    if assets > 10 * YI:
        weighted += (assets - 10 * YI) * 20
    return True, min(600 * WAN, (weighted + 5000) // 10_000)


def green(firm: Facts) -> Grant:
    equipment = firm["equipment"]
    if firm["industry"] not in GREEN_INDUSTRIES or not equipment:
        return REFUSED
    applied = firm["applied_on"]
    if applied is None or applied < NEW_YEAR_2023:
        return REFUSED
    if firm["loss"] is not False:
        debts, assets = firm["debts"], firm["assets"]
        if debts is None or not assets or 100 * debts > 80 * assets:
            return REFUSED
    revenue = firm["revenue"]
    met = 1 if firm["tax_rating"] in ("A", "B") else 0
    if equipment >= 200 * WAN:
        met += 1
    if revenue is not None:
        if revenue >= 1000 * WAN:
            met += 1
        if revenue and 100 * equipment >= 2 * revenue:
            met += 1
    if firm["district"] in GREEN_DISTRICTS:
        met += 1
    if met < 3:
        return REFUSED
    if revenue is None:
        return UNKNOWN_SUM
    return True, min(800 * WAN, (equipment * 1000 + 5000) // 10_000, (revenue * 200 + 5000) // 10_000)


def decide(firm: Facts) -> tuple[Grant, ...]:
    """All ten measures, in the order of the pack."""
    return (
        rd_bonus(firm), sme_loan(firm), equipment_grant(firm), certified(firm), export_promotion(firm),
        headquarters_reward(firm), growth(firm), start_up(firm), listing(firm), green(firm),
    )  # fmt: skip
