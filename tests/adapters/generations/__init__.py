"""The vendors' schema generations, so that a test can run an adapter on an OSCAR 15 or an OpenEMR 6.

`build(engine, OSCAR["o15"])` creates the tables of that generation. `OSCAR` and `OPENEMR` hold the
generations by name, the newest first.
"""

from __future__ import annotations

from .ddl import build
from .notation import Generation, read

__all__ = ["OPENEMR", "OSCAR", "Generation", "build"]

OSCAR = read("oscar")
OPENEMR = read("openemr")
