from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from helpers.sandboxes import STAND_IN

from autograder.execution.sandbox import Sandbox, SandboxLimits

LIMITS = SandboxLimits(memory_bytes=128 << 20, file_bytes=4 << 20)
FIXTURES = {"digits": {"images": np.arange(12.0).reshape(3, 4), "labels": np.array([1, 2, 3])}}


@pytest.fixture(scope="session")
def full() -> Iterator[Sandbox]:
    with Sandbox(LIMITS, FIXTURES, worker=STAND_IN) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def reduced() -> Iterator[Sandbox]:
    with Sandbox(LIMITS, FIXTURES, "reduced", worker=STAND_IN) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def parsing(full: Sandbox) -> Sandbox:
    """The one whose children parse, and are confined as others are."""
    return full.for_parsers()


@pytest.fixture(params=["full", "reduced", "parsing"])
def confined(request: pytest.FixtureRequest) -> Sandbox:
    """Each of the confined kinds of children."""
    found: Sandbox = request.getfixturevalue(request.param)
    return found


@pytest.fixture(params=["full", "reduced"])
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    """Each of the confined kinds of isolation."""
    found: Sandbox = request.getfixturevalue(request.param)
    return found
