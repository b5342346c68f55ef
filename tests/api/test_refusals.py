"""What cannot be used is refused in both languages, with the path of what offends; nothing is guessed at."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest
from starlette.testclient import TestClient

from api import shapes
from policy_engine.errors import Language

JSON = {"Content-Type": "application/json"}
DAY = '"as_of": "2026-03-15"'
RECEIPT = json.dumps(
    {
        "receipt": 1, "as_of": "2026-03-15", "engine": "", "packs": {}, "vocabulary": "",
        "kind": None, "batch": None, "filed_at": None,
        "measures": [], "fiscal_years": [2025], "salt": "", "facts": "", "outcome": "",
    }
)  # fmt: skip
SALTLESS = RECEIPT.replace('"salt": "", ', "")


@dataclass(frozen=True)
class Refusal:
    """A request and how it is refused: by what it is, the first path, and a word of the message in both languages."""

    body: str | bytes
    status: int
    path: str | None
    zh: str
    en: str
    to: str = "/v1/matches"


def fact(text: str) -> str:
    return f'{{{DAY}, "facts": {{{text}}}}}'


REFUSALS = {
    "false is not zero": Refusal(fact('"employees": false'), 422, "facts.employees", "整数", "whole number"),
    "text is no number": Refusal(fact('"employees": "1"'), 422, "facts.employees", "整数", "whole number"),
    "zero is not false": Refusal(fact('"legal_person": 0'), 422, "facts.legal_person", "true 或 false", "true or false"),
    "a fraction": Refusal(fact('"employees": 86.5'), 422, "facts.employees", "JSON 小数", "JSON fraction"),
    "a share as a fraction": Refusal(
        fact('"operating_revenue": {"2025": 0.1}'), 422, "facts.operating_revenue.2025", "JSON 小数", "JSON fraction"
    ),
    "a number with an exponent": Refusal(fact('"employees": 1e2'), 422, "facts.employees", "指数", "exponent"),
    "a number beyond all bounds": Refusal(
        fact(f'"employees": {"9" * 5000}'), 422, "facts.employees", "太大", "too large"
    ),
    "a negative head-count": Refusal(fact('"employees": -1'), 422, "facts.employees", "超出", "out of"),
    "a misspelt fact": Refusal(fact('"emploees": 1'), 422, "facts.emploees", "employees", "undeclared"),
    "a misspelt code": Refusal(
        fact('"registered_district": "青埔区"'), 422, "facts.registered_district", "青浦区", "declared"
    ),
    "a date that does not exist": Refusal(
        fact('"registered_on": "2025-02-29"'), 422, "facts.registered_on", "日期", "no date"
    ),
    "too many decimal places": Refusal(
        fact('"average_salary": "1.005"'), 422, "facts.average_salary", "小数", "decimal"
    ),
    "an unknown wrapper key": Refusal(
        fact('"employees": {"value": 1, "evidense": "verified"}'), 422, "facts.employees.evidense", "未知的键", "unknown"
    ),
    "an unknown level of evidence": Refusal(
        fact('"employees": {"value": 1, "evidence": "sure"}'), 422, "facts.employees.evidence", "之一", "one of"
    ),
    "one id twice": Refusal(
        fact('"leases": [{"id": "L1"}, {"id": "L1"}]'), 422, "facts.leases[1].id", "两次", "twice"
    ),
    "a fact that contradicts": Refusal(
        fact('"registered_on": "2020-01-01", "fiscal_years": 9'), 422, "facts.fiscal_years", "矛盾", "contradicts"
    ),
    "a fiscal year that has not ended": Refusal(
        fact('"rd_expense": {"2026": "1.00"}'), 422, "facts.rd_expense.2026", "最近结束的是 2025", "has not ended on 2026-03-15"
    ),
    "an application filed later": Refusal(
        f'{{{DAY}, "application": {{"filed_at": "2026-03-16"}}, "facts": {{}}}}', 422, "application.filed_at", "晚于基准日",
        "later than 2026-03-15",
    ),
    "no day": Refusal('{"facts": {}}', 422, "as_of", "写上 as_of，例如 2026-03-15", "write as_of, e.g. 2026-03-15"),
    "a day out of range": Refusal('{"as_of": "1850-01-01", "facts": {}}', 422, "as_of", "1900", "1900"),
    "no facts": Refusal(f"{{{DAY}}}", 422, "facts", "指标", "facts"),
    "an unknown key": Refusal(f'{{{DAY}, "facts": {{}}, "fact": 1}}', 422, "fact", "未知的键", "unknown key"),
    "packs that are no list": Refusal(f'{{{DAY}, "facts": {{}}, "packs": "a"}}', 422, "packs", "列表", "list"),
    "a body that is no object": Refusal("[]", 422, "body", "JSON 对象", "JSON object"),
    "no measure": Refusal(fact(""), 422, "measure", "必须给出", "must be given", "/v1/decisions"),
    "no name": Refusal(fact(""), 422, "name", "必须给出", "must be given", "/v1/values"),
    "no receipt": Refusal("{}", 422, "receipt", "必须给出", "must be given", "/v1/receipts/verify"),
    "a receipt that is none": Refusal(
        '{"receipt": {}, "profile": {"facts": {}}}', 422, "receipt.receipt", "回执", "receipt", "/v1/receipts/verify"
    ),
    "a receipt without its salt": Refusal(
        f'{{"receipt": {SALTLESS}, "profile": {{"facts": {{}}}}}}', 422, "receipt.salt", "缺这个键", "lacks this key", "/v1/receipts/verify",
    ),
    "a receipt with a wrong value": Refusal(
        f'{{"receipt": {RECEIPT.replace("[2025]", "[true]")}, "profile": {{"facts": {{}}}}}}', 422,
        "receipt.fiscal_years.0", "回执", "receipt", "/v1/receipts/verify",
    ),
    "a bad fact beside a receipt": Refusal(
        f'{{"receipt": {RECEIPT}, "profile": {{"facts": {{"employees": "1"}}}}}}', 422, "profile.facts.employees", "整数", "whole",
        "/v1/receipts/verify",
    ),
    "a key beside a receipt": Refusal(
        '{"receipt": {}, "profile": {}, "as_of": "2026-03-15"}', 422, "as_of", "未知的键", "unknown", "/v1/receipts/verify"
    ),
    "an unknown query parameter": Refusal(fact(""), 422, "query.explian", "未知", "unknown", "/v1/matches?explian=zh"),
    "an unknown language": Refusal(fact(""), 422, "query.explain", "zh 或 en", "zh or en", "/v1/matches?explain=fr"),
    "a parameter twice": Refusal(
        fact(""), 422, "query.explain", "两次", "twice", "/v1/matches?explain=zh&explain=en"
    ),
    "cut short": Refusal('{"facts": ', 400, None, "不是 JSON", "line 1 column"),
    "nothing": Refusal("", 400, None, "不是 JSON", "line 1 column"),
    "a key twice": Refusal(fact('"employees": 1, "employees": 2'), 400, "employees", "两次", "twice"),
    "not a number": Refusal(fact('"employees": NaN'), 400, None, "NaN", "NaN"),
    "infinity": Refusal(fact('"employees": -Infinity'), 400, None, "Infinity", "Infinity"),
    "half of a pair for a key, twice": Refusal(fact('"\\ud800": 1, "\\ud800": 2'), 400, "\\ud800", "两次", "twice"),
    "half of a pair": Refusal(fact('"name": "\\ud800"'), 400, None, "代理字符", "half of a pair"),
    "not UTF-8": Refusal(fact('"name": "示例"').encode("gb18030"), 400, None, "UTF-8", "UTF-8"),
    "UTF-16": Refusal(fact("").encode("utf-16"), 400, None, "UTF-8", "UTF-8"),
    "too deep": Refusal("[" * 200_000, 400, None, "太深", "deeply"),
    "an unknown pack": Refusal(
        f'{{{DAY}, "facts": {{}}, "packs": ["national/sme-siz"]}}', 404, None, "national/sme-size", "did you mean"
    ),
    "a day without rules": Refusal(
        '{"as_of": "2001-01-01", "facts": {}}', 404, None, "national/high-tech-enterprise@2016 (2016-01-01 – …)",
        "no measure is in force on 2001-01-01",
    ),
    "a pack on a day before it": Refusal(
        '{"as_of": "2020-01-01", "facts": {}, "packs": ["shanghai/qingpu/it-ten"]}', 404, None, "2026-01-01 – …",
        "shanghai/qingpu/it-ten is not in force on 2020-01-01",
    ),
    "an unknown measure": Refusal(
        f'{{{DAY}, "facts": {{}}, "measure": "shanghai/qingpu/it-ten#rents"}}', 404, None, "rent", "did you mean rent",
        "/v1/decisions",
    ),
    "an unknown version": Refusal(
        f'{{{DAY}, "facts": {{}}, "measure": "shanghai/qingpu/it-ten@1999#rent"}}', 404, None, "2026", "2026",
        "/v1/decisions",
    ),
    "an unknown value": Refusal(
        f'{{{DAY}, "facts": {{}}, "name": "is_sm"}}', 404, None, "is_sme", "did you mean", "/v1/values"
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS)
def test_it_is_refused_where_it_is_wrong(client: TestClient, refusal: Refusal, language: Language) -> None:
    content = refusal.body.encode() if isinstance(refusal.body, str) else refusal.body
    response = client.post(refusal.to, content=content, headers={**JSON, "Accept-Language": language})
    assert response.status_code == refusal.status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["content-language"] == language
    problem = shapes.Problem.model_validate_json(response.text)
    assert problem.status == refusal.status
    said = refusal.zh if language == "zh" else refusal.en
    if refusal.path is None:
        assert problem.errors is None
        assert said in problem.detail
    else:
        assert problem.errors is not None
        first = problem.errors[0]
        assert first.path == refusal.path
        texts = [first.message, *([first.advice] if first.advice is not None else [])]
        assert any(refusal.zh in text.zh for text in texts)
        assert any(refusal.en in text.en for text in texts)


def test_every_defect_is_reported_at_once(client: TestClient) -> None:
    facts = {"employees": "1", "legal_person": 1, "leases": [{"area": 0.5}]}
    problem = client.post("/v1/matches", json={"as_of": "2026-03-15", "facts": facts}).json()
    assert [one["path"] for one in problem["errors"]] == [
        "facts.employees", "facts.legal_person", "facts.leases[0].area",
    ]  # fmt: skip


def test_a_flood_of_defects_is_cut(client: TestClient) -> None:
    facts = {f"fact{number}": 1 for number in range(5000)}
    response = client.post(
        "/v1/matches", json={"as_of": "2026-03-15", "facts": facts}, headers={"Accept-Language": "en"}
    )
    assert response.status_code == 422
    assert len(response.json()["errors"]) == 100
    assert response.json()["detail"] == "the profile cannot be used: 5000 defects (the first 100 are listed)"


def test_a_byte_order_mark_is_taken_as_in_a_file(client: TestClient) -> None:
    plain, marked = (
        client.post("/v1/matches", content=mark + fact('"employees": 86').encode(), headers=JSON)
        for mark in (b"", b"\xef\xbb\xbf")
    )
    assert (plain.status_code, plain.text) == (200, marked.text)


def test_a_whole_number_may_be_written_with_a_point(client: TestClient) -> None:
    plain, pointed = (
        client.post("/v1/matches", content=fact(f'"employees": {text}'), headers=JSON).text for text in ("86", "86.0")
    )
    assert plain == pointed


@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", "", "application/jsonx"])
def test_another_media_type_is_refused(client: TestClient, media: str) -> None:
    response = client.post("/v1/matches", content="{}", headers={"Content-Type": media})
    assert response.status_code == 415
    assert "application/json" in response.json()["detail"]


@pytest.mark.parametrize("media", ["application/json", "Application/JSON; charset=utf-8"])
def test_json_is_taken_however_it_is_announced(client: TestClient, media: str) -> None:
    response = client.post("/v1/matches", content=fact(""), headers={"Content-Type": media})
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [("GET", "/v1/matches", "POST"), ("POST", "/v1/packs", "GET"), ("PUT", "/docs", "GET")],
)
def test_another_method_is_refused(client: TestClient, method: str, path: str, allowed: str) -> None:
    response = client.request(method, path)
    assert response.status_code == 405
    assert response.headers["allow"] == allowed
    assert method in shapes.Problem.model_validate_json(response.text).detail


@pytest.mark.parametrize("path", ["/v1", "/v1/matches/", "/docs/../app.py", "/docs/NOTICE", "/v1/packs/nowhere"])
def test_another_address_is_not_there(client: TestClient, path: str) -> None:
    method = "POST" if path.startswith("/v1/matches") else "GET"
    response = client.request(method, path)
    assert response.status_code == 404
    assert shapes.Problem.model_validate_json(response.text).type == "urn:policy-engine:problem:not-found"


@pytest.mark.parametrize("name", ["national/sme-size", "national/sme-size@2011"])
def test_a_pack_asked_for_on_a_day_is_in_force_then(client: TestClient, name: str) -> None:
    response = client.get(f"/v1/packs/{name}?as_of=2011-06-17", headers={"Accept-Language": "en"})
    assert response.status_code == 404
    said = f"{name} is not in force on 2011-06-17; it is: national/sme-size@2011 (2011-06-18 – …)"
    assert response.json()["detail"] == said


@pytest.mark.parametrize("query", ["as_of=yesterday", "as_of=2026-02-30", "on=2026-01-01"])
def test_a_pack_is_asked_for_properly(client: TestClient, query: str) -> None:
    response = client.get(f"/v1/packs/national/sme-size?{query}")
    assert response.status_code == 422
    assert response.json()["errors"][0]["path"] == f"query.{query.partition('=')[0]}"


def test_nothing_of_a_refused_text_breaks_the_answer(client: TestClient) -> None:
    text = '\u0000"</script>\U0001f600' + "长" * 400
    response = client.post("/v1/matches", json={"as_of": "2026-03-15", "facts": {"registered_district": text}})
    assert response.status_code == 422
    assert len(json.dumps(response.json())) < 8000


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "zh"),
        ("fr", "zh"),
        ("en-GB,en;q=0.9", "en"),
        ("zh;q=0.5, en;q=0.8", "en"),
        ("en;q=0.1,zh-CN", "zh"),
        ("en;q=x", "zh"),
    ],
)
def test_the_language_is_the_one_preferred(client: TestClient, accepted: str, language: str) -> None:
    response = client.get("/nowhere", headers={"Accept-Language": accepted})
    assert response.headers["content-language"] == language
