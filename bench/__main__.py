"""`python -m bench`: one table of ratios, measured in one run."""

from __future__ import annotations

import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from bench import building, charting, claiming, counting, granting, paging, searching, serving
from bench.data import clinics, driver
from bench.installation import install
from bench.sizes import FULL, QUICK, Sizes
from bench.table import Row, show, write
from facade.cli import logs


@click.command()
@click.option("--quick", is_flag=True, help="A smaller clinic and fewer rounds: a look, not a result.")
@click.option("--patients", type=click.IntRange(200), help="Patients of the large clinic.")
@click.option("--measurements", type=click.IntRange(1000), help="Rows of its measurements.")
@click.option("--rounds", type=click.IntRange(1), help="Turns of both servers at each kind of request.")
@click.option("--requests", type=click.IntRange(1), help="Requests of a turn.")
@click.option("--pairs", type=click.IntRange(1), help="Pages timed against one another.")
@click.option("--charts", type=click.IntRange(60), help="Patients of the clinic with the whole chart.")
@click.option("--page", type=click.IntRange(1, 50), help="Resources that a search of 50 finds in so small a clinic.")
@click.option("--json", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write the figures there too.")
def main(quick: bool, file: Path | None, **given: int | None) -> None:
    """Measure the facade against code written by hand, deep pages against first, large tables against small."""
    sizes = replace(QUICK if quick else FULL, **{name: value for name, value in given.items() if value is not None})
    logs.to(sys.stderr)
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))  # the servers are stopped then too
    started, rows, complete = time.monotonic(), list[Row](), False
    try:
        for row in _rows(sizes):
            _tell(f"{time.monotonic() - started:5.0f} s  {row.name}: {row.ratio:.2f}")
            rows.append(row)
        complete = True
    finally:
        rows.sort(key=lambda row: row.target is None)
        show(rows, f"{sizes.patients:,} patients, {sizes.measurements:,} measurements, MariaDB through {driver()}")
        if file is not None:
            about = {
                "patients": sizes.patients,
                "measurements": sizes.measurements,
                "driver": driver(),
                "seconds": round(time.monotonic() - started),
                "complete": complete,
            }
            write(rows, about, file)


def _rows(sizes: Sizes) -> Iterator[Row]:
    with tempfile.TemporaryDirectory(prefix="facade-bench-") as name, clinics(sizes, _tell) as both:
        folder = Path(name)
        installed = install(both, folder)
        try:
            yield from counting.measure(installed.big)
            yield from paging.measure(installed, sizes)
            yield from building.measure(installed.big, sizes)
            yield from serving.measure(installed, sizes, folder)
            yield from charting.measure(installed.chart, sizes)
            yield from claiming.measure(installed.big, sizes)
            yield from granting.measure(installed, sizes)
            yield from searching.measure(installed, sizes)
        finally:
            installed.facade.close()


def _tell(text: str) -> None:
    click.echo(text, err=True)


if __name__ == "__main__":
    main()
