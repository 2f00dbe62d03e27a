"""Tables and figures as plain values, which can be judged elsewhere.

Nothing is imported for it: an object of pandas or matplotlib is only there where these packages are.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from .wire import DTYPES


class NoFigureError(TypeError):
    """Nothing was drawn."""


def is_table(value: object) -> bool:
    """Tells whether a value is a DataFrame or a Series of pandas."""
    return _made_by(value, "pandas", "DataFrame", "Series")


def plain_form(value: Any) -> Any:
    """Returns a DataFrame, a Series, a Figure or Axes as dicts and lists; None for anything else.

    A DataFrame is {"names": [...], "index": [...], "columns": {name: values}}, a Series {"name", "index", "values"};
    values are an array where they are numbers or truth values, else a list of strings and None.
    """
    if _made_by(value, "pandas", "DataFrame"):
        names = [_label(name) for name in value.columns]
        # Of several columns of one name the later ones are numbered, as pandas itself does it.
        keys = [
            f"{name}.{names[:n].count(name)}" if name in names[:n] else name
            for n, name in enumerate(names)
        ]
        columns = {key: _values(value.iloc[:, n]) for n, key in enumerate(keys)}
        return {"names": names, "index": _labels(value.index), "columns": columns}
    if _made_by(value, "pandas", "Series"):
        name = _label(value.name)
        return {"name": name, "index": _labels(value.index), "values": _values(value)}
    if _made_by(value, "matplotlib", "Figure"):
        return {"title": value.get_suptitle(), "axes": [axes_form(axes) for axes in value.axes]}
    if _made_by(value, "matplotlib", "Axes"):
        return axes_form(value)
    return None


def current_figure() -> dict[str, Any]:
    """Returns pyplot's current figure, as `plain_form` does.

    Raises:
        NoFigureError: there is none.
    """
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None or not pyplot.get_fignums():
        raise NoFigureError("no figure")
    return plain_form(pyplot.gcf())  # type: ignore[no-any-return]


def close_figures() -> None:
    """Closes pyplot's figures, so that the next one drawn is a new one."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close("all")


def axes_form(axes: Any) -> dict[str, Any]:
    """Returns what is drawn into one pair of axes: labels, and the numbers behind each line, bar and point."""
    legend = axes.get_legend()
    return {
        "title": axes.get_title(),
        "xlabel": axes.get_xlabel(),
        "ylabel": axes.get_ylabel(),
        "xscale": axes.get_xscale(),
        "yscale": axes.get_yscale(),
        "legend": None if legend is None else [text.get_text() for text in legend.get_texts()],
        "lines": [
            # Names and dates as the numbers at which they are drawn.
            {
                "label": _shown(line),
                "x": _floats(line.get_xdata(False)),
                "y": _floats(line.get_ydata(False)),
            }
            for line in axes.lines
        ],
        "points": [
            {"label": _shown(points), "xy": _floats(points.get_offsets())}
            for points in axes.collections
            if _made_by(points, "matplotlib", "PathCollection")
        ],
        "bars": [
            {
                "label": _shown(bars),
                "x": _floats([bar.get_x() + bar.get_width() / 2 for bar in bars]),
                "height": _floats([bar.get_height() for bar in bars]),
            }
            for bars in axes.containers
            if _made_by(bars, "matplotlib", "BarContainer")
        ],
        "images": [_floats(image.get_array()) for image in axes.images],
    }


def _made_by(value: object, package: str, *names: str) -> bool:
    # Nearly always not there, and asked of every result.
    return package in sys.modules and any(
        kind.__name__ in names and kind.__module__.partition(".")[0] == package
        for kind in type(value).__mro__
    )


def _shown(artist: Any) -> str:
    """Returns an artist's label as a legend would show it; labels that begin with _ are none."""
    label = str(artist.get_label())
    return "" if label.startswith("_") else label


def _floats(values: Any) -> np.ndarray[Any, Any]:
    if isinstance(values, np.ma.MaskedArray):
        values = values.filled(np.nan)
    return np.asarray(values, dtype=np.float64)


def _labels(index: Any) -> list[Any]:
    return [_label(label) for label in index]


def _label(label: Any) -> Any:
    if isinstance(label, np.generic):
        label = label.item()
    return label if label is None or isinstance(label, (int, float, str)) else str(label)


def _values(series: Any) -> Any:
    array = series.to_numpy()
    if array.dtype.name in DTYPES:
        return array
    missing = series.isna().to_numpy()
    return [None if gone else _label(item) for item, gone in zip(array, missing, strict=True)]
