"""Which mistake it is, or what a wrong result has in common with the right one."""

from __future__ import annotations

DIAGNOSIS: dict[str, tuple[str, str]] = {
    "likely": ("Likely mistake: {title}", "可能的错误：{title}"),
    "likely.pair": ("Likely mistakes, at once: {title}", "可能同时有以下错误：{title}"),
    "cancelled": (
        "There is another mistake: {title}. The two cancel out, so that training works although "
        "each half is wrong: correct both.",
        "另外还有一个错误：{title}。两者互相抵消，所以训练正常，但每一半都是错的：请两处都改正。",
    ),
    "unexplained": (
        "This does not explain what is wrong with {outputs}: there is something else.",
        "这不能解释 {outputs} 的错误：还有别的问题。",
    ),
    "unexplained.many": (
        "This does not explain what is wrong with {outputs} and {count} more: there is something else.",
        "这不能解释 {outputs} 及另外 {count} 个输出的错误：还有别的问题。",
    ),
    "pattern.factor": ("yours = {factor} x expected", "你的结果 = {factor} × 预期值"),
    "pattern.steps": (
        "from step to step, yours change by {factor} x what is expected",
        "你的结果每一步的变化量 = {factor} × 预期值",
    ),
    "fact.batch": ("the batch has {value:g} rows", "该批次有 {value:g} 行"),
    "fact.classes": ("there are {value:g} classes", "共有 {value:g} 个类别"),
    "fact.inputs": ("a sample has {value:g} inputs", "每个样本有 {value:g} 个输入"),
    "fact.momentum": ("momentum is {value:g}", "momentum 为 {value:g}"),
    "fact.learning_rate": ("learning_rate is {value:g}", "learning_rate 为 {value:g}"),
    "fact": ("{fact} is {value:g}", "{fact} 为 {value:g}"),
    "pattern.sign": ("the sign is flipped", "符号相反"),
    "pattern.rule": (
        "your steps are {parameter} = {yours}; {parameter} = {right} is right "
        "(lr: learning rate, mu: momentum, g: gradient, Δ{parameter}: the last move)",
        "你的更新是 {parameter} = {yours}；正确的是 {parameter} = {right}"
        "（lr：学习率，mu：动量，g：梯度，Δ{parameter}：上一步的变化量）",
    ),
    "general.rule": ("the steps follow another rule", "参数更新用了另一条规则"),
    "pattern.percent": (
        "yours = 100.00 x expected: a share from 0 to 1 is asked for, not per cent",
        "你的结果 = 100 × 预期值：应返回 0 到 1 之间的比例，而不是百分数",
    ),
    "pattern.swapped": (
        "{one} and {other} have changed places: yours are each other's values, so return them in the other order",
        "{one} 和 {other} 的位置对调了：请交换返回的顺序",
    ),
    "general.swapped": ("two results have changed places", "两个结果的位置对调了"),
    "pattern.zero": ("all your values are 0", "你的值全是 0"),
    "pattern.transposed": ("yours is the transpose of what is expected", "你的结果是预期值的转置"),
    "pattern.reversed": ("yours are the right values in reverse order", "你的值正确，但顺序相反"),
    "pattern.boxed": ("your values are right, but not their shape", "你的值正确，但形状不对"),
    "pattern.per-sample": (
        "the mean of your values is the number expected: it has not been taken",
        "你的各个值的平均数正是预期值：还没有取平均",
    ),
    "pattern.total": (
        "your single number is the sum of all values expected: it sums over too many axes",
        "你的结果是所有预期值之和：求和的轴太多了",
    ),
    "pattern.offset": (
        "all your values are off by the same amount, {offset:.4g}",
        "你的所有值都偏了同一个数 {offset:.4g}",
    ),
    "pattern.rows": (
        "each of your rows is the expected one times a number of its own",
        "你的每一行都是预期的那一行乘以各自的一个数",
    ),
    "pattern.columns": (
        "each of your columns is the expected one times a number of its own",
        "你的每一列都是预期的那一列乘以各自的一个数",
    ),
    "pattern.row-offsets": (
        "each of your rows is the expected one plus a number of its own",
        "你的每一行都是预期的那一行加上各自的一个数",
    ),
    "pattern.column-offsets": (
        "each of your columns is the expected one plus a number of its own",
        "你的每一列都是预期的那一列加上各自的一个数",
    ),
    "pattern.one-row": ("only row {number} is wrong", "只有第 {number} 行不对"),
    "pattern.one-column": ("only column {number} is wrong", "只有第 {number} 列不对"),
    "pattern.from": (
        "the first {count} of {total} values are right, all later ones are not",
        "{total} 个值中前 {count} 个正确，之后的都不对",
    ),
    "pattern.from.one": (
        "the first of {total} values is right, all later ones are not",
        "{total} 个值中第一个正确，之后的都不对",
    ),
    "pattern.from-output": (
        '"{last}" is right; from "{first}" on, it is wrong',
        "“{last}”正确，从“{first}”起不对",
    ),
    # The same without numbers, for what many students have in common.
    "general.factor": ("yours is what is expected times some number", "你的结果是预期值乘以某个数"),
    "general.factor.fact": (
        "yours is what is expected times a number that comes from {fact}",
        "你的结果是预期值乘以一个由 {fact} 得出的数",
    ),
    "general.steps": (
        "from step to step, yours change by what is expected times some number",
        "你的结果每一步的变化量是预期值乘以某个数",
    ),
    "general.steps.fact": (
        "from step to step, yours change by what is expected times a number that comes from {fact}",
        "你的结果每一步的变化量是预期值乘以一个由 {fact} 得出的数",
    ),
    "general.offset": ("all your values are off by the same amount", "你的所有值都偏了同一个数"),
    "general.one-row": ("only one row is wrong", "只有一行不对"),
    "general.one-column": ("only one column is wrong", "只有一列不对"),
    "general.from": (
        "the first values are right, all later ones are not",
        "前面的值正确，之后的都不对",
    ),
    "general.from-output": (
        "the first outputs are right, all later ones are wrong",
        "前面的输出正确，之后的都不对",
    ),
}
