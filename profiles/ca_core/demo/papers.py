"""The files of demo clinics: a few small documents of every kind, in which nobody is named."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

_TEXT = "Invented for a demonstration. No patient is meant."


def pdf(title: str, lines: Sequence[str] = (_TEXT,)) -> bytes:
    """One page with a title and some lines. ISO 32000-1, 7.5"""
    told = [f"BT /F1 {size} Tf 72 {720 - 24 * at} Td ({_escaped(line)}) Tj ET" for at, (size, line) in
            enumerate([(18, title), *((12, line) for line in lines)])]  # fmt: skip
    page = "\n".join(told).encode("latin-1", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    made, places = b"%PDF-1.4\n", list[int]()
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count, start = len(objects) + 1, len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n%strailer\n" % (count, table)
    return made + b"<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, start)


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def png(side: int = 16) -> bytes:
    """A grey square. https://www.w3.org/TR/png/"""
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    rows = b"".join(b"\0" + bytes([160]) * side for _ in range(side))
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def text(title: str) -> bytes:
    """Plain text."""
    return f"{title}\n\n{_TEXT}\n".encode()


def html(title: str) -> str:
    """A page that tries to run something, as stored ones may."""
    return f"<html><body onload=\"alert('{title}')\"><h1>{title}</h1><p>{_TEXT}</p></body></html>"


def hospital_report(title: str) -> bytes:
    """A report as hospitals send it, without its transaction."""
    body = f"<Report><Title>{title}</Title><Text>{_TEXT}</Text></Report>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'.encode()
