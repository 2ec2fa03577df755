"""The reader of HL7 v2: hand-worked cases, another library as oracle, and texts that nobody meant well."""

from __future__ import annotations

import base64
import time
from zoneinfo import ZoneInfo

import hl7 as oracle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facade.adapter import hl7
from facade.fhir.dates import Partial

HEAD = "MSH|^~\\&|LAB|GDML|OSCAR|CLINIC|20200701120300-0400||ORU^R01|1|P|2.3"


def read(*lines: str, end: str = "\r") -> hl7.Message:
    found = hl7.split(end.join([HEAD, *lines]) + end)
    assert found is not None
    return found


def value(raw: str) -> str:
    """The text of an OBX-5."""
    message = read(f"OBX|1|ST|A||{raw}|")
    return message.text(next(message.named("OBX"))[5])


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_any_line_end_will_do(end: str) -> None:
    message = read("PID|1", "OBR|1", "OBX|1|NM|718-7||13", end=end)
    assert [segment.name for segment in message.segments] == ["MSH", "PID", "OBR", "OBX"]
    assert message.segments[3][5] == "13"
    assert message.ended


def test_line_ends_may_differ_within_a_message() -> None:
    message = hl7.split(f"{HEAD}\nPID|1\r\nOBR|1\rOBX|1|NM|718-7||13")
    assert message is not None
    assert [segment.name for segment in message.segments] == ["MSH", "PID", "OBR", "OBX"]
    assert not message.ended


def test_fields_of_msh_are_counted_from_the_separator() -> None:
    msh = read().segments[0]
    assert (msh[1], msh[2], msh[4], msh[9]) == ("|", "^~\\&", "GDML", "ORU^R01")


def test_separators_are_those_that_the_message_names() -> None:
    message = hl7.split("MSH$*!?%$LAB\rOBX$1$CE$A*B%C*L!D$x?F?y?S??R??T??E?z")
    assert message is not None
    obx = message.segments[1]
    assert message.parts(obx[3]) == ["A", "B%C", "L"]
    assert message.subparts(obx[3].split("*")[1]) == ["B", "C"]
    assert message.repetitions(obx[3]) == ["A*B%C*L", "D"]
    assert message.text(obx[4]) == "x$y*!%?z"


def test_separators_that_are_not_named_separate_nothing() -> None:
    message = hl7.split("MSH|^|LAB\rOBX|1|CE|A^B~C\\F\\D&E")
    assert message is not None
    assert message.parts(message.segments[1][3]) == ["A", "B~C\\F\\D&E"]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (r"a\F\b\S\c\R\d\T\e\E\f", "a|b^c~d&e\\f"),
        (r"line 1\.br\line 2", "line 1\nline 2"),
        (r"line 1\.sp2\line 2", "line 1\nline 2"),
        (r"\.in+4\\.ti-2\\.fi\one\.nf\ two\.sk5\three", "one two three"),
        (r"\H\HIGH\N\ 5", "HIGH 5"),
        (r"\X0D0A\two", "two"),
        (r"na\XC3AF\ve", "naïve"),
        (r"na\XEF\ve", "naïve"),
        (r"\X4\ \XZZ\ \Q\ C:\temp\new", r"\X4\ \XZZ\ \Q\ C:\temp\new"),
        ("C:\\", "C:\\"),
        (r"\E\.br\E\ ", r"\.br\ ".strip()),
        ("a\x00b\x07c\x7f", "abc"),
        ("  13  ", "13"),
    ],
)
def test_escapes(raw: str, text: str) -> None:
    assert value(raw) == text


def test_an_escape_is_resolved_once() -> None:
    assert value(r"\E\F\E\ ") == r"\F\ ".strip()


def test_a_line_that_begins_no_segment_belongs_to_the_field_before() -> None:
    message = read("OBX|1|TX|A||first", "second line", "", "fourth: RBC", "RBC", "NTE", "OBX|2|TX|B||x")
    assert [segment.name for segment in message.segments] == ["MSH", "OBX", "NTE", "OBX"]
    assert message.text(message.segments[1][5]) == "first\nsecond line\n\nfourth: RBC\nRBC"


def test_an_explicit_null_is_nothing() -> None:
    message = read('OBX|1|CE|""||""^x')
    obx = message.segments[1]
    assert obx[3] == ""
    assert message.parts(obx[5]) == ["", "x"]


