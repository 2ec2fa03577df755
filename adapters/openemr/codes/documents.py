"""How documents are stored, and their content types (facts: openemr.md 4.13)."""

from __future__ import annotations

from typing import Final

OCTETS: Final = "application/octet-stream"
CONTENT_TYPE: Final = {
    None: OCTETS,
    "application/pdf": "application/pdf",
    "image/jpeg": "image/jpeg",
    "image/jpg": "image/jpeg",
    "image/png": "image/png",
    "image/gif": "image/gif",
    "image/tiff": "image/tiff",
    "text/plain": "text/plain",
    "text/html": "text/html",
    "text/xml": "text/xml",
    "application/xml": "application/xml",
    "text/rtf": "text/rtf",
    "application/rtf": "application/rtf",
    "application/msword": "application/msword",
    "application/dicom": "application/dicom",
}
WEB: Final = "web_url"
COUCHDB: Final = 1
ENCRYPTED: Final = 1
