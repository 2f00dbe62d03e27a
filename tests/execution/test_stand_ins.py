"""What stands in for packages that are not there: drawing is swallowed, bars go on, computing is refused."""

import sys

import numpy as np
import pytest

from autograder.execution.worker.modules import SubmissionModules
from autograder.execution.worker.stand_ins import STAND_INS, StandInUsed


def run(source, *, stand_ins=STAND_INS, sealed=True):
    """Returns the module of a file that finds nothing but numpy and the standard library."""
    found = SubmissionModules(
        {"core_work.py": source.encode()}, ["core_work"], tuple(stand_ins), sealed=sealed
    )
    with found.installed():
        module = found.load("core_work")
        assert found.stumbled() == []
        return module


@pytest.mark.parametrize(
    "line",
    [
        "plt.rcParams['axes.unicode_minus'] = False",
        "plt.rcParams.update({'figure.dpi': 90})",
        "del plt.rcParams['backend']",
        "figure, axes = plt.subplots()",
        "figure, ((a, b), (c, d)) = plt.subplots(2, 2)",
        "line, = plt.plot([1, 2])",
        "first, *others = plt.hist([1, 2])",
        "first, *others, last = plt.hist([1, 2])",
        "for axis in plt.subplots(3)[1].flat:\n    axis.plot([1])",
        "with plt.style.context('ggplot') as style:\n    plt.plot([1])",
        "plt.gca().title.size *= 2",
        "plt.gca().title.colour = 'k'",
        "size = 3 + plt.gcf().dpi / 2 - -plt.gcf().width ** 2",
        "wide = plt.gcf().width > 3 or plt.gcf().height <= 2",
        "assert matplotlib.__version__ != ''",
        "matplotlib.use('Agg')",
        "seaborn.set_theme(style='darkgrid')",
        "from pylab import *",
        "from mpl_toolkits.mplot3d import Axes3D",
        "class Marker(plt.Line2D):\n    def __init__(self):\n        super().__init__([0], [1])\nMarker().draw()",
        "def draw(axis: plt.Axes | None = None): ...",
        "assert not isinstance(3, plt.Axes)",
        "print(f'{plt.get_backend()}', float(plt.gcf().dpi), len(plt.get_fignums()))",
        "from IPython.display import clear_output, display\ndisplay(clear_output(wait=True))",
        "@widgets.interact\ndef show(x=1): ...",
    ],
)
def test_what_draws_costs_nothing(line):
    imports = "import matplotlib, seaborn\nimport matplotlib.pyplot as plt\nimport ipywidgets as widgets\n"
    module = run(f"{imports}{line}\ndef after(): return 1\n")
    assert module.after() == 1


@pytest.mark.parametrize(
    "loop",
    [
        "from tqdm import tqdm\nitems = list(tqdm(range(4), desc='epoch'))",
        "from tqdm.auto import trange\nitems = list(trange(1, 3))",
        "from tqdm.notebook import tqdm, tnrange\nitems = [x for x, y in zip(tqdm([1, 2]), tnrange(2))]",
        "import tqdm\nitems = list(tqdm.tqdm(iterable=[5]))",
        "import tqdm.auto\nitems = list(tqdm.auto.tqdm([5]))",
        "from rich.progress import track\nitems = list(track([1, 2], description='x'))",
        "from tqdm import tqdm\nbar = tqdm(enumerate('ab'), total=2)\nitems = []\n"
        "for item in bar:\n    bar.set_postfix(loss=1)\n    items.append(item)\nbar.close()",
        "from tqdm import tqdm\nwith tqdm(total=2) as bar:\n    bar.update(1)\n"
        "    tqdm.write('one')\nitems = [len(tqdm([3, 4]))]",
    ],
)
def test_progress_bars_go_through_what_they_are_given(loop):
    assert len(run(loop).items) > 0


@pytest.mark.parametrize(
    "use",
    [
        "nn.Linear(3)", "range(nn.count)", "nn.x + 1", "1 - nn.x", "np.ones(2) @ nn.x", "nn.x[0]", "list(nn.x)",
        "float(nn.x)", "bool(nn.x)", "nn.x < 1", "-nn.x", "np.asarray(nn.x)", "Net()",
    ],
)  # fmt: skip
def test_what_computes_can_be_named_and_derived_from_but_not_used(use):
    module = run(
        "import numpy as np\nimport torch.nn as nn\nfrom scipy import special\n"
        "nn.backends.deterministic = True\nclass Net(nn.Module): ...\n"
        f"def use(): return {use}\n",
        stand_ins=[*STAND_INS, "torch"],
    )
    with pytest.raises(StandInUsed) as caught:
        module.use()
    assert caught.value.name == "torch"
    assert str(caught.value).startswith("torch.nn")


def test_a_sealed_submission_finds_what_it_would_find_in_the_sandbox():
    """What is installed here, and even loaded, is replaced or kept out; and it is all there afterwards."""
    import msgspec

    before = {name: module for name, module in sys.modules.items() if name != "core_work"}
    module = run(
        "import json, numpy, matplotlib.pyplot as plt\n"
        "missing = []\n"
        "for name in ('msgspec', 'pytest', 'autograder', 'autograder.checks', 'nothing_like_this'):\n"
        "    try: __import__(name)\n"
        "    except ModuleNotFoundError as error: missing.append(error.name)\n"
    )
    assert module.missing == ["msgspec", "pytest", "autograder", "autograder", "nothing_like_this"]
    assert module.numpy is np
    assert repr(module.plt.plot) == "<matplotlib.pyplot.plot, which is not there>"
    assert sys.modules["msgspec"] is msgspec
    assert {name: sys.modules[name] for name in before} == before


def test_without_a_seal_what_is_installed_is_taken():
    assert run("import msgspec as found", sealed=False).found.__name__ == "msgspec"


def test_the_assignments_own_files_can_be_imported_and_a_handed_in_one_comes_first():
    files = {"core_work.py": b"import core_helper\nx = core_helper.x"}
    given = {"core_helper.py": b"x = 'given'"}
    for held, expected in (({}, "given"), ({"core_helper.py": b"x = 'mine'"}, "mine")):
        found = SubmissionModules({**files, **held}, ["core_work"], given=given, sealed=True)
        with found.installed():
            assert found.load("core_work").x == expected
