"""Notebooks and PDFs of reports."""

import json


def cell(source, *printed, count=None, error=False):
    outputs = [{"output_type": "stream", "name": "stdout", "text": text} for text in printed]
    if error:
        outputs.append({"output_type": "error", "ename": "E", "evalue": "", "traceback": ["E"]})
    return {
        "cell_type": "code",
        "execution_count": count,
        "metadata": {},
        "outputs": outputs,
        "source": source,
    }


def notebook(*cells):
    made = [
        {"cell_type": "markdown", "metadata": {}, "source": item} if isinstance(item, str) else item
        for item in cells
    ]
    for number, item in enumerate(made):
        item["id"] = f"cell-{number}"
    return json.dumps(
        {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, ensure_ascii=False
    )


PROSE = (
    "<h1>Report</h1><p>The training accuracy is 0.89, the test accuracy 0.90. With momentum the loss"
    " falls faster. The learning rate and the batch size matter, too.</p>"
)
CODE = (
    "<pre>"
    + "\n".join(["import numpy as np", "x = 1", "def f(x):", "    return x"] * 20)
    + "</pre>"
)
PIXEL = (
    '<img width="300" height="200" src="data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAA'
    'AfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==">'
)
