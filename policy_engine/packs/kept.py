"""What was made lately and may be asked for again."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class Kept(Generic[K, T]):
    """At most so many things by their keys; the one asked for longest ago makes room for a new one."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.found: dict[K, T] = {}
        self.lock = Lock()

    def get(self, key: K, make: Callable[[], T]) -> T:
        """What was made for the key, or is made now."""
        with self.lock:
            if key in self.found:
                self.found[key] = self.found.pop(key)
                return self.found[key]
        made = make()
        with self.lock:
            made = self.found.setdefault(key, made)
            while len(self.found) > self.most:
                del self.found[next(iter(self.found))]
        return made
