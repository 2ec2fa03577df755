"""A small Flask application that serves the same two resources with SQL written by hand.

What its author would leave out is left out: no scopes, no rules, no log, no limits, no other searches. What the
answers need is there: the token, the version, the links of a page, rows that the EHR merged.
"""

from __future__ import annotations

import base64
import gc
import hashlib
import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from flask import Flask, Response, abort, request

from bench.hand import observation
from bench.hand.finding import Clinic, Finder, Found, marks

CONTENT_TYPE = "application/fhir+json; charset=utf-8"
PAGE = 50


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
        self._find = Finder(Clinic(settings.database), settings.mappings)

    def read_patient(self, key: int) -> Response:
        """GET Patient/key."""
        self._check_token()
        return _resource(self._find.patients("demographic_no = %s", (key,)))

    def read_observation(self, id: str) -> Response:
        """GET Observation/key and Observation/bp-key."""
        self._check_token()
        kind = "type = 'BP'" if id.startswith("bp-") else f"{observation.SERVED} AND type <> 'BP'"
        return _resource(self._find.observations(f"id = %s AND {kind}", (int(id.removeprefix("bp-")),)))

    def search_patients(self) -> Response:
        """GET Patient?family=."""
        self._check_token()
        family = request.args["family"].replace("!", "!!").replace("%", "!%").replace("_", "!_")
        where = f"last_name LIKE %s ESCAPE '!' ORDER BY demographic_no LIMIT {PAGE + 1}"
        return self._bundle("Patient", self._find.patients(where, (family + "%",)))

    def search_observations(self) -> Response:
        """GET Observation?patient= and Observation?code=."""
        self._check_token()
        if "patient" in request.args:
            asked = int(request.args["patient"])
            head = self._find.clinic.heads.get(asked, asked)
            values: list[Any] = [head, *self._find.clinic.absorbed.get(head, ())]
            where = f"demographicNo IN ({marks(values)}) AND {observation.SERVED}"
        else:
            code = request.args["code"].partition("|")[2]
            values = [kind for kind, known in observation.KINDS.items() if known[0] == code]
            where = f"type IN ({marks(values)}) AND {observation.measured()}"
        return self._bundle("Observation", self._find.observations(f"{where} ORDER BY id LIMIT {PAGE + 1}", values))

    def _check_token(self) -> None:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        expires = self._settings.tokens.get(hashlib.sha256(token.encode()).hexdigest())
        if kind != "Bearer" or expires is None or expires <= time.time():
            abort(401)

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


def _resource(found: Found) -> Response:
    if not found:
        abort(404)
    headers = {"ETag": f'W/"{found[0]["meta"]["versionId"]}"'}
    return Response(orjson.dumps(found[0]), content_type=CONTENT_TYPE, headers=headers)
