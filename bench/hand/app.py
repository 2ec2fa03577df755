"""A small Flask application that serves the same two resources with SQL written by hand.

What its author would leave out is left out: no scopes, no rules, no log, no limits, no other searches. What the
answers need is there: the token, the version, the links of a page, rows that the EHR merged.
"""

from __future__ import annotations

import base64
import gc
import hashlib
import importlib
import json
import os
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from flask import Flask, Response, abort, request
from sqlalchemy import make_url

from bench.hand import observation, patient

CONTENT_TYPE = "application/fhir+json; charset=utf-8"
PATIENTS = f"SELECT {patient.COLUMNS} FROM demographic"
OBSERVATIONS = f"SELECT {observation.COLUMNS} FROM measurements"
PAGE = 50

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
class Settings:
    """`tokens`: SHA-256 of a token to when it expires. `mappings`: what goes into a version, as the facade has it."""

    database: str
    base: str
    path: str
    tokens: Mapping[str, float]
    mappings: Mapping[str, str]


class Answers:
    """One method for each route."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._clinic = Clinic(settings.database)

    def read_patient(self, key: int) -> Response:
        """GET Patient/key."""
        self._check_token()
        return _resource(self._patients("demographic_no = %s", key))

    def read_observation(self, id: str) -> Response:
        """GET Observation/key and Observation/bp-key."""
        self._check_token()
        kind = "type = 'BP'" if id.startswith("bp-") else f"{observation.SERVED} AND type <> 'BP'"
        return _resource(self._observations(f"id = %s AND {kind}", (int(id.removeprefix("bp-")),)))

    def search_patients(self) -> Response:
        """GET Patient?family=."""
        self._check_token()
        family = request.args["family"].replace("!", "!!").replace("%", "!%").replace("_", "!_")
        where = f"last_name LIKE %s ESCAPE '!' ORDER BY demographic_no LIMIT {PAGE + 1}"
        return self._bundle("Patient", self._patients(where, family + "%"))

    def search_observations(self) -> Response:
        """GET Observation?patient= and Observation?code=."""
        self._check_token()
        if "patient" in request.args:
            asked = int(request.args["patient"])
            head = self._clinic.heads.get(asked, asked)
            values: list[Any] = [head, *self._clinic.absorbed.get(head, ())]
            where = f"demographicNo IN ({_marks(values)}) AND {observation.SERVED}"
        else:
            code = request.args["code"].partition("|")[2]
            values = [kind for kind, known in observation.KINDS.items() if known[0] == code]
            where = f"type IN ({_marks(values)})"
        return self._bundle("Observation", self._observations(f"{where} ORDER BY id LIMIT {PAGE + 1}", values))

    def _check_token(self) -> None:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        expires = self._settings.tokens.get(hashlib.sha256(token.encode()).hexdigest())
        if kind != "Bearer" or expires is None or expires <= time.time():
            abort(401)

    def _patients(self, where: str, value: Any) -> Found:
        clinic, mapping = self._clinic, self._settings.mappings["Patient"]
        rows = clinic.rows(f"{PATIENTS} WHERE {where}", (value,))
        if not rows:
            return []
        keys = [row[0] for row in rows]
        cells = dict(clinic.rows(patient.CELLS.format(_marks(keys)), keys))
        whole = [(*row, cells.get(row[0])) for row in rows]
        return [
            patient.patient(row, self._version(mapping, row, row[0]), clinic.heads, clinic.absorbed) for row in whole
        ]

    def _observations(self, where: str, values: Sequence[Any]) -> Found:
        mappings, heads = self._settings.mappings, self._clinic.heads
        found = []
        for row in self._clinic.rows(f"{OBSERVATIONS} WHERE {where}", values):
            if row[6].rstrip(" ").upper() == "BP":
                tag = self._version(mappings["Observation/bp"], (*row[:6], row[8], row[7]), row[1])
            else:
                tag = self._version(mappings["Observation"], row, row[1])
            found.append(observation.observation(row, tag, heads))
        return found

    def _version(self, mapping: str, values: Sequence[Any], patient: int) -> str:
        """The version of a row, so that the answers can be compared byte by byte."""
        heads, absorbed = self._clinic.heads, self._clinic.absorbed
        merged = [[heads.get(patient), absorbed.get(patient)]] if heads else []
        return hashlib.blake2b(orjson.dumps((mapping, values, merged, "")), digest_size=8).hexdigest()

    def _bundle(self, type: str, found: Found) -> Response:
        own = f"{self._settings.base}/{type}?{request.query_string.decode()}"
        result: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset"}
        shown = found[:PAGE]
        if len(found) <= PAGE:
            result["total"] = len(found)
        result["link"] = [{"relation": "self", "url": own}]
        if len(found) > PAGE:
            last = base64.urlsafe_b64encode(orjson.dumps([own, shown[-1]["id"]])).decode()
            result["link"].append({"relation": "next", "url": f"{own}&_page={last}"})
        base = f"{self._settings.base}/{type}/"
        if shown:
            result["entry"] = [
                {"fullUrl": base + item["id"], "resource": item, "search": {"mode": "match"}} for item in shown
            ]
        return Response(orjson.dumps(result), content_type=CONTENT_TYPE)


def application() -> Flask:
    """What gunicorn serves. The file that BENCH_HAND names says where and for whom."""
    settings = Settings(**json.loads(Path(os.environ["BENCH_HAND"]).read_text()))
    answers, app = Answers(settings), Flask("hand")
    app.add_url_rule(f"{settings.path}/Patient/<int:key>", view_func=answers.read_patient)
    app.add_url_rule(f"{settings.path}/Observation/<id>", view_func=answers.read_observation)
    app.add_url_rule(f"{settings.path}/Patient", view_func=answers.search_patients)
    app.add_url_rule(f"{settings.path}/Observation", view_func=answers.search_observations)
    gc.collect()
    gc.freeze()
    return app


def _marks(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _resource(found: Found) -> Response:
    if not found:
        abort(404)
    headers = {"ETag": f'W/"{found[0]["meta"]["versionId"]}"'}
    return Response(orjson.dumps(found[0]), content_type=CONTENT_TYPE, headers=headers)
