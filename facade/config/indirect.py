"""Values that stand elsewhere: `env:NAME` and `file:PATH`, so that a configuration file holds no secret."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from facade.errors import Finding

UNREADABLE = "config.E005"


def resolve(value: Any, folder: Path, where: str, findings: list[Finding]) -> Any:
    """The same tables with every indirect string replaced; what cannot be found is added to `findings`."""
    if isinstance(value, Mapping):
        return {key: resolve(item, folder, f"{where}.{key}".lstrip("."), findings) for key, item in value.items()}
    if isinstance(value, list):
        return [resolve(item, folder, where, findings) for item in value]
    if not isinstance(value, str):
        return value
    kind, _, name = value.partition(":")
    if kind == "env":
        return _variable(name, where, findings)
    return _content(folder / name, where, findings) if kind == "file" else value


def _variable(name: str, where: str, findings: list[Finding]) -> str:
    found = os.environ.get(name, "")
    if not found:
        text = f"The environment variable {name} is not set."
        findings.append(Finding(UNREADABLE, where, text, "Set it for the account that runs the server."))
    return found


def _content(file: Path, where: str, findings: list[Finding]) -> str:
    try:
        found = file.read_text("utf-8").strip()
    except (OSError, ValueError) as error:
        found = ""
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        findings.append(Finding(UNREADABLE, where, f"{file} cannot be read: {reason}."))
    else:
        if not found:
            findings.append(Finding(UNREADABLE, where, f"{file} is empty."))
    return found
