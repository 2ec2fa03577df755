"""Kinds of documents and their content types (facts: oscar.md 8, codes.md)."""

from __future__ import annotations

from typing import Final

# document.doctype, as the clinic is given it; what a clinic adds is text.
DOCTYPE: Final = {
    "lab": "11502-2",
    "consult": "11488-4",
    "radiology": "18748-4",
    "pathology": "11526-1",
    "oldchart": "11503-0",
    "photo": "72170-4",
}

# docSubClass of a document and the subclass of a hospital report, as OntarioMD names them.
SUBCLASS: Final = {
    "Discharge Summary": "18842-5",
    "Operative Report": "11504-8",
    "Progress Report": "11506-3",
    "Encounter Report": "11506-3",
    "ECG": "11524-6",
    "Mammogram": "24606-6",
    "Bone Densitometry": "38269-7",
    "Colonoscopy": "18746-8",
    "Pap Test Report": "47527-7",
    "Ultrasound Obstetrical": "11525-3",
    "Consent from Patient": "59284-0",
    "Living Will": "42348-3",
    "Power of Attorney for Health Care": "64298-3",
}

# docClass, and reportType of a hospital report.
CLASS: Final = {"Diagnostic Imaging Report": "18748-4"}

OCTETS: Final = "application/octet-stream"

# document.contenttype: a MIME type, or only the ending of the file's name, or nothing.
CONTENT_TYPE: Final = {
    None: OCTETS,
    "application/pdf": "application/pdf",
    "pdf": "application/pdf",
    "image/jpeg": "image/jpeg",
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "image/png": "image/png",
    "png": "image/png",
    "image/gif": "image/gif",
    "gif": "image/gif",
    "image/tiff": "image/tiff",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "text/plain": "text/plain",
    "txt": "text/plain",
    "text/html": "text/html",
    "html": "text/html",
    "text/xml": "text/xml",
    "application/xml": "application/xml",
    "xml": "text/xml",
    "text/rtf": "text/rtf",
    "application/rtf": "application/rtf",
    "rtf": "application/rtf",
    "application/msword": "application/msword",
    "doc": "application/msword",
}

# The patient's documents whose bodies are files (A) or stand in the row (H); D is deleted.
ACTIVE: Final = ("A", "H")
HTML: Final = "H"

# HRMDocument.reportStatus: the hospital has taken the report back.
CANCELLED: Final = "C"
