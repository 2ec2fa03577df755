"""How somebody lives and what runs in the family: one row for each time that the page was saved, the newest counts."""

from __future__ import annotations

from sqlalchemy import BigInteger, DateTime, Table, Text

from facade.adapter import column

from .base import LONG_KEY, LONG_TEXT, UUID, metadata

history_data = Table(
    "history_data",
    metadata,
    column("id", LONG_KEY, primary_key=True),
    column("uuid", UUID, since="6.1.0"),
    column("date", DateTime),
    column("pid", BigInteger, nullable=False, server_default="0", index=True),
    column("coffee", LONG_TEXT),
    column("tobacco", LONG_TEXT),
    column("alcohol", LONG_TEXT),
    column("sleep_patterns", LONG_TEXT),
    column("exercise_patterns", LONG_TEXT),
    column("recreational_drugs", LONG_TEXT),
    column("history_mother", LONG_TEXT),
    column("dc_mother", Text),
    column("history_father", LONG_TEXT),
    column("dc_father", Text),
    column("history_siblings", LONG_TEXT),
    column("dc_siblings", Text),
    column("history_offspring", LONG_TEXT),
    column("dc_offspring", Text),
    column("history_spouse", LONG_TEXT),
    column("dc_spouse", Text),
    column("relatives_cancer", LONG_TEXT),
    column("relatives_tuberculosis", LONG_TEXT),
    column("relatives_diabetes", LONG_TEXT),
    column("relatives_high_blood_pressure", LONG_TEXT),
    column("relatives_heart_problems", LONG_TEXT),
    column("relatives_stroke", LONG_TEXT),
    column("relatives_epilepsy", LONG_TEXT),
    column("relatives_mental_illness", LONG_TEXT),
    column("relatives_suicide", LONG_TEXT),
)
