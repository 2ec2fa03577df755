"""`facade keys rotate`: a new key signs, the old one stays published for a while (SD-17)."""

from __future__ import annotations

import contextlib
import re

from click.testing import CliRunner

from facade.cli import main
from facade.store import Store


def test_a_key_is_rotated(written, tmp_path):
    file = written()
    with contextlib.closing(Store.open(f"sqlite:///{tmp_path / 'store.sqlite'}")) as store:
        (before,) = store.keys("signing")
    done = CliRunner().invoke(main, ["keys", "rotate", "--config", str(file)])
    assert done.exit_code == 0
    with contextlib.closing(Store.open(f"sqlite:///{tmp_path / 'store.sqlite'}")) as store:
        newest, older = store.keys("signing")
    assert older == before
    assert re.fullmatch(f"signing with {newest.id}; 2 keys are published\n", done.stdout)
