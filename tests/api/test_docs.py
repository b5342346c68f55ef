"""`/docs` needs nothing from elsewhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from api.routes.docs import STATIC


class Links(HTMLParser):
    """What a page makes a browser fetch or run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in ("href", "src", "action", "srcset")]
        self.inline += [name for name, _ in attrs if name.startswith("on") or name == "style"]
        if tag == "style" or (tag == "script" and "src" not in dict(attrs)):
            self.inline.append(tag)


def test_the_root_leads_to_the_page(client: TestClient) -> None:
    response = client.get("/", follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (307, "/docs")


def test_the_page_refers_to_nothing_external(client: TestClient) -> None:
    response = client.get("/docs")
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    page = Links()
    page.feed(response.text)
    assert page.inline == []
    assert page.found == [
        "data:,", "docs/swagger-ui.css", "openapi.json", "openapi.json", "docs/swagger-ui-bundle.js", "docs/start.js",
    ]  # fmt: skip
    assert "//" not in response.text


@pytest.mark.parametrize(
    ("path", "media"),
    [("/docs/swagger-ui.css", "text/css"), ("/docs/swagger-ui-bundle.js", "text/javascript"),
     ("/docs/start.js", "text/javascript"), ("/openapi.json", "application/json")],
)  # fmt: skip
def test_what_the_page_needs_is_served(client: TestClient, path: str, media: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == media
    assert len(response.content) > 200 or path == "/docs/start.js"


def test_the_page_starts_without_asking_anyone(client: TestClient) -> None:
    start = client.get("/docs/start.js").text
    assert 'url: "openapi.json"' in start
    assert "validatorUrl: null" in start
    assert re.search(r"https?:", start) is None


def test_the_style_sheet_fetches_nothing(client: TestClient) -> None:
    sheet = client.get("/docs/swagger-ui.css").text
    assert "@import" not in sheet
    assert all(one.startswith("data:") for one in re.findall(r"""url\(["']?([^"')]{1,40})""", sheet))


def test_the_vendored_files_come_with_their_licence() -> None:
    folder = STATIC / "vendor" / "swagger-ui"
    assert "Apache License" in (folder / "LICENSE").read_text(encoding="utf-8")
    assert "SmartBear" in (folder / "NOTICE").read_text(encoding="utf-8")
    assert {path.name for path in folder.iterdir()} == {
        "LICENSE", "NOTICE", "swagger-ui-bundle.js", "swagger-ui-bundle.js.LICENSE.txt", "swagger-ui.css",
    }  # fmt: skip
