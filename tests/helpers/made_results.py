"""Results that the renderers' tests share: written by hand, so that no grader's change moves them."""

from dataclasses import replace
from typing import Any

from autograder.results.result import CheckResult, CheckStatus, Diagnosis, Result, Violation

MEAN = Diagnosis(
    mistake="grad_sum_not_mean",
    title="the mean over the batch is missing",
    hint="Yours is 8.00 x the expected one, and the batch has 8 rows: divide by the batch size.",
)
MEAN_ZH = Diagnosis(
    mistake="grad_sum_not_mean",
    title="缺少对批次取平均",
    hint="你的结果是应有结果的 8.00 倍，而这个批次有 8 行：请除以批次大小。",
)
SIGN = Diagnosis(
    mistake="ascent",
    title="the step goes up the gradient",
    hint="W grows where it should shrink: subtract the step.",
)
VALUES = (
    "grad_W: shape (12, 5) ok · dtype float64 ok · 60 of 60 values differ\n"
    "worst at [3, 2]: yours 0.7312, expected 0.0914"
)
VALUES_ZH = (
    "grad_W：形状 (12, 5) 正确 · dtype float64 正确 · 60 个值中有 60 个不同\n"
    "差别最大处 [3, 2]：你的结果 0.7312，应当是 0.0914"
)
SYNTAX = (
    "optimizer.py cannot be read by Python: line 12: expected ':'\n"
    "    def step(self)\n"
    "                  ^"
)
EVIL = "<script>document.title='owned'</script>\"'&{{7*7}}"


def check(
    id: str, title: str, status: CheckStatus, points: float, message: str = "", **more: Any
) -> CheckResult:
    return CheckResult(
        id=id,
        title=title,
        status=status,
        points=points if status == "passed" else 0.0,
        max_points=points,
        message=message,
        **{"hidden": False, "seconds": 0.0012, **more},
    )


CHECKS = [
    check("loss.value", "the loss, a mean over the batch", "passed", 10),
    check("loss.accuracy", "the accuracy", "passed", 5),
    check(
        "gradient.w",
        "gradient of the loss with respect to W",
        "failed",
        15,
        VALUES,
        hint=f"Likely mistake: {MEAN.title}\n{MEAN.hint}",
        diagnosis=MEAN,
    ),
    check(
        "gradient.shapes",
        "gradients of W and b for several batch sizes and layer shapes",
        "failed",
        8,
        "grad_W, (N, D, K) = (7, 4, 10) has wrong values\n3 more outputs are wrong",
        hidden=True,
        diagnosis=MEAN,
    ),
    check("optimizer.sgd", "steps of plain SGD", "skipped", 6, SYNTAX),
    check(
        "optimizer.state",
        "every optimizer has its own velocity",
        "skipped",
        6.5,
        SYNTAX,
        hidden=True,
    ),
    check(
        "stability.logits",
        "logits of +-1000",
        "failed",
        3,
        "loss: shape () ok · 1 NaN and 0 infinite of 1 values",
        hint="Subtract the row's maximum before you exponentiate.",
    ),
    check(
        "training.mnist",
        "loss curve on MNIST",
        "timeout",
        5,
        "not finished within 4 s: is there a loop that does not end?",
        hidden=True,
        seconds=4.002,
    ),
]
CHECKS_ZH = [
    check("loss.value", "损失，对批次取平均", "passed", 10),
    check(
        "gradient.w",
        "损失对 W 的梯度",
        "failed",
        15,
        VALUES_ZH,
        hint="你的梯度与你自己的损失（数值差分）也不一致。",
        diagnosis=MEAN_ZH,
    ),
    check(
        "gradient.shapes",
        "多种形状下 W 和 b 的梯度",
        "failed",
        8,
        "grad_W 的值不对",
        hidden=True,
        diagnosis=MEAN_ZH,
    ),
    check("optimizer.sgd", "无动量的 SGD", "skipped", 6, "缺少文件 optimizer.py"),
    check(
        "optimizer.state",
        "每个优化器、每个参数都有自己的速度",
        "skipped",
        6,
        "缺少文件 optimizer.py",
        hidden=True,
    ),
]


def result(student: str, checks: list[CheckResult], **more: Any) -> Result:
    return Result(
        **{
            "student": student,
            "assignment": "softmax_mnist",
            "status": "graded",
            "score": sum(each.points for each in checks),
            "max_score": sum(each.max_points for each in checks) or 58.5,
            "checks": checks,
            "variant": 11,
            "digest": "0123456789abcdef" * 4,
            "seconds": 0.0412,
            **more,
        }
    )


def full_marks(checks: list[CheckResult]) -> list[CheckResult]:
    return [
        replace(
            each,
            status="passed",
            points=each.max_points,
            message="",
            hint="",
            diagnosis=None,
            seconds=0.002,
        )
        for each in checks
    ]


TORCH = Violation(
    rule="import", file="loss.py", line=3, points=2.5, message="torch is imported: use numpy alone"
)
ANN = result(
    "ann",
    CHECKS,
    score=12.5,
    violations=[TORCH],
    notes=["train-images-idx3-ubyte.gz is the data set: please do not hand it in."],
)
LI = result("李 小明", CHECKS_ZH, language="zh", notes=["data.bin 未被采用：too-large。"])
REFUSED = result(
    "cy",
    [],
    status="refused",
    message="cy.zip holds a path that leads out of its folder: ../loss.py",
)
FAULT = result("dan", [], status="fault", message="the sandbox did not start: EAGAIN")
BEA = result("bea", full_marks(CHECKS), seconds=0.0388)
CLASS = [
    LI,
    ANN,
    BEA,
    REFUSED,
    FAULT,
    result(
        "eve",
        [
            *full_marks(CHECKS[:4]),
            check(
                "optimizer.sgd",
                "steps of plain SGD",
                "failed",
                6,
                "W has wrong values",
                diagnosis=SIGN,
            ),
            *full_marks(CHECKS[5:]),
        ],
    ),
]
