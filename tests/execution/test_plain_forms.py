"""Tables and figures become plain values that cross, whatever is in them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.checks import Expect
from autograder.checks.compare import judge_value
from autograder.execution.worker.plain_forms import plain_form
from autograder.execution.worker.wire import REPLY, decode, encode


def crossed(value: Any) -> Any:
    """Returns the plain form of a value as it arrives on the other side."""
    form = plain_form(value)
    arrived = decode(encode(form, REPLY), REPLY)
    assert judge_value("x", arrived, form, Expect()).stage == ""
    return arrived


@pytest.fixture
def pandas():
    return pytest.importorskip("pandas")


@pytest.fixture
def pyplot():
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot

    yield pyplot
    pyplot.close("all")


def test_what_is_neither_has_no_plain_form() -> None:
    for value in (3, "x", None, np.ones(2), [1], object(), type("DataFrame", (), {})()):
        assert plain_form(value) is None


def test_columns_of_numbers_are_arrays_and_others_lists(pandas) -> None:
    table = pandas.DataFrame({"n": [1, 2], "x": [0.5, None], "s": ["a", None], "b": [True, False]})
    form = crossed(table)
    assert form["names"] == ["n", "x", "s", "b"]
    assert form["index"] == [0, 1]
    assert form["columns"]["s"] == ["a", None]
    assert [form["columns"][name].dtype.kind for name in "nxb"] == ["i", "f", "b"]


def test_dates_levels_and_names_that_repeat_keep_their_places(pandas) -> None:
    dates = pandas.DataFrame({"d": pandas.to_datetime(["2026-01-02"])}, index=["a"])
    assert crossed(dates)["columns"] == {"d": ["2026-01-02 00:00:00"]}
    levels = pandas.DataFrame({"a": [1, 1], "b": [2, 3], "v": [4.0, 5.0]}).set_index(["a", "b"])
    assert crossed(levels)["index"] == ["(1, 2)", "(1, 3)"]
    twice = crossed(pandas.DataFrame([[1, 2]], columns=["a", "a"]))
    assert (twice["names"], list(twice["columns"])) == (["a", "a"], ["a", "a.1"])
    missing = pandas.DataFrame({"i": pandas.array([1, None], dtype="Int64")})
    assert np.isnan(crossed(missing)["columns"]["i"]).tolist() == [False, True]
    assert crossed(pandas.DataFrame()) == {"names": [], "index": [], "columns": {}}


def test_a_series_keeps_its_name(pandas) -> None:
    form = crossed(pandas.Series([1, 2], index=["u", "v"], name="n"))
    assert (form["name"], form["index"], form["values"].tolist()) == ("n", ["u", "v"], [1, 2])


def test_a_table_is_what_it_was_when_it_was_returned(pandas) -> None:
    from helpers.double_course import student_of

    student = student_of(
        "import pandas as pd\ntable = pd.DataFrame({'x': [1]})\n"
        "def get():\n    return table\ndef change():\n    table['x'] = 2\n"
    )
    before = student.work.get()
    student.work.change()
    values = student.read_list([before, student.work.get()])
    assert [form["columns"]["x"].tolist() for form in values] == [[1], [2]]


def test_lines_points_bars_and_pictures_of_a_figure(pyplot) -> None:
    figure, axes = pyplot.subplots(2, 2)
    figure.suptitle("All")
    (line, points), (bars, picture) = axes
    line.plot(["a", "b"], [1, 2], label="named")
    line.plot([3, 4])
    line.legend()
    points.scatter([1, 2], [3, 4], label="cloud")
    bars.hist([1, 2, 2], bins=2, label="counts")
    picture.imshow(np.eye(2))
    form = crossed(figure)
    assert form["title"] == "All"
    first, second, third, fourth = form["axes"]
    assert [one["label"] for one in first["lines"]] == ["named", ""]
    assert first["lines"][0]["x"].tolist() == [0, 1]
    assert first["legend"] == ["named"]
    assert second["points"][0]["xy"].tolist() == [[1, 3], [2, 4]]
    assert third["bars"][0]["height"].tolist() == [1, 2]
    assert (fourth["images"][0] == np.eye(2)).all()
    assert crossed(line)["lines"][1]["y"].tolist() == [3, 4]


@pytest.mark.parametrize("projection", ["polar", "3d"])
def test_other_axes_have_lines_too(pyplot, projection: str) -> None:
    _, axes = pyplot.subplots(subplot_kw={"projection": projection})
    axes.plot([1, 2], [3, 4])
    assert len(crossed(axes)["lines"]) == 1


def test_figures_of_a_check_before_are_not_seen(pyplot) -> None:
    from helpers.double_course import student_of

    source = "import matplotlib.pyplot as plt\ndef draw(n):\n    plt.plot([n])\n"
    student = student_of(source)
    for number in (1, 2):
        fresh = type(student)(student._session._transport, 0)
        fresh.work.draw(number)
        assert fresh.read(fresh.figure()["axes"][0]["lines"][0]["y"]).tolist() == [number]
