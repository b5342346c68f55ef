"""The profile in a body."""

from __future__ import annotations

from api.body import Json
from api.problems import unusable
from policy_engine import Bilingual, Defect, Library, Profile, ProfileError, read_profile


def profile_of(library: Library, body: Json, under: str = "") -> Profile:
    """The profile that an object is, its defects named by their path from the top of the body."""
    application = body.get("application")
    if application is not None and not isinstance(application, dict):
        raise unusable(f"{under}application", Bilingual("应是一组键值", "should be an object"))
    try:
        return read_profile(library, body)
    except ProfileError as error:
        if not under:
            raise
        raise ProfileError([Defect(f"{under}{one.path}", one.message, one.advice) for one in error.defects]) from None
