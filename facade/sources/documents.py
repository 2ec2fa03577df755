"""The folder in which a clinic keeps the files that its rows name, and never anything outside of it.

A path comes in parts. Each is opened below the one before, and no symbolic link is followed on the way, so nothing that
stands in a row, and nothing that somebody puts into the folder, leads elsewhere. Only regular files are opened.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from facade.errors import Finding, Refused

CHUNK = 64 * 1024
MISSING = "a file that is not there"
CLOSED = "a file that cannot be opened"
ELSEWHERE = "a file name that leads elsewhere"
NO_FOLDER = "a file, and no folder of documents is configured"

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC  # a pipe must not make us wait
_ABSENT = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG})


@dataclass(eq=False)
class OpenFile:
    """A file that is open, and how long it was then. Whoever has it closes it; the end of the chunks does, too."""

    descriptor: int
    size: int
    stamp: str  # another one: it may have been written meanwhile

    def __iter__(self) -> Iterator[bytes]:
        """The bytes, a chunk at a time; what was added since it was opened is left out."""
        left = self.size
        try:
            while left and (chunk := os.read(self.descriptor, min(CHUNK, left))):
                left -= len(chunk)
                yield chunk
        finally:
            self.close()

    def close(self) -> None:
        """Once or more often."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1


@dataclass(frozen=True)
class Documents:
    """A source's files. `most_bytes`: longer ones are not served; `most_in_json`: nor those inside a resource."""

    folder: Path | None = None
    most_bytes: int = 512 * 1024 * 1024
    most_in_json: int = 8 * 1024 * 1024

    def opened(self, parts: Sequence[str]) -> OpenFile:
        """The file at that path. Refused 404 if it is not there, 422 if the path would lead elsewhere."""
        if self.folder is None:
            raise _refused(404, NO_FOLDER)
        try:
            descriptor = _descend(self.folder, parts)
        except OSError as error:
            raise _told(error) from None
        except ValueError:  # not to be written in the encoding of the file system
            raise _refused(404, MISSING) from None
        return _regular(descriptor)

    def examine(self, where: str) -> list[Finding]:
        """What is wrong with the folder now; it may be mounted later."""
        if self.folder is None or os.access(self.folder, os.R_OK | os.X_OK):
            return []
        text = "The folder of documents cannot be read: documents are listed, their files are not served."
        return [Finding("source.W009", where, text, "Mount it, or let the facade's user read it.")]


def _descend(folder: Path, parts: Sequence[str]) -> int:
    if not parts or any(part in ("", ".", "..") or "/" in part or "\0" in part for part in parts):
        raise _refused(422, ELSEWHERE)
    at = os.open(folder, _FOLDER)  # the folder itself may be a link: it is the configuration's own
    for part in parts[:-1]:
        at = _below(at, part, _FOLDER | os.O_NOFOLLOW)
    return _below(at, parts[-1], _FILE)


def _below(at: int, name: str, flags: int) -> int:
    try:
        return os.open(name, flags, dir_fd=at)
    finally:
        os.close(at)


def _regular(descriptor: int) -> OpenFile:
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode):
        os.close(descriptor)
        raise _refused(422, ELSEWHERE)
    return OpenFile(descriptor, found.st_size, f"{found.st_ino}-{found.st_mtime_ns}-{found.st_size}")


def _told(error: OSError) -> Refused:
    if error.errno == errno.ELOOP:
        return _refused(422, ELSEWHERE)
    return _refused(404, MISSING if error.errno in _ABSENT else CLOSED)


def _refused(status: int, why: str) -> Refused:
    code = "not-found" if status == 404 else "processing"
    return Refused(status, code, f"The content cannot be served: the record names {why}.", expression=["Binary.data"])
