"""What was ordered, what came back, and what it was found in."""

from __future__ import annotations

from sqlalchemy import (
    CHAR,
    BigInteger,
    DateTime,
    FetchedValue,
    Index,
    Integer,
    Numeric,
    String,
    Table,
    Text,
    UniqueConstraint,
    func,
)

from facade.adapter import column

from .base import LONG_KEY, TINY, UUID, metadata

procedure_order = Table(
    "procedure_order",
    metadata,
    column("procedure_order_id", LONG_KEY, primary_key=True),
    column("uuid", UUID, since="6.0.0"),
    column("provider_id", BigInteger, nullable=False, server_default="0"),
    column("patient_id", BigInteger, nullable=False, index=True),
    column("encounter_id", BigInteger, nullable=False, server_default="0"),
    column("date_collected", DateTime),
    column("date_ordered", DateTime),  # a day before 7.0.0
    column("order_priority", String(31), nullable=False, server_default=""),
    column("order_status", String(31), nullable=False, server_default=""),
    column("patient_instructions", Text),
    column("activity", TINY, nullable=False, server_default="1"),
    column("control_id", String(255), nullable=False, server_default=""),
    column("lab_id", BigInteger, nullable=False, server_default="0"),
    column("specimen_type", String(31), nullable=False, server_default=""),
    column("specimen_location", String(31), nullable=False, server_default=""),
    column("clinical_hx", String(255), nullable=False, server_default=""),
    column("external_id", String(20)),
    column("order_diagnosis", String(255), since="5.0.2", server_default=""),
    column("procedure_order_type", String(32), since="6.1.0", nullable=False, server_default="laboratory_test"),
    column("scheduled_date", DateTime, since="7.0.4"),
    column("order_intent", String(31), since="7.0.4", nullable=False, server_default="order"),
    Index("ix_procedure_order_date_patient", "date_ordered", "patient_id"),
)

procedure_order_code = Table(
    "procedure_order_code",
    metadata,
    column("procedure_order_id", BigInteger, primary_key=True, autoincrement=False),
    column("procedure_order_seq", Integer, primary_key=True, autoincrement=False),
    column("procedure_code", String(64), nullable=False, server_default=""),
    column("procedure_name", String(255), nullable=False, server_default=""),
    column("diagnoses", Text),
    column("reason_code", String(31), since="7.0.0"),
    column("reason_description", Text, since="7.0.0"),
)

procedure_report = Table(
    "procedure_report",
    metadata,
    column("procedure_report_id", LONG_KEY, primary_key=True),
    column("uuid", UUID, since="6.1.0"),
    column("procedure_order_id", BigInteger, index=True),
    column("procedure_order_seq", Integer, nullable=False, server_default="1"),
    column("date_collected", DateTime),
    column("date_report", DateTime),
    column("source", BigInteger, nullable=False, server_default="0"),
    column("specimen_num", String(63), nullable=False, server_default=""),
    column("report_status", String(31), nullable=False, server_default=""),
    column("review_status", String(31), nullable=False, server_default="received"),
    column("report_notes", Text),
)

procedure_result = Table(
    "procedure_result",
    metadata,
    column("procedure_result_id", LONG_KEY, primary_key=True),
    column("uuid", UUID, since="6.0.0"),
    column("procedure_report_id", BigInteger, nullable=False, index=True),
    column("result_data_type", CHAR(1), nullable=False, server_default="S"),
    column("result_code", String(31), nullable=False, server_default=""),
    column("result_text", String(255), nullable=False, server_default=""),
    column("date", DateTime),
    column("facility", String(255), nullable=False, server_default=""),
    column("units", String(31), nullable=False, server_default=""),
    column("result", String(255), nullable=False, server_default=""),
    column("range", String(255), nullable=False, server_default=""),
    column("abnormal", String(31), nullable=False, server_default=""),
    column("comments", Text),
    column("document_id", BigInteger, nullable=False, server_default="0"),
    column("result_status", String(31), nullable=False, server_default=""),
)

procedure_specimen = Table(
    "procedure_specimen",
    metadata,
    column("procedure_specimen_id", LONG_KEY, primary_key=True),
    column("uuid", UUID),
    column("procedure_order_id", BigInteger, nullable=False),
    column("procedure_order_seq", Integer, nullable=False),
    column("specimen_identifier", String(128), index=True),
    column("accession_identifier", String(128), index=True),
    column("specimen_type_code", String(64)),
    column("specimen_type", String(255)),
    column("collection_method", String(255)),
    column("specimen_location", String(255)),
    column("collected_date", DateTime),
    column("collection_date_low", DateTime),
    column("collection_date_high", DateTime),
    column("volume_value", Numeric(10, 3)),
    column("volume_unit", String(32), server_default="mL"),
    column("specimen_condition", String(64)),
    column("comments", Text),
    column("updated_at", DateTime, server_default=func.current_timestamp(), server_onupdate=FetchedValue()),
    column("deleted", TINY, server_default="0"),
    UniqueConstraint("uuid", name="procedure_specimen_uuid"),
    Index("ix_procedure_specimen_order", "procedure_order_id", "procedure_order_seq"),
    info={"since": "7.0.4"},
)
