"""The service as an application: rules are loaded and checked once, then only read.

uvicorn.run(create_app("rules"), host="127.0.0.1")
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import FastAPI

from api import problems
from api.guard import Guard
from api.limits import BodyLimit
from api.openapi import openapi_of
from api.routes import decisions, docs, health, matches, packs, receipts, values
from policy_engine import Library, RulesError, load, match, read_profile
from policy_engine.packs.edition import FIRST_DAY, LAST_DAY
from policy_engine.values import say_date


class Service(FastAPI):
    """The application over a library, which its OpenAPI document describes."""

    def __init__(self, library: Library) -> None:
        super().__init__(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
        self.library = library

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            self.openapi_schema = openapi_of(self, self.library)
        return self.openapi_schema


def create_app(rules: Path | str | Library | None = None) -> Service:
    """The application over a folder of rules (found as `load` finds it), or over a library.

    Raises `RulesError` when any pack version cannot be used, rather than serve the rest.
    """
    library = rules if isinstance(rules, Library) else load(rules)
    errors = [finding for finding in library.check() if finding.severity == "error"]
    if errors:
        raise RulesError(errors)
    _compile(library)
    return assembled(library)


def assembled(library: Library) -> Service:
    """The routes over a library whose rules need not be checked: enough to be described."""
    app = Service(library)
    problems.install(app)
    app.add_middleware(BodyLimit)
    app.add_middleware(Guard)
    for resource in (matches, decisions, values, packs, receipts, health):
        app.include_router(resource.router(library))
    app.include_router(docs.router())
    app.openapi()
    return app


def _compile(library: Library) -> None:
    """Compiles the rules of every time from which others are in force, so that no request waits for it."""
    periods = [version.pack.in_force for version in library.packs]
    changes = {LAST_DAY if one.from_ is None else one.from_ for one in periods}
    changes |= {one.to + 1 for one in periods if one.to is not None}
    for day in sorted(changes):
        if FIRST_DAY <= day <= LAST_DAY and any(version.measures for version in library.in_force(day)):
            match(library, read_profile(library, {"as_of": say_date(day), "facts": {}}))
