"""What is found in reports."""

from __future__ import annotations

REPORT: dict[str, tuple[str, str]] = {
    "report.notebook": ("{name} is missing", "缺少 {name}"),
    "report.unread": ("{name} cannot be read", "无法读取 {name}"),
    "report.executed": (
        "{name} was not run from top to bottom before it was handed in",
        "{name} 在提交前没有从头到尾按顺序运行",
    ),
    "report.outputs": (
        "{name} has cells without outputs: {cells}",
        "{name} 中有单元格没有输出：{cells}",
    ),
    "report.errors": (
        "{name} shows an error in cell {cell}",
        "{name} 的第 {cell} 个单元格显示错误",
    ),
    "report.accuracy": (
        "{name} prints no test accuracy",
        "{name} 没有打印测试准确率",
    ),
    "report.reproduced": (
        "{name} prints test accuracy {printed}; our own run gives {ours} (tolerance {tolerance:g})",
        "{name} 打印的测试准确率是 {printed}，我们运行的结果是 {ours}（容差 {tolerance:g}）",
    ),
    "report.not_run": (
        "{name} does not run to its end here: {reason}",
        "{name} 在这里不能运行到底：{reason}",
    ),
    "report.pdf": ("there is no PDF report", "没有 PDF 报告"),
    "report.opens": ("{name} cannot be opened", "{name} 无法打开"),
    "report.states_train": ("{name} states no training accuracy", "{name} 没有写出训练准确率"),
    "report.states_test": ("{name} states no test accuracy", "{name} 没有写出测试准确率"),
    "report.momentum": ("{name} does not discuss momentum", "{name} 没有讨论动量"),
    "report.parameters": (
        "{name} discusses fewer than two hyper-parameters besides momentum",
        "{name} 除动量外讨论的超参数少于两个",
    ),
    "report.figures": ("{name} holds no figures", "{name} 中没有图"),
    "report.code": ("{name} is mostly code", "{name} 的大部分是代码"),
    # In the report itself, where running the notebook went wrong.
    "report.source": ("Code", "代码"),
    "report.cell": ("Cell {number}: {name}: {text}", "单元格 {number}：{name}: {text}"),
    "report.limit": ("not finished within {seconds:g} s", "{seconds:g} 秒内没有运行完"),
    "report.too_much": (
        "showed more than is kept of a cell, and was interrupted",
        "输出超出单个单元格的上限，已被中断",
    ),
    "report.total": (
        "The notebook was not finished within {seconds:g} s.",
        "{seconds:g} 秒内没有运行完整个 notebook。",
    ),
    "report.shown": (
        "A cell shows what is no output of a notebook, and the run was stopped there.",
        "有单元格输出了 notebook 不允许的内容，运行在该处停止。",
    ),
    "report.ended": (
        "The kernel ended, and {count} cells were not run.",
        "内核已终止，有 {count} 个单元格没有运行。",
    ),
}
