"""What a chapter of this vendor's demo writes on."""

from __future__ import annotations

from typing import TypeAlias

from profiles.ca_core.demo import chapters

from .clinic import Clinic

Page: TypeAlias = chapters.Page[Clinic]
Chapter: TypeAlias = chapters.Chapter[Clinic]
Trap: TypeAlias = chapters.Trap
