"""The choice of a patient and of a visit: for an app that asks for one, and in the launcher."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from facade.api.pages.site import Form, Site
from facade.api.replies import Answer
from facade.smart.launch.pickers import BadQuestion, Choice, Found, Picker, Question, Visit
from facade.smart.pages import render
from facade.smart.pages.render import Problem

_BAD = {"name": "patients.bad_name", "birth_date": "patients.bad_date", "number": "patients.bad_number"}


def question_of(form: Form) -> Question:
    """What a clinician typed."""
    return Question(form.get("name"), form.get("birth_date"), form.get("number"))


def show_choices(
    site: Site,
    picker: Picker,
    action: str,
    *,
    question: Question | None = None,
    problems: Sequence[Problem] = (),
    app: str = "",
    to: Iterable[str] = (),
) -> Answer:
    """The page with the patients that this person may choose, or with the question for them."""
    found = Found()
    try:
        found = picker.search(question) if question is not None else Found(picker.mine())
    except BadQuestion as bad:
        problems = [Problem(str(bad), _BAD[str(bad)])]
    return site.show(
        "patients",
        problems=problems,
        to=to,
        action=action,
        app=app,
        asks=picker.asks,
        question=question or Question(),
        searched=question is not None and not problems,
        choices=[readable(site.language, choice) for choice in found.choices],
        more=found.more,
        cancel=bool(app),
    )


def show_visits(site: Site, picker: Picker, patient: str, action: str, *, to: Iterable[str] = ()) -> Answer:
    """The page with the latest visits of a patient."""
    known = picker.patient(patient)
    return site.show(
        "encounters",
        to=to,
        action=action,
        patient=known.name if known else "",
        visits=[told(site.language, visit) for visit in picker.encounters(patient)],
    )


def readable(language: str, choice: Choice) -> Choice:
    """A patient with the birth date in words."""
    return Choice(choice.id, choice.name or choice.id, _day(language, choice.birth_date), choice.number)


def told(language: str, visit: Visit) -> Visit:
    """A visit with its day in words."""
    return Visit(visit.id, _day(language, visit.start), visit.text)


def in_words(language: str, visit: Visit) -> str:
    """A visit in one line."""
    shown = told(language, visit)
    return " – ".join(filter(None, (shown.start, shown.text)))


def _day(language: str, text: str) -> str:
    """A FHIR date in words; one that names no day as it is."""
    try:
        return render.day(language, date.fromisoformat(text[:10]))
    except ValueError:
        return text
