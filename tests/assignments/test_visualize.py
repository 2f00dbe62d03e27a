"""Curves of loss and accuracy."""

import pytest

RUNS = {
    "without momentum": [[2.0, 1.0, 0.5], [0.3, 0.6, 0.8]],
    "momentum 0.9": [[1.5, 0.5, 0.25], [0.5, 0.8, 0.9]],
}


@pytest.fixture
def visualize(workspace):
    module = workspace("visualize")
    yield module
    module.plt.close("all")


@pytest.fixture
def plot(visualize):
    return visualize.plot_loss_and_acc


def test_one_figure_of_loss_and_one_of_accuracy(plot):
    for figure, column, quantity in zip(plot(RUNS), (0, 1), ("loss", "accuracy"), strict=True):
        (axes,) = figure.axes
        assert quantity in axes.get_ylabel().lower()
        assert axes.get_xlabel() == "Epoch"
        for line, values in zip(axes.lines, RUNS.values(), strict=True):
            assert list(line.get_xdata()) == [1, 2, 3]
            assert list(line.get_ydata()) == values[column]


def test_legend_names_the_runs(plot):
    for figure in plot(RUNS):
        texts = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
        assert texts == list(RUNS)


def test_curves_differ_in_more_than_colour(plot):
    many = {f"run {number}": [[1.0, 0.5], [0.5, 0.7]] for number in range(7)}
    lines = plot(many)[0].axes[0].lines
    assert len({line.get_color() for line in lines}) == 7
    assert len({(line.get_linestyle(), line.get_marker()) for line in lines}) == 7


@pytest.mark.parametrize("count", [1, 2, 3, 10, 37])
def test_epochs_on_the_axis_are_whole_numbers(plot, count):
    axes = plot({"run": [[1.0] * count, [0.5] * count]})[0].axes[0]
    low, high = axes.get_xlim()
    ticks = [tick for tick in axes.get_xticks() if low <= tick <= high]
    assert ticks
    assert all(tick == round(tick) for tick in ticks)


def test_figures_can_be_saved(plot, tmp_path):
    for number, figure in enumerate(plot(RUNS)):
        figure.savefig(tmp_path / f"{number}.png")
        assert (tmp_path / f"{number}.png").read_bytes().startswith(b"\x89PNG")


@pytest.fixture
def multiples(visualize):
    return visualize.plot_small_multiples


def test_small_multiples_have_a_column_for_each_group_and_share_their_axes(multiples):
    longer = {"momentum 0.9": [[1.0] * 5, [0.9] * 5], "rate 1": [[9.0], [0.1]]}
    figure = multiples({"batch 32": RUNS, "batch 500": longer})
    upper, lower = figure.axes[:2], figure.axes[2:]
    assert [axes.get_title() for axes in upper] == ["batch 32", "batch 500"]
    assert ["loss" in row[0].get_ylabel().lower() for row in (upper, lower)] == [True, False]
    for row, column in ((upper, 0), (lower, 1)):
        assert len({axes.get_ylim() for axes in row}) == 1
        for axes, runs in zip(row, (RUNS, longer), strict=True):
            assert [list(line.get_ydata()) for line in axes.lines] == [
                run[column] for run in runs.values()
            ]
    assert {axes.get_xlim() for axes in figure.axes} == {(0.5, 5.5)}


def test_a_label_has_one_style_in_all_panels_and_one_place_in_the_legend(multiples):
    figure = multiples({"a": RUNS, "b": dict(reversed(RUNS.items()))})
    styles = {
        (line.get_label(), line.get_color(), line.get_linestyle(), line.get_marker())
        for axes in figure.axes
        for line in axes.lines
    }
    assert len(styles) == len(RUNS)
    assert [text.get_text() for text in figure.legends[0].get_texts()] == list(RUNS)


@pytest.mark.parametrize("groups", [{}, {"batch 32": {}}])
def test_no_small_multiples_of_nothing(multiples, groups):
    with pytest.raises(ValueError, match="nothing to plot"):
        multiples(groups)


def test_nothing_to_plot(plot):
    with pytest.raises(ValueError, match="nothing to plot"):
        plot({})


def test_run_with_more_losses_than_accuracies(plot):
    with pytest.raises(ValueError, match="'short' has 2 losses and 1 accuracies"):
        plot({"short": [[1.0, 0.5], [0.5]]})