def test_beyond_the_end_there_is_nothing() -> None:
    message = read("OBX|1")
    assert message.segments[1][99] == ""
    assert message.part("a^b", 3) == ""


def test_a_second_message_is_not_the_first() -> None:
    message = read("PID|1", HEAD, "PID|2")
    assert [segment.name for segment in message.segments] == ["MSH", "PID"]


def test_the_frame_of_a_socket_is_no_part_of_the_message() -> None:
    message = hl7.split(f"\x0b{HEAD}\rPID|1\r\x1c\r")
    assert message is not None
    assert [segment.name for segment in message.segments] == ["MSH", "PID"]


@pytest.mark.parametrize(
    "text", ["", "MSH", "MSHA^~\\&", "MSH ^~\\&", "MSH\x01^~\\&", "MSH|^^^^|", "MSH|abcd|", "PID|1"]
)
def test_what_begins_with_no_header_is_no_message(text: str) -> None:
    assert hl7.split(text) is None


def stored(text: str, charset: str = "utf-8") -> str:
    return base64.b64encode(text.encode(charset)).decode()


def test_utf_8_and_windows_latin_may_stand_side_by_side() -> None:
    raw = HEAD.encode() + "\rPID|1||Éloïse".encode() + "\rNTE|1||créatinine ’".encode("cp1252") + b"\rNTE|2||\x81\r"
    message = hl7.message_of(base64.b64encode(raw).decode())
    assert message is not None
    assert [segment[3] for segment in message.segments[1:]] == ["Éloïse", "créatinine ’", "\x81"]


def test_base64_may_have_line_ends_and_be_cut() -> None:
    whole = stored(f"{HEAD}\rOBX|1|NM|718-7||137|g/L")
    folded = "\r\n".join(whole[at : at + 76] for at in range(0, len(whole), 76))
    assert hl7.message_of(folded) == hl7.split(f"{HEAD}\rOBX|1|NM|718-7||137|g/L")
    cut = hl7.message_of(whole[:-6])
    assert cut is not None
    assert (cut.ended, cut.whole) == (False, False)
    broken = hl7.message_of(f"{whole[:-8]}*{whole[-8:]}")
    assert broken is not None
    assert (broken.whole, broken.segments) == (False, cut.segments)
    assert cut.segments[1][5] == "137"


@pytest.mark.parametrize("text", ["", "=", "é", "TVNI*", "%PDF-1.4", HEAD, stored("%PDF-1.4"), stored("MSH")])
def test_a_store_may_hold_something_else(text: str) -> None:
    assert hl7.message_of(text) is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2020", Partial(2020)),
        ("202007", Partial(2020, 7)),
        ("20200701", Partial(2020, 7, 1)),
        ("20200000", Partial(2020)),
        ("20200700", Partial(2020, 7)),
        ("2020070112", Partial(2020, 7, 1)),  # an hour alone cannot be said in FHIR
        ("202007011203", Partial(2020, 7, 1, 12, 3)),
        ("20200701120345", Partial(2020, 7, 1, 12, 3, 45)),
        ("20200701120345.1200", Partial(2020, 7, 1, 12, 3, 45, 120000, 4)),
        ("202007011203-0400", Partial(2020, 7, 1, 12, 3, offset=-240)),
        ("20200701120345+0530", Partial(2020, 7, 1, 12, 3, 45, offset=330)),
        ("20200701-0400", Partial(2020, 7, 1)),
        ("20200701120345+9900", Partial(2020, 7, 1)),
        ("202007012403", Partial(2020, 7, 1)),
        ("202007011260", Partial(2020, 7, 1)),
        ("20200230", None),
        ("20201301", None),
        ("00000000", None),
        ("20", None),
        ("2020071", None),
        ("yesterday", None),
        ("", None),
        ("２０２０", None),
    ],
)
def test_times_keep_their_precision(text: str, moment: Partial | None) -> None:
    assert hl7.moment(text) == moment


