"""`facade demo-clinic`: invented clinics with the vendors' tables, for trying, testing and measuring."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy import make_url

from facade import discovery

PATIENTS = click.option("--patients", default=500, show_default=True, type=click.IntRange(1, 1_000_000))
FOLDER = click.Path(file_okay=False, path_type=Path)
SEED = click.option("--seed", default=1, show_default=True, type=int, help="The same seed gives the same clinic.")


@click.group(name="demo-clinic")
def demo_clinic() -> None:
    """Invented clinics."""


@demo_clinic.command()
@click.option("--adapter", "name", required=True, help="Whose tables: one of the installed adapters.")
@click.option("--url", required=True, help="An empty database: sqlite:///FILE or mysql+pymysql://….")
@PATIENTS
@SEED
@click.option("--documents", type=FOLDER, help="A folder for the files that its rows name; made if it is not there.")
def create(name: str, url: str, patients: int, seed: int, documents: Path | None) -> None:
    """Fill an empty database with a clinic."""
    fill(name, url, patients, seed)
    if documents is not None:
        write_documents(name, documents)


def write_documents(name: str, folder: Path) -> None:
    """The files of the clinic; one without any makes an empty folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for path, content in getattr(discovery.demo_clinic(name), "DOCUMENTS", {}).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def fill(name: str, url: str, patients: int, seed: int) -> None:
    """Make the clinic, with a progress bar on stderr."""
    clinic = discovery.demo_clinic(name)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(f"{name}: patients", total=patients)
        clinic.create(
            url,
            patients=patients,
            seed=seed,
            progress=lambda done, total: progress.update(task, completed=done, total=total),
        )


def cached(name: str, folder: Path, patients: int, seed: int) -> Path:
    """A SQLite file with the clinic, made at the first time; another generator or seed makes another file."""
    version = discovery.demo_clinic(name).VERSION
    file = folder / f"{name}-v{version}-seed{seed}-{patients}.sqlite"
    if not file.exists():
        aside = file.with_suffix(".making")
        aside.unlink(missing_ok=True)
        fill(name, make_url("sqlite://").set(database=str(aside.absolute())).render_as_string(), patients, seed)
        aside.rename(file)
    return file
