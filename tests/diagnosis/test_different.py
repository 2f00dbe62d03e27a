"""How many different numbers there are: what numpy counts, without what it imports for that."""

import subprocess
import sys

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from autograder.diagnosis.different import count_different

NUMBERS = st.sampled_from([0.0, -0.0, 1.0, 1.5, -2.0, np.inf, -np.inf, np.nan])


@given(arrays(np.float64, array_shapes(min_side=0), elements=NUMBERS))
def test_different_numbers_are_counted_as_numpy_does(numbers):
    assert count_different(numbers) == len(np.unique(numbers))


def test_naming_mistakes_imports_no_masked_arrays():
    code = (
        "import sys; import numpy as np; import autograder.diagnosis.diagnose; "
        "from autograder.diagnosis.different import count_different; "
        "count_different(np.ones(3)); print('numpy.ma' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "False\n"
