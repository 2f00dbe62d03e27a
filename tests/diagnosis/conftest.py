"""One bench for all tests of a process: what mistakes return is kept in it."""

import pytest
from helpers.bench import Bench


@pytest.fixture(scope="session")
def bench():
    return Bench()