WORD = st.text(
    st.characters(codec="utf-8", exclude_characters="|^~\\&\r\n\x1c\x0b", exclude_categories=["Cc"]), max_size=8
)
NAMES = st.sampled_from(["PID", "OBR", "OBX", "NTE", "ZBR"])
ESCAPES = st.sampled_from(["", r"\F\ ".strip(), r"\S\ ".strip(), r"\T\ ".strip(), r"\R\ ".strip(), r"\E\ ".strip()])
PIECE = st.tuples(WORD, ESCAPES, WORD).map("".join)
FIELD = st.lists(st.lists(PIECE, min_size=1, max_size=3).map("^".join), min_size=1, max_size=3).map("~".join)
SEGMENT = st.tuples(NAMES, st.lists(FIELD, max_size=6)).map(lambda made: "|".join([made[0], *made[1]]))


@settings(max_examples=60)
@given(st.lists(SEGMENT, max_size=6))
def test_another_library_reads_the_same(lines: list[str]) -> None:
    text = (
        "\r".join([HEAD, *(line for line in lines if "|" in line), "ZZZ|."]) + "\r"
    )  # blanks at the end get lost there
    ours, theirs = hl7.split(text), oracle.parse(text)
    assert ours is not None
    assert [segment.name for segment in ours.segments] == [str(segment[0]) for segment in theirs]
    for mine, other in zip(ours.segments[1:], theirs[1:], strict=True):
        assert list(mine.fields) == [str(field) for field in other]
        for number in range(1, len(other)):
            first = other[number][0] if len(other[number]) else ""
            parts = [str(part) for part in first] if isinstance(first, oracle.Repetition) else [str(first)]
            mark = ours.separators.component
            assert ours.repetitions(mine.fields[number])[0].split(mark) == parts
            for part in parts:
                assert ours.text(part) == theirs.unescape(part).strip()


@settings(max_examples=150)
@given(st.text(max_size=60), st.text(st.sampled_from("\\|^~&\r\n.brXF09-"), max_size=60))
def test_nothing_that_stands_in_a_message_raises(wild: str, tame: str) -> None:
    for text in (wild, f"MSH{wild}", f"{HEAD}\r{wild}", f"{HEAD}\rOBX|1|ST|{wild}|{tame}"):
        message = hl7.split(text)
        for segment in message.segments if message else ():
            for field in segment.fields:
                assert message is not None
                message.lines(field)
                message.parts(field)
                hl7.moment(field)


@settings(max_examples=100)
@given(st.binary(max_size=80))
def test_no_bytes_raise(raw: bytes) -> None:
    hl7.split(hl7.decoded(raw))
    hl7.message_of(base64.b64encode(b"MSH|^~\\&|" + raw).decode())


@pytest.mark.parametrize("unit", ["\\", "\\X", "\\.sp", "|", "^", "\r", "\rOBX|", "\x00", "OBX", "\r\r\n\n", "\\X00"])
def test_the_time_grows_with_the_size_only(unit: str) -> None:
    """Half a million characters of what a backtracking pattern would choke on."""
    text = f"{HEAD}\rOBX|1|TX|A||" + unit * (500_000 // len(unit))
    begun = time.perf_counter()
    message = hl7.split(text)
    assert message is not None
    for segment in message.segments[:100]:
        message.lines(segment[5])
    assert time.perf_counter() - begun < 5
    assert len(message.segments) <= hl7.MOST_SEGMENTS


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("2020", "2020"),
        ("202007", "2020-07"),
        ("20200701", "2020-07-01"),
        ("202007011203", "2020-07-01 12:03:00"),
        ("20200701120345.99", "2020-07-01 12:03:45"),
        ("20200701120345-0400", "2020-07-01 12:03:45"),
        ("20200701120345-0700", "2020-07-01 15:03:45"),
        ("20200701020000+0000", "2020-06-30 22:00:00"),
        ("20200308023000", "2020-03-08"),  # skipped by the clocks
        ("20201101013000", "2020-11-01 01:30:00"),  # shown twice: the first
        ("20201101013000-0400", "2020-11-01 01:30:00"),
        ("20201101013000-0500", "2020-11-01"),  # the second, which the text cannot tell from the first
        ("00010101000000+1400", "0001-01-01"),
    ],
)
def test_times_are_kept_on_the_clocks_of_the_site(text: str, kept: str) -> None:
    found = hl7.moment(text)
    assert found is not None
    assert hl7.wall_clock(found, ZoneInfo("America/Toronto")) == kept
