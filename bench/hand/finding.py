"""Rows by SQL written by hand, and the resources that they make."""

from __future__ import annotations

import hashlib
import importlib
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import make_url

from bench.hand import observation, patient

PATIENTS = f"SELECT {patient.COLUMNS} FROM demographic"
OBSERVATIONS = f"SELECT {observation.COLUMNS} FROM measurements"

Found = list[dict[str, Any]]


class Clinic:
    """The clinic's database: one connection for each thread, and who was merged into whom."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._driver = importlib.import_module({"mysqldb": "MySQLdb"}.get(self._url.get_driver_name(), "pymysql"))
        self._local = threading.local()
        into = dict(self.rows("SELECT demographic_no, merged_to FROM demographic_merged WHERE deleted = 0"))
        self.heads: dict[int, int] = {}
        self.absorbed: dict[int, list[int]] = {}
        for key in sorted(into):
            head = into[key]
            while head in into:  # merged twice
                head = into[head]
            self.heads[key] = head
            self.absorbed.setdefault(head, []).append(key)

    def rows(self, sql: str, values: Sequence[Any] = ()) -> Sequence[tuple[Any, ...]]:
        """All rows of a statement."""
        connection = getattr(self._local, "connection", None)
        if connection is None:
            url = self._url
            connection = self._local.connection = self._driver.connect(
                host=url.host, port=url.port, user=url.username, password=url.password, database=url.database,
                charset="utf8mb4", autocommit=True,
            )  # fmt: skip
        cursor = connection.cursor()
        cursor.execute(sql, values)
        found: Sequence[tuple[Any, ...]] = cursor.fetchall()
        cursor.close()
        return found


@dataclass(frozen=True)
class Finder:
    """Resources by WHERE and ORDER BY. `mappings`: what goes into a version, as the facade has it."""

    clinic: Clinic
    mappings: Mapping[str, str]

    def patients(self, where: str, values: Sequence[Any]) -> Found:
        """Patients, with their cell phones by a second statement."""
        clinic, mapping = self.clinic, self.mappings["Patient"]
        rows = clinic.rows(f"{PATIENTS} WHERE {where}", values)
        if not rows:
            return []
        keys = [row[0] for row in rows]
        names = {
            (key, name.lower()): value for key, name, value in clinic.rows(patient.NAMED.format(marks(keys)), keys)
        }
        whole = [(*row, names.get((row[0], "former_name")), names.get((row[0], "demo_cell"))) for row in rows]
        return [
            patient.patient(row, self._version(mapping, row, row[0]), clinic.heads, clinic.absorbed) for row in whole
        ]

    def observations(self, where: str, values: Sequence[Any]) -> Found:
        """Vital signs."""
        mappings, heads = self.mappings, self.clinic.heads
        found = []
        for row in self.clinic.rows(f"{OBSERVATIONS} WHERE {where}", values):
            if row[6].rstrip(" ").upper() == "BP":
                tag = self._version(mappings["Observation/bp"], (*row[:6], row[7], row[9], row[8]), row[1])
            else:
                tag = self._version(mappings["Observation"], row, row[1])
            found.append(observation.observation(row, tag, heads))
        return found

    def _version(self, mapping: str, values: Sequence[Any], patient: int) -> str:
        """The version of a row, so that the answers can be compared byte by byte."""
        heads, absorbed = self.clinic.heads, self.clinic.absorbed
        merged = [[heads.get(patient), absorbed.get(patient)]] if heads else []
        return hashlib.blake2b(orjson.dumps((mapping, values, merged, "")), digest_size=8).hexdigest()


def marks(values: Sequence[Any]) -> str:
    """As many parameter markers as there are values."""
    return ", ".join(["%s"] * len(values))
