"""Strict JSON: what FHIR (and RFC 8259) forbid, and digits kept in both directions."""

from __future__ import annotations

from decimal import Decimal

import orjson
import pytest

from facade.errors import Refused
from facade.fhir.json import dumps, loads


def test_values_are_read() -> None:
    assert loads(b' {"a": [1, true, null, "\\u00e9", -7]}\n') == {"a": [1, True, None, "é", -7]}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" \r\n\t",
        b"{",
        b"[1,]",
        b"{'a': 1}",
        b'{"a": 1} x',
        b'{"a": 1}{"a": 1}',
        b"01",
        b"+1",
        b".5",
        b'"a\x01b"',
        b'"\\x"',
        b'"open',
        b'{"a": 1, "a": 1}',
        b'[{"b": {"a": 1, "c": 2, "a": 3}}]',
        b'{"a": 1, "\\u0061": 2}',
        b"NaN",
        b'{"a": Infinity}',
        b"[-Infinity]",
        b'"\xff"',
        b'"\xed\xa0\x80"',
        b"\xef\xbb\xbf{}",
        b'{"a": 1}'.decode().encode("utf-16"),
        b"[" * 200_000,
        b'{"a":' * 200_000,
        b"[" * 65 + b"]" * 65,
    ],
)
def test_what_is_no_json_is_a_400(body: bytes) -> None:
    with pytest.raises(Refused) as refused:
        loads(body)
    assert (refused.value.status, refused.value.code) == (400, "structure")


@pytest.mark.parametrize(
    "body",
    [
        b"1e400",
        b"-1e400",
        b"1e-400",
        b"1e99999999999999999999",
        b"0e-99999999999999999999",
        b"1" * 65,
        b"0." + b"1" * 10_000,
        b'"\\ud800"',
        b'{"\\udc00": 1}',
        b'["ok", {"a": "\\ud800x"}]',
    ],
)
def test_what_no_value_can_be_is_a_400(body: bytes) -> None:
    with pytest.raises(Refused) as refused:
        loads(body)
    assert (refused.value.status, refused.value.code) == (400, "invalid")


def test_refusals_show_nothing_of_the_body() -> None:
    with pytest.raises(Refused) as refused:
        loads(b'{"name": "Tremblay", "name": "Roy", oops}')
    assert "Tremblay" not in str(refused.value)


def test_a_surrogate_pair_is_a_character() -> None:
    assert loads(b'"\\ud83d\\ude00"') == "\N{GRINNING FACE}"


def test_depth_counts_brackets_outside_texts_only() -> None:
    assert loads(b'["' + b"[" * 500 + b'", "\\"[[["]', max_depth=1) == ["[" * 500, '"[[[']
    assert loads(b"[[], []]", max_depth=2) == [[], []]
    with pytest.raises(Refused):
        loads(b"[[], [[]]]", max_depth=2)


def test_a_megabyte_of_escapes_is_read_once() -> None:
    """Quadratic here would take minutes."""
    with pytest.raises(Refused):
        loads(b'"' + b'\\"' * 1_000_000)


@pytest.mark.parametrize("digits", ["1.50", "0.0", "100.00", "-3.1400", "0.000001"])
def test_decimals_keep_their_digits(digits: str) -> None:
    value = loads(f'{{"value":{digits}}}'.encode())
    assert value["value"] == Decimal(digits)
    assert dumps(value) == f'{{"value":{digits}}}'.encode()


def test_exponents_keep_value_and_precision() -> None:
    value = loads(b"[6.9e1, 7e3, 18446744073709551616]")
    assert [str(number) for number in value] == ["69", "7E+3", "18446744073709551616"]
    assert loads(dumps(value)) == value


def test_integers_are_integers() -> None:
    assert [type(number) for number in loads(b"[1, -1, 1.0]")] == [int, int, Decimal]


def test_dumps() -> None:
    assert dumps({"b": "é", "a": [1, None]}) == '{"b":"é","a":[1,null]}'.encode()
    assert dumps({"a": Decimal("1.0")}, pretty=True) == b'{\n  "a": 1.0\n}'
    assert dumps({"a": orjson.Fragment(b"1.20")}) == b'{"a":1.20}'


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), object()])
def test_what_json_cannot_say_is_not_written(value: object) -> None:
    with pytest.raises(TypeError):
        dumps({"a": value})
