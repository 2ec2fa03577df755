"""The style sheet and the scripts, each under a name that changes with its content, so that browsers may keep it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "static"
_TYPES: Mapping[str, str] = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True)
class Static:
    """One file, ready to be sent."""

    content_type: str
    body: bytes


@cache
def names() -> Mapping[str, str]:
    """The name under which each file is served."""
    return {path.name: _named(path) for path in sorted(_FOLDER.iterdir()) if path.suffix in _TYPES}


@cache
def files() -> Mapping[str, Static]:
    """The files by the names under which they are served."""
    return {
        served: Static(_TYPES[Path(name).suffix], (_FOLDER / name).read_bytes()) for name, served in names().items()
    }


def _named(path: Path) -> str:
    return f"{path.stem}.{hashlib.sha256(path.read_bytes()).hexdigest()[:16]}{path.suffix}"
