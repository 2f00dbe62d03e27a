"""What the parent of children does before there is anybody's submission."""

import sys

from autograder.execution.worker.executor import Executor
from autograder.execution.worker.rehearsal import requests
from autograder.execution.worker.wire import REPLY, decode, encode


def test_all_of_the_rehearsal_is_done_and_leaves_no_module_behind():
    executor = Executor()
    before = set(sys.modules), list(sys.meta_path)
    replies = [decode(executor.handle(encode(message)), REPLY) for message in requests()]
    assert (set(sys.modules), list(sys.meta_path)) == before
    _, inspected, stumbled, called, imported = [reply["values"] for reply in replies]
    assert set(inspected["rehearsal.py"]) >= {"imports", "signatures", "returns", "promises"}
    assert list(stumbled.values()) == [[]]
    *values, counted = called.values()
    assert len(values) == 3
    assert counted["lines"]
    assert imported == []
