"""The demo as a process of its own, and FHIR clients of other houses, each in an environment of its own."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
Ask = Callable[["Endpoint", Mapping[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Endpoint:
    """One of the demo's two."""

    name: str
    base: str
    token: str

    def search(self, type: str, pairs: Sequence[tuple[str, str]]) -> list[str]:
        """ "Type/id" of all that a plain search finds in big pages, to hold the clients' answers against."""
        url, found = f"{self.base}/{type}?{urlencode([*pairs, ('_count', '200')])}", []
        while url:
            with urlopen(Request(url, headers={"Authorization": f"Bearer {self.token}"}), timeout=60) as answer:
                bundle: dict[str, Any] = json.load(answer)
            entries = [entry for entry in bundle.get("entry", []) if entry["search"]["mode"] != "outcome"]
            found += [f"{entry['resource']['resourceType']}/{entry['resource']['id']}" for entry in entries]
            url = next((link["url"] for link in bundle["link"] if link["relation"] == "next"), "")
        return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def endpoints(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Endpoint]]:
    """`facade demo`, answering."""
    folder = tmp_path_factory.mktemp("demo")
    command = [sys.executable, "-m", "facade.cli", "demo", "--port", str(_free_port()), "--patients", "60"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ready = folder / ".demo" / "ready.json"
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            for _ in range(1200):
                if ready.exists():
                    break
                assert server.poll() is None, "the demo stopped"
                time.sleep(0.1)
            told = json.loads(ready.read_bytes())["endpoints"]
            yield {one["name"]: Endpoint(one["name"], one["base"], one["token"]) for one in told}
        finally:
            server.terminate()
            server.wait(60)


def _asked(command: list[str], folder: Path, endpoint: Endpoint, questions: Mapping[str, Any]) -> dict[str, Any]:
    arguments = [*command, endpoint.base, json.dumps(questions)]
    done = subprocess.run(
        arguments,
        check=False,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        input=endpoint.token,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@pytest.fixture(scope="session")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the clients for Python, pinned by hash like everything that is installed."""
    folder = tmp_path_factory.mktemp("python")
    install = [
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-compile",
        "--require-hashes",
        "--target",
    ]
    subprocess.run([sys.executable, "-m", *install, folder, "-r", HERE / "requirements.lock"], check=True)
    return folder


@pytest.fixture(scope="session")
def fhirpy(python: Path) -> Ask:
    """fhirpy, in a process of its own."""
    command = [sys.executable, "-S", str(HERE / "ask_fhirpy.py")]  # -S: none of our own packages
    return lambda endpoint, questions: _asked(command, python, endpoint, questions)


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the clients for Node.js, pinned by hash, and the scripts that use them."""
    assert shutil.which("npm"), "npm is missing: install the Debian packages nodejs and npm, or Node.js 18 or newer"
    folder = tmp_path_factory.mktemp("node")
    for name in ("package.json", "package-lock.json", "ask_fhir_kit.cjs", "ask_openid.mjs"):
        shutil.copy(HERE / name, folder)
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=folder, check=True)
    return folder


@pytest.fixture(scope="session")
def fhir_kit(node: Path) -> Ask:
    """fhir-kit-client, in a process of its own."""
    return lambda endpoint, questions: _asked(["node", "ask_fhir_kit.cjs"], node, endpoint, questions)
