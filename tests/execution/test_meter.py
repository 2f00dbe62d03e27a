"""What a child is charged, by a made-up clock and kernel."""

from __future__ import annotations

import os
import random
import socket
import struct
import time
from collections.abc import Callable

import pytest

from autograder.execution.meter import (
    LOOK_SECONDS,
    MOST_SLEEP,
    Meter,
    Use,
    is_asleep,
    processor_seconds,
)
from autograder.execution.sandbox import SandboxFault
from autograder.execution.sandbox.channel import STALL_SECONDS
from autograder.execution.sandbox.peer import sender


class Machine:
    """A child that runs, sleeps or waits for a processor, as `state` says, and a clock."""

    def __init__(self, share: float = 1.0) -> None:
        self.time = 1000.0
        self.ran = 0.0
        self.share = share
        self.state: Callable[[float], str] = lambda _: "waits"

    def pass_(self, seconds: float) -> None:
        step = 0.001
        for _ in range(round(seconds / step)):
            self.time += step
            self.ran += step * self.share * (self.state(self.time) == "runs")

    def meter(self, pid: int = 7) -> Meter:
        return Meter(
            pid, lambda: self.time, lambda _: self.ran, lambda _: self.state(self.time) == "sleeps"
        )


def watch(machine: Machine, meter: Meter, seconds: float) -> float:
    """Looks at the child for a while, as a channel does; returns what it was charged for that."""
    meter.begin()
    before, until = meter.charged, machine.time + seconds
    while machine.time < until:
        machine.pass_(meter.pause())
        meter.look()
    return meter.charged - before


@pytest.fixture(autouse=True)
def same_pauses() -> None:
    random.seed(7)


def test_a_starved_child_is_charged_nothing_and_counts_as_stalled_in_the_end() -> None:
    machine = Machine()
    meter = machine.meter()
    assert watch(machine, meter, 100) == 0
    assert 99 < meter.stalled < STALL_SECONDS
    assert watch(machine, meter, 600) == 0
    assert meter.stalled > STALL_SECONDS


def test_a_spinner_is_charged_what_it_had_of_the_processor_however_little() -> None:
    for share in (1.0, 0.05):
        machine = Machine(share)
        machine.state = lambda _: "runs"
        meter = machine.meter()
        assert watch(machine, meter, 10) == pytest.approx(10 * share, rel=0.02)
        assert meter.stalled == 0


def test_a_sleeper_is_charged_the_time_that_passes() -> None:
    machine = Machine()
    machine.state = lambda _: "sleeps"
    meter = machine.meter()
    assert watch(machine, meter, 4) == pytest.approx(4, rel=0.05)
    assert meter.used.ran == 0
    assert meter.stalled == 0


@pytest.mark.parametrize("period", [0.002, 0.02, LOOK_SECONDS, 2 * LOOK_SECONDS, 0.5])
def test_naps_of_any_rhythm_are_charged_about_what_they_take(period: float) -> None:
    machine = Machine()
    machine.state = lambda now: "sleeps" if now % period < period / 2 else "waits"
    assert watch(machine, machine.meter(), 40) == pytest.approx(20, rel=0.25)


def test_a_grader_that_was_stopped_does_not_charge_for_that() -> None:
    machine = Machine()
    machine.state = lambda _: "sleeps"
    meter = machine.meter()
    meter.begin()
    machine.time += 100
    meter.look()
    assert meter.charged <= MOST_SLEEP
    machine.state = lambda _: "waits"
    machine.time += 1000
    meter.look()
    assert meter.stalled < STALL_SECONDS


def test_a_child_without_a_request_is_charged_nothing() -> None:
    machine = Machine()
    machine.state = lambda _: "sleeps"
    meter = machine.meter()
    for _ in range(20):
        machine.time += 50
        meter.begin()
        meter.look()
    assert meter.charged == 0


def test_nothing_is_lost_when_the_child_is_gone() -> None:
    def gone(_: int) -> float:
        raise ProcessLookupError

    machine = Machine()
    machine.ran = 1.5
    meter = machine.meter()
    assert meter.charged == 1.5
    meter._read = gone
    assert meter.used == Use(1.5, 0.0)


@pytest.mark.parametrize("pid", [0, -1])
def test_no_process_is_never_taken_for_the_graders_own(pid: int) -> None:
    with pytest.raises(ValueError, match="no other process"):
        Machine().meter(pid)
    told = [(socket.SOL_SOCKET, 2, struct.pack("3i", pid, 0, 0))]
    for ancillary in ([], told):
        with pytest.raises(SandboxFault, match="process's id"):
            sender(ancillary)


def test_a_use_is_counted_from_an_earlier_one() -> None:
    assert Use(1.5, 2.25).since(Use(1.0, 2.0)).seconds == 0.75


def test_the_kernel_tells_of_this_process() -> None:
    before = processor_seconds(os.getpid())
    deadline = time.process_time() + 0.05
    while time.process_time() < deadline:
        pass
    assert processor_seconds(os.getpid()) - before >= 0.05
    assert not is_asleep(os.getpid())


def test_nothing_is_known_of_a_process_that_is_gone() -> None:
    assert not is_asleep(-1)
    with pytest.raises(OSError, match="Invalid argument"):
        processor_seconds(2**21)
