"""Which worker runs which file, and what it tells of it: with twenty thousand tests, telling costs more than many a test.

The scheduler of pytest-xdist counts all the tests of a worker's files, those that are through too, at each message of a
worker, and a worker sends six messages for a test.
"""

from __future__ import annotations

from functools import cached_property

import pytest
from _pytest.runner import runtestprotocol
from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController


class ByFile(LoadFileScheduling):
    """The same files in the same order; a test that is through is forgotten, and none is looked for in a list."""

    @cached_property
    def _places(self) -> dict[str, int]:
        return {name: at for at, name in enumerate(self.collection or ())}

    def _assign_work_unit(self, node: WorkerController) -> None:
        file, tests = self.workqueue.popitem(last=False)
        self.assigned_work[node][file] = tests
        node.send_runtest_some([self._places[name] for name in tests])

    def mark_test_complete(self, node: WorkerController, item_index: int, duration: float = 0) -> None:
        """One test of a worker's is through."""
        name = self.registered_collections[node][item_index]
        files, file = self.assigned_work[node], self._split_scope(name)
        del files[file][name]
        if not files[file]:
            del files[file]
        self._reschedule(node)

    def _pending_of(self, workload: dict[str, dict[str, bool]]) -> int:
        return sum(map(len, workload.values()))


def run(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """One test in a worker: one message, with the time of all its parts, unless one of them went wrong."""
    reports = runtestprotocol(item, log=False, nextitem=nextitem)
    whole = sum(report.duration for report in reports)
    for report in reports:
        if report.when == "call":
            report.duration = whole
        if report.when == "call" or not report.passed:
            item.ihook.pytest_runtest_logreport(report=report)
