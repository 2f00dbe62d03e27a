"""What became of a check, and what to try."""

from __future__ import annotations

CHECKS: dict[str, tuple[str, str]] = {
    "present": ("{output} is missing: it is None", "缺少 {output}：它的值是 None"),
    "type": (
        "{output} is a {type}, not a number or a numpy array",
        "{output} 的类型是 {type}，应当是数字或 numpy 数组",
    ),
    "shape": (
        "{output}: shape {shape}, expected {expected_shape}",
        "{output}：形状是 {shape}，应当是 {expected_shape}",
    ),
    "dtype": (
        "{output}: dtype {dtype}, expected real numbers",
        "{output}：dtype 是 {dtype}，应当是实数",
    ),
    "finite": (
        "{output}: shape {shape} ok · {nan} NaN and {inf} infinite of {total} values",
        "{output}：形状 {shape} 正确 · {total} 个值中有 {nan} 个 NaN、{inf} 个无穷大",
    ),
    "values": (
        "{output}: shape {shape} ok · dtype {dtype} ok · {differ} of {total} values differ",
        "{output}：形状 {shape} 正确 · dtype {dtype} 正确 · {total} 个值中有 {differ} 个不同",
    ),
    "values.plain": ("{output} is not what is expected", "{output} 与预期不符"),
    "values.number": (
        "{output}: yours {yours}, expected {expected}",
        "{output}：你的结果 {yours}，应当是 {expected}",
    ),
    "present.hidden": ("{output} is missing", "缺少 {output}"),
    "type.hidden": (
        "{output} is not a number or a numpy array",
        "{output} 应当是数字或 numpy 数组",
    ),
    "shape.hidden": ("{output} has the wrong shape", "{output} 的形状不对"),
    "dtype.hidden": ("{output} does not hold real numbers", "{output} 应当是实数"),
    "finite.hidden": ("{output} holds NaN or infinity", "{output} 中有 NaN 或无穷大"),
    "values.hidden": ("{output} has wrong values", "{output} 的值不对"),
    "worst": (
        "worst at {at}: yours {yours}, expected {expected}",
        "差别最大处 {at}：你的结果 {yours}，应当是 {expected}",
    ),
    "first": ("first at {at}", "最先出现在 {at}"),
    "more.one": ("1 more output is wrong", "另有 1 个输出不对"),
    "more": ("{count} more outputs are wrong", "另有 {count} 个输出不对"),
    "at": ("{file}, line {line}, in {function}", "{file} 第 {line} 行，{function}"),
    "todo": ("not done yet: the TODO in {where}", "尚未完成：{where} 处的 TODO"),
    "missing": ("{on} has no {name}", "{on} 没有 {name}"),
    "missing.module": ("{on}.py has no {name}", "{on}.py 里没有 {name}"),
    "signature": (
        "{name} does not accept the arguments of the call: yours is {name}{yours}, "
        "expected {name}{expected}",
        "{name} 不接受这样的调用参数：你的是 {name}{yours}，应当是 {name}{expected}",
    ),
    "signature.plain": (
        "{name} does not accept the arguments of the call {text}",
        "{name} 不接受这样的调用参数 {text}",
    ),
    "raised": ("{type}: {text} ({where})", "{type}：{text}（{where}）"),
    "raised.hidden": ("your code raised {type} ({where})", "你的代码抛出了 {type}（{where}）"),
    "value": (
        "what your code returned cannot be used: {type} {text}",
        "你的代码返回的结果无法使用：{type} {text}",
    ),
    "timeout": (
        "used {used:.1f} s of processor time (limit {seconds:.2g} s){where}: is there a loop that does not end?",
        "用了 {used:.1f} 秒处理器时间（上限 {seconds:.2g} 秒）{where}：是否有不会结束的循环？",
    ),
    "timeout.asleep": (
        "waited {slept:.1f} s instead of computing (limit {seconds:.2g} s){where}: what does it wait for?",
        "等待了 {slept:.1f} 秒而没有计算（上限 {seconds:.2g} 秒）{where}：它在等什么？",
    ),
    "timeout.at": (", in {file} line {line}", "，位于 {file} 第 {line} 行"),
    "timeout.again": (
        "not run: {name} did not come to an end in the checks before",
        "没有运行：{name} 在之前的检查中都没有运行结束",
    ),
    "budget": (
        "not run: the submission had used up its {seconds:g} s",
        "没有运行：这份提交的总时间 {seconds:g} 秒已经用完",
    ),
    "died": (
        "your code ended or crashed its process ({text})",
        "你的代码结束了自己的进程或使它崩溃（{text}）",
    ),
    "died.hidden": (
        "your code ended or crashed its process",
        "你的代码结束了自己的进程或使它崩溃",
    ),
    "load.missing": ("{file} is missing", "缺少文件 {file}"),
    "load.syntax": (
        "{file} cannot be read by Python: line {line}: {text}\n    {source}",
        "Python 无法读取 {file}：第 {line} 行：{text}\n    {source}",
    ),
    "load.module": (
        "{file} imports {module}, which was not handed in and is not available",
        "{file} 导入了 {module}，但它没有提交，也没有安装",
    ),
    "load.raised": (
        "{file} fails while it is imported: {type} {text} {where}",
        "{file} 在导入时出错：{type} {text} {where}",
    ),
    "reason.stand_in": (
        "it uses {what}, which is not there",
        "它使用了 {what}，而评分时没有它",
    ),
    "stand_in": (
        "your code uses {what}, which is not there when it is graded ({where})",
        "你的代码使用了 {what}，而评分时没有它（{where}）",
    ),
    "load.stand_in": (
        "{file} uses {what} while it is imported, which is not there when it is graded {where}",
        "{file} 在导入时使用了 {what}，而评分时没有它 {where}",
    ),
    "hint.stand_in": (
        "{name} may not be used here: write this step with numpy.",
        "这里不能使用 {name}：请用 numpy 完成这一步。",
    ),
    "hint.module": (
        "Hand in {name}.py as well, or move what you need from it into this file.",
        "请同时提交 {name}.py，或把需要的代码移到本文件中。",
    ),
    "hint.python2.module": (
        "{name} is a module of Python 2; it has another name in Python 3.",
        "{name} 是 Python 2 的模块，在 Python 3 中名称不同。",
    ),
    "hint.python2.xrange": (
        "xrange is Python 2: write range.",
        "xrange 是 Python 2 的写法：请改用 range。",
    ),
    "hint.python2.raw_input": (
        "raw_input is Python 2: write input.",
        "raw_input 是 Python 2 的写法：请改用 input。",
    ),
    "hint.python2.print": (
        "print without brackets is Python 2: write print(...).",
        "不带括号的 print 是 Python 2 的写法：请写成 print(...)。",
    ),
    "hint.python2.except": (
        "`except E, e:` is Python 2: write `except E as e:`.",
        "`except E, e:` 是 Python 2 的写法：请写成 `except E as e:`。",
    ),
    "hint.tabs": (
        "Tabs and spaces are mixed: let your editor convert all indentation to spaces.",
        "制表符与空格混用：请让编辑器把所有缩进转换成空格。",
    ),
    "hint.indentation": (
        "The indentation of this line does not fit the lines above it.",
        "这一行的缩进与上面的行不一致。",
    ),
    "slow": (
        "right, but {ratio:.0f} times as slow as the reference; up to {limit:g} times is allowed",
        "结果正确，但比参考答案慢 {ratio:.0f} 倍；最多允许 {limit:g} 倍",
    ),
    "hint.slow": (
        "Look for Python loops and for work that is done twice.",
        "请检查是否有 Python 循环或重复计算。",
    ),
    "fault": (
        "the grader failed here; this is not your fault, and your instructor has been told",
        "评分程序在这里出错；这不是你的问题，教师已得到通知",
    ),
    "own.agrees": (
        "Your gradient agrees with your own loss: it is the loss that is off.",
        "你的梯度与你自己的损失一致：问题出在损失上。",
    ),
    "own.differs": (
        "Your gradient does not match your own loss either (by numeric differences).",
        "你的梯度与你自己的损失（数值差分）也不一致。",
    ),
    "visible.passed": (
        "Visible checks passed; hidden checks run at grading.",
        "公开检查已通过；隐藏检查将在评分时运行。",
    ),
    "runs.later": (
        "Not one of the visible checks: it runs at grading.",
        "这不是公开检查：它在评分时运行。",
    ),
    "runs.near": ("Did you mean {name}?", "是不是 {name}？"),
    "reproduce": ("Reproduce: {command}", "重现：{command}"),
}
