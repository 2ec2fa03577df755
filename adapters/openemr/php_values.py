"""A reader of what PHP's `serialize` writes, as far as OpenEMR's calendar keeps it: one array of plain values.

Nothing is ever evaluated, and no objects are made: what is not an array of texts, numbers, booleans and nulls is
nothing. https://www.php.net/manual/en/function.serialize.php
"""

from __future__ import annotations

from typing import Final, TypeAlias

Scalar: TypeAlias = str | int | float | bool | None

LONGEST: Final = 65_535  # bytes of a TEXT column
MOST_ENTRIES: Final = 256
_MOST_DIGITS: Final = 20


class _Broken(Exception):
    """It is not what `serialize` writes."""


def read_array(text: str) -> dict[str, Scalar] | None:
    """The array by its keys as text; None where there is none that can be read."""
    data = text.strip().encode()
    if not data.startswith(b"a:") or len(data) > LONGEST:
        return None
    try:
        return _Reader(data).array()
    except (_Broken, UnicodeDecodeError):
        return None


class _Reader:
    """Goes through the bytes once: lengths are counted in bytes."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def array(self) -> dict[str, Scalar]:
        """`a:2:{key;value;key;value;}`"""
        self._expect(b"a:")
        count = self._whole(b":")
        if not 0 <= count <= MOST_ENTRIES:
            raise _Broken
        self._expect(b"{")
        found: dict[str, Scalar] = {}
        for _ in range(count):
            key = self._value()
            if not isinstance(key, str | int) or isinstance(key, bool):
                raise _Broken
            found[str(key)] = self._value()
        self._expect(b"}")
        return found

    def _value(self) -> Scalar:
        """`i:1;` `d:0.5;` `b:1;` `N;` `s:5:"bytes";`; an array or an object in an array is not read."""
        kind = self._data[self._at : self._at + 2]
        self._at += 2
        if kind == b"N;":
            return None
        if kind == b"i:":
            return self._whole(b";")
        if kind == b"b:":
            return self._whole(b";") != 0
        if kind == b"d:":
            return self._decimal()
        if kind == b"s:":
            return self._string()
        raise _Broken

    def _string(self) -> str:
        length = self._whole(b":")
        self._expect(b'"')
        end = self._at + length
        if length < 0 or end > len(self._data):
            raise _Broken
        text = self._data[self._at : end].decode()
        self._at = end
        self._expect(b'";')
        return text

    def _decimal(self) -> float:
        try:
            return float(self._until(b";"))
        except ValueError:
            raise _Broken from None

    def _whole(self, end: bytes) -> int:
        digits = self._until(end)
        if not digits.removeprefix(b"-").isdigit():
            raise _Broken
        return int(digits)

    def _until(self, end: bytes) -> bytes:
        stop = self._data.find(end, self._at, self._at + _MOST_DIGITS + 1)
        if stop < 0:
            raise _Broken
        found = self._data[self._at : stop]
        self._at = stop + 1
        return found

    def _expect(self, literal: bytes) -> None:
        if not self._data.startswith(literal, self._at):
            raise _Broken
        self._at += len(literal)
