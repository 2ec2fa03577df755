"""What CML and MDS left in tables of their own before messages were kept: a report of each for one adult in twenty."""

from __future__ import annotations

from datetime import datetime

from ..tables import (
    labPatientPhysicianInfo,
    labReportInformation,
    labTestResults,
    mdsMSH,
    mdsNTE,
    mdsOBR,
    mdsOBX,
    mdsZFR,
    mdsZMC,
    mdsZMN,
)
from .laboratory import route
from .page import Chapter, Page

SENT = datetime.fromisoformat("2006-03-02 08:15:00")


def write(page: Page) -> None:
    """Of those who were grown up then."""
    if page.number % 20 == 3 and page.person.age() > 40:
        _cml(page)
        _mds(page)


def _cml(page: Page) -> None:
    add = page.chart.add
    file = add(labReportInformation, {"location_id": "70", "print_date": "20060303", "print_time": "08:15"})
    report = add(labPatientPhysicianInfo, {
        "labReportInfo_id": file["id"], "accession_num": f"C{page.number:06d}", "service_date": "20060302",
        "lab_status": "F", "comment1": "Fasting.", "comment2": "Faxed.", "collection_date": "02 MAR 06",
        "lastUpdateDate": "2006-03-03 09:00:00",
    })  # fmt: skip
    line = {"labPatientPhysicianInfo_id": report["id"], "title": "CHEMISTRY"}
    result = {"line_type": "C", "test_name": "POTASSIUM", "abn": "N", "minimum": "3.5", "maximum": "5.0"}
    add(labTestResults, {**line, **result, "units": "mmol/L", "result": "4.4", "description": None})
    said = {"line_type": "D", **dict.fromkeys(("test_name", "abn", "minimum", "maximum", "units", "result"))}
    add(labTestResults, {**line, **said, "description": "Slightly hemolyzed."})
    route(page.chart, {"lab_id": report["id"]}, page.number, SENT, kind="CML")


def _mds(page: Page) -> None:
    put = page.chart.put
    message = page.chart.add(mdsMSH, {"dateTime": str(SENT), "messageConID": f"12345-M{page.number:06d}-1"})
    own = {"segmentID": message["segmentID"]}
    put(mdsOBR, {**own, "obrID": 1, "placerOrderNo": "P-1", "universalServiceID": "CBC^COMPLETE BLOOD COUNT",
                 "observationDateTime": "20060302071500"})  # fmt: skip
    put(mdsOBX, {**own, "obxID": 1, "observationIden": "-HGB^HB", "observationValue": "139", "abnormalFlags": "N",
                 "observationResultStatus": "F", "producersID": "TOR^Toronto", "associatedOBR": 1})  # fmt: skip
    put(mdsNTE, {**own, "sourceOfComment": "MC", "comment": "&12", "associatedOBX": 1})
    put(mdsZMC, {**own, "setID": "12", "messageCodeDesc": "Repeated."})
    put(mdsZMN, {**own, "resultMnemonic": "HGB", "reportName": "Hemoglobin", "units": "g/L",
                 "referenceRange": "120-160"})  # fmt: skip
    put(mdsZFR, {**own, "reportFormStatus": "1"})
    route(page.chart, {"lab_id": message["segmentID"]}, page.number, SENT, kind="MDS")


OLDER_LABORATORY = Chapter("older laboratory", write)
