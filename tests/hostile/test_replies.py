"""Submissions that take the worker's place and answer the grader themselves."""

from __future__ import annotations

import resource
import time

import pytest
from helpers.court import FORGE, Court, failures, outcome, worthless_loss, written
from helpers.marks import sampled, slow

from autograder.execution.worker import wire
from autograder.execution.worker.executor import Executor

# Answers to a request for values; `message["want"]` are the indices that are asked for.
REPLIES = {
    "nothing": "b''",
    "random bytes": "bytes(range(256)) * 10",
    "text": "b'100 points'",
    "an empty answer": "frame({})",
    "a claim to have passed": "frame({'d': [['passed', True], ['score', 100], ['points', 100]]})",
    "no values": "frame({'d': [['values', {'d': []}]]})",
    "values for other indices": "frame({'d': [['values', {'d': [[1 << 40, 1.0]]}]]})",
    "a list for values": "frame({'d': [['values', [1.0] * 1000]]})",
    "zeros for everything": "values(message, 0.0)",
    "true for everything": "values(message, True)",
    "none for everything": "values(message, None)",
    "handles for everything": "values(message, {'r': [0, 'float64']})",
    "handles without end": "values(message, {'r': [10 ** 4000, 'x' * 900_000]})",
    "an unknown tag": "values(message, {'pickle': 'gASVBAAAAAAAAABLAS4='})",
    "a pickle": "__import__('pickle').dumps({'values': {}})",
    "an array of objects": "values(message, {'a': ['object', [1]]})",
    "an array of 2^62 elements": "values(message, {'a': ['float64', [1 << 62]]})",
    "an array of 2^62 x 0 elements": "values(message, {'a': ['float64', [1 << 62, 0]]})",
    "an array of negative size": "values(message, {'a': ['float64', [-1]]})",
    "an array of 40 axes": "values(message, {'a': ['float64', [1] * 40]})",
    "an array cut short": "values(message, {'a': ['float64', [100]]})",
    "bytes left over": "values(message, 0.5) + b'more'",
    "a header longer than its frame": "__import__('struct').pack('>I', 1 << 31) + b'{}'",
    "nested lists": "values(message, __import__('functools').reduce(lambda x, _: [x], range(500), 0))",
    "brackets": "frame(b'[' * 900_000)",
    "a number of many digits": "frame(b'9' * 900_000)",
    "a failure of an unknown kind": "failure(kind='reproduce')",
    "a failure that is the grader's": "failure(kind='fault')",
    "a failure like a format": "failure(kind='raised', type='{0.__class__}', text='{reveal} {}')",
    "a failure that is no dict": "frame({'d': [['failure', [1, 2, 3]]]})",
    "a failure with arrays": "failure(kind='load', syntax=[0], text=[1])",
    "a failure with the wrong types": "failure(kind='load', line='one', at=0.5)",
    "a failure at a place that is not there": "failure(kind='missing', at=10 ** 9, on='x', name='y')",
    "a failure with arrays in it": (
        "frame({'d': [['failure', {'d': [['kind', 'load'], ['syntax', {'d': "
        "[['line', {'a': ['float64', [2]]}]]}]]}]]}, bytes(16))"
    ),
    "a failure in syntax that is not there": (
        "frame({'d': [['failure', {'d': [['kind', 'load'], ['syntax', {'d': "
        "[['file', 'loss.py'], ['line', 10 ** 30], ['text', 'x']]}]]}]]})"
    ),
    "a limit of its own": "failure(kind='timeout', seconds=1e300, text='budget')",
}
ANSWERS = """
def values(message, value):
    return frame({'d': [['values', {'d': [[index, value] for index in message['want']]}]]})

def failure(**facts):
    return frame({'d': [['failure', {'d': [[name, fact] for name, fact in facts.items()]}]]})
"""


def forged(reply: str) -> bytes:
    """Returns a loss.py that answers every request for values with an expression of `message`."""
    return worthless_loss(at_import=f"{FORGE}{ANSWERS}\nforge(lambda message: {reply})")


@pytest.mark.parametrize("name", sampled(REPLIES))
def test_a_forged_reply_earns_nothing(court: Court, name: str) -> None:
    result = court.grade_loss(forged(REPLIES[name]))
    court.assert_nothing_gained(result)
    assert "loss.value" in failures(result)


# Each is small on the wire and much larger, or slower, for a reader that takes it all.
INFLATING = {
    "lists": "frame(b'[' + b'[],' * 5_000_000 + b'0]')",
    "numbers": "values(message, [1.5] * 4_000_000)",
    "text": "values(message, 'x' * 15_000_000)",
    "bytes": "values(message, {'b': 15_000_000}) + bytes(15_000_000)",
    "keys of one hash": (
        "values(message, {'d': [[n * ((1 << 61) - 1), 0] for n in range(1, 60_000)]})"
    ),
    "few keys of one hash": (
        "values(message, {'d': [[{'c': [-1000003.0 * n, float(n)]}, 0] for n in range(1, 20_000)]})"
    ),
}


# The quick ones, each of a kind: many small things, and a slow look-up.
QUICK = ("bytes", "keys of one hash")


@pytest.mark.parametrize(
    "name",
    [name if name in QUICK else slow(name) for name in INFLATING],
)
def test_a_reply_that_inflates_costs_the_grader_little(court: Court, name: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF)
    result = court.grade_loss(forged(INFLATING[name]))
    after = resource.getrusage(resource.RUSAGE_SELF)
    assert after.ru_utime - before.ru_utime < 3
    assert after.ru_maxrss - before.ru_maxrss < 150 << 10
    court.assert_nothing_gained(result)


