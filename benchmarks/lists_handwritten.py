"""The measures over lists as a careful programmer writes them: what is surely granted, and the sum surely due."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.clauses import TODAY, WAN

Facts = Mapping[str, Any]
Grant = tuple[bool, int]
REFUSED: Grant = (False, 0)


def rent(firm: Facts) -> Grant:
    total, granted = 0, False
    for lease in firm["leases"] or ():
        months, area, price = lease["months"], lease["area"], lease["unit_price"]
        if not lease["own_use"] or lease["sublet"] is not False or lease["purpose"] not in ("研发", "办公"):
            continue
        if months is None or months < 36 or area is None or area < 100:
            continue
        granted = True
        if price is not None:
            total += (min(area, 1000) * min(price, 6000) * 12 * 45 + 50) // 100
    return granted, total


def talent(firm: Facts) -> Grant:
    employees, staff = firm["employees"], firm["staff"]
    if employees is None or employees < 10 or not staff:
        return REFUSED
    qualified = graduates = 0
    for person in staff:
        salary = person["salary"]
        if person["full_year"] and person["taxed_here"] and salary is not None and salary >= 30 * WAN:
            qualified += 1
        if person["degree"] in ("博士", "硕士"):
            graduates += 1
    if qualified < 2 or 100 * graduates < 30 * len(staff):
        return REFUSED
    return True, min(6 * WAN, qualified * 2 * WAN)


def project(firm: Facts) -> Grant:
    total, granted = 0, False
    for one in firm["projects"] or ():
        spending, own_funds, accepted = one["spending"], one["own_funds"], one["accepted_on"]
        if spending is None or spending < 100 * WAN or own_funds is None or 100 * own_funds < 30 * spending:
            continue
        if accepted is None or accepted > TODAY or one["supported"] is not False:
            continue
        if not one["shared"] and one["level"] not in ("国家级", "市级"):
            continue
        granted = True
        total += min(300 * WAN, (20 * spending + 50) // 100)
    return granted, total


def investment(firm: Facts) -> Grant:
    leases, projects = firm["leases"], firm["projects"]
    if not leases or not projects:
        return REFUSED
    room = False
    for lease in leases:
        if not lease["own_use"]:
            return REFUSED
        if lease["area"] is not None and lease["area"] >= 200:
            room = True
    spending = large = 0
    national = False
    for one in projects:
        spent = one["spending"] or 0
        spending += spent
        if spent >= 100 * WAN:
            large += spent
        if one["level"] == "国家级":
            national = True
    if not room or not national or spending < 500 * WAN:
        return REFUSED
    return True, min(200 * WAN, (5 * large + 50) // 100)


def decide(firm: Facts) -> tuple[Grant, ...]:
    """All four measures, in the order of the pack."""
    return rent(firm), talent(firm), project(firm), investment(firm)
