"""What may be a password: long, and not what is tried first (NIST SP 800-63B §5.1.1). No rules of composition.

Known words, names from around the person, sequences and repetitions are taken out of it, also behind the usual
replacements (p@ssw0rd). What is left must be something.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Literal

from facade.smart.people.passwords import LONGEST

Objection = Literal["too-short", "too-long", "too-common", "personal", "the-same"]

_LEFT = 6  # characters that must be left
_DIFFERENT = 5  # different characters at least
_SHORTEST_NAME = 3

_REPLACED = str.maketrans("0134578@$!|", "oieastbasil")
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "0123456789012",
    "1234567890123",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "qwertzuiop",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)
_BETWEEN = re.compile(r"[\s!-/:-@\[-`{-~]+")  # the signs of a keyboard, which stand between words
_RUNS = (*_ROWS, *(row[::-1] for row in _ROWS))
_SHORTEST_RUN = 3
_TRIED_FIRST = """
    password passwort passphrase passcode motdepasse mdp secret letmein opensesame changeme default temp temporary
    welcome bienvenue bienvenu hello bonjour salut iloveyou jetaime monkey dragon princess princesse sunshine soleil
    football hockey baseball soccer canada canadien canadiens quebec ontario montreal toronto vancouver ottawa
    master superman batman shadow whatever freedom liberte trustno starwars pokemon chocolate chocolat summer winter
    spring autumn fall printemps automne hiver monday tuesday wednesday thursday friday saturday sunday lundi mardi
    mercredi jeudi vendredi samedi dimanche january february march april june july august september october november
    december janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre
    admin administrator administrateur root user utilisateur guest invite test testing demo example exemple login
    clinic clinique hospital hopital health sante medical medecin doctor docteur nurse infirmiere infirmier patient
    pharmacy pharmacie medicine oscar openemr facade fhir smart computer ordinateur internet server
    my mon the le la les is est and et you vous
"""
_WORDS = _TRIED_FIRST.split()


def objections(password: str, around: Iterable[str], *, least: int) -> list[Objection]:
    """Why this may not be a password; nothing if it may. `around`: login, names, the server's own name."""
    if len(password) > LONGEST:
        return ["too-long"]
    if len(unicodedata.normalize("NFKC", password)) < least:
        return ["too-short"]
    folded = _folded(password)
    if _is_little(folded, _WORDS):
        return ["too-common"]
    return ["personal"] if _is_little(folded, [*_parts(around), *_WORDS]) else []


def _is_little(password: str, words: list[str]) -> bool:
    """Whether hardly anything is left without the words and runs, whichever are taken out first."""
    known = sorted({_plain(word) for word in words}, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, known)))
    bare = _without_runs(password)
    left = [pattern.sub(" ", text) for text in (bare, _plain(bare), password, _plain(password))]
    return any(_is_nothing(_without_runs(rest)) for rest in left)


def _is_nothing(rest: str) -> bool:
    letters = _BETWEEN.sub("", rest)
    return len(letters) < _LEFT or len(set(letters)) < _DIFFERENT


def _without_runs(password: str) -> str:
    """Without what lies side by side in an alphabet, on a keyboard or in the number line, forward or backward."""
    found, start = [], 0
    while start < len(password):
        length = _run(password[start:])
        found.append(" " if length else password[start])
        start += length or 1
    return "".join(found)


def _run(text: str) -> int:
    """The length of the run that a text begins with; 0: none."""
    same = len(text) - len(text.lstrip(text[0]))
    length = _SHORTEST_RUN
    while length <= len(text) and any(text[:length] in row for row in _RUNS):
        length += 1
    found = max(same, length - 1)
    return found if found >= _SHORTEST_RUN else 0


def _parts(around: Iterable[str]) -> Iterator[str]:
    for text in around:
        folded = _folded(text)
        yield from (part for part in (folded, *re.split(r"[\W_]+", folded)) if len(part) >= _SHORTEST_NAME)


def _folded(text: str) -> str:
    """Lower case, without accents."""
    parted = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in parted if not unicodedata.combining(character))


def _plain(text: str) -> str:
    return text.translate(_REPLACED)
