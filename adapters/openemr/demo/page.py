"""What a chapter of this vendor's demo writes on."""

from __future__ import annotations

from typing import TypeAlias

from profiles.ca_core.demo import chapters

from .clinic import Clinic

Page: TypeAlias = chapters.Page[Clinic]
Chapter: TypeAlias = chapters.Chapter[Clinic]
Trap: TypeAlias = chapters.Trap


def a_doctor(page: Page) -> int:
    """The id of one of the doctors, drawn from the chapter's own sequence."""
    return page.rng.choice(list(page.clinic.doctors))
