"""What the adapters must answer, worked out by hand: see README.md."""

from __future__ import annotations

from .model import Oracle
from .openemr import ORACLE as OPENEMR
from .oscar import ORACLE as OSCAR

ORACLES: dict[str, Oracle] = {oracle.vendor: oracle for oracle in (OSCAR, OPENEMR)}