FRAMES = {
    "a length and nothing more": "sock.sendall(b'\\x00\\x00\\x10\\x00'); hang()",
    "half a length": "sock.sendall(b'\\x00\\x00'); hang()",
    "a huge length": "sock.sendall(b'\\xff\\xff\\xff\\xff' + b'x' * 1000); hang()",
    "a length over the limit": "sock.sendall(b'\\x02\\x00\\x00\\x00' + b'x' * 1000); hang()",
    "two replies": "sock.sendall((b'\\x00\\x00\\x00\\x06' + frame({})) * 2)",
    "a reply ahead of the request": "sock.sendall(b'\\x00\\x00\\x00\\x06' + frame({}))",
    "bytes without end": "while True: sock.sendall(bytes(1 << 16))",
    "a byte at a time": """
import time
sock.sendall(b'\\x00\\x00\\x10\\x00')
while True: sock.sendall(b'x'); time.sleep(0.01)
""",
    "a closed socket": "sock.close(); hang()",
    "a socket shut down": "sock.shutdown(2)",
    "another socket in its place": "import os; os.dup2(os.open('/dev/null', os.O_RDWR), 3)",
}


@pytest.mark.parametrize("name", sampled(FRAMES))
def test_bytes_on_the_socket_that_nobody_asked_for_earn_nothing(court: Court, name: str) -> None:
    hang = "def hang():\n    import time\n    time.sleep(3600)\n"
    loss = worthless_loss(
        at_import=FORGE + hang, in_forward=f"sock = find_socket()\n{FRAMES[name]}"
    )
    result = court.grade_loss(loss)
    court.assert_nothing_gained(result)
    assert "loss.value" in failures(result)


# Without these the loss is right.
IN_EFFECT = {
    "forged": "forge(lambda message: values(message, 0.0))",
    "on the socket": """
honest_forward = SoftmaxCrossEntropyLoss.forward
def forward(self, *arguments):
    find_socket().sendall(b'\\x00\\x00\\x00\\x06' + frame({}))
    return honest_forward(self, *arguments)
SoftmaxCrossEntropyLoss.forward = forward
""",
}


@pytest.mark.parametrize("name", IN_EFFECT)
def test_what_takes_the_workers_place_here_does(court: Court, name: str) -> None:
    """So that something is attacked above."""
    attack = f"{FORGE}{ANSWERS}\n{IN_EFFECT[name]}".encode()
    files = court.assignment.reference
    result = court.grade({**files, "loss.py": files["loss.py"] + attack})
    check = outcome(result, "loss.value")
    assert check.status != "passed"
    assert "LookupError" not in check.message


def test_replies_of_one_check_are_no_good_for_the_next(court: Court) -> None:
    """An honest loss replays its first honest answer to a check: only that one is passed."""
    replay = (
        FORGE.encode()
        + b"""
kept = []
honest = executor.Executor.answer
def answer(self, message):
    reply = honest(self, message)
    if message.get("want") and ["stumbled"] not in message["run"]:
        kept.append(reply)
        return kept[0]
    return reply
executor.Executor.answer = answer
"""
    )
    loss = court.assignment.reference["loss.py"] + replay
    optimizer = court.assignment.reference["optimizer.py"]
    result = court.grade({"loss.py": loss, "optimizer.py": optimizer})
    assert [check.id for check in result.checks if check.status == "passed"] == ["loss.value"]
    court.assert_honest_gets_full_marks()


def test_tampering_with_the_workers_modules_earns_nothing(court: Court) -> None:
    # What is patched below has to be there, or nothing would be attacked.
    for owner, name in (
        (wire, "encode"),
        (wire, "is_plain_leaf"),
        (Executor, "_read"),
        (Executor, "_append"),
    ):
        assert callable(getattr(owner, name))
    code = (
        FORGE
        + """
import gc, types
for name in ("encode", "decode", "is_plain_leaf"):
    setattr(wire, name, lambda *a: b"")
executor.encode = lambda value, *rest: frame({'d': [['values', {'d': [[n, 1.0] for n in range(99)]}]]})
executor.Executor._read = lambda self, index: 0.5
executor.Executor._append = lambda self, result, *rest: self._table.append(np.zeros(3))
for thing in gc.get_objects():
    if isinstance(thing, executor.Executor):
        thing._table = thing._snapshots = {}
"""
    )
    court.assert_nothing_gained(court.grade_loss(worthless_loss(at_import=code)))


def test_steering_characters_do_not_reach_the_pages(court: Court) -> None:
    code = "raise ValueError('\\x1b[2J\\x1b]0;owned\\x07 <script>alert(1)</script> \\u202e \\x00')"
    result = court.grade_loss(worthless_loss(in_forward=code))
    court.assert_nothing_gained(result)
    message = outcome(result, "loss.value").message
    assert "alert" in message
    assert not {"\x1b", "\x07", "\x00", "\u202e"} & set(message)
    assert "<script>alert" not in written(result).split("<!doctype", 1)[-1]


def test_a_very_long_exception_is_cut(court: Court) -> None:
    code = """
class E(Exception): pass
E.__name__ = E.__qualname__ = 'E' * 1_000_000
raise E('x' * 1_000_000)
"""
    started = time.process_time()
    result = court.grade_loss(worthless_loss(in_forward=code))
    court.assert_nothing_gained(result)
    assert time.process_time() - started < 10
    assert len(outcome(result, "loss.value").message) < 1200
    long = "failure(kind='raised', type='t' * 300_000, text='x' * 60_000, file='f' * 50_000)"
    result = court.grade_loss(forged(long))
    court.assert_nothing_gained(result)
