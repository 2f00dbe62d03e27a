"""Cold start of `softmark check`, against a plain interpreter that runs the same probes.

The plain one imports numpy and the student's modules and calls the probes of checks.py on them, with
nothing of Softmark: no facade, no judge, no answers. Whole processes, interleaved; run from the
repository: python benchmarks/check_start.py [RUNS]
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WORK = ROOT / "solutions" / "softmax_mnist"

PLAIN = f"""
import sys, types
from functools import partial
import numpy as np
api = types.ModuleType("autograder.checks")
probes = []
class Check:
    def __init__(self, probe): self.probe = probe
    def oracle(self, function): return function
    self_consistency = oracle
def check(*arguments, **keywords):
    def decorate(probe):
        sizes = {{name: keywords[name] for name in ("rows",) if name in keywords}}
        probes.append(partial(probe, **sizes))
        return Check(probe)
    return decorate
api.check, api.Expect, api.central_difference = check, lambda **keywords: None, None
api.as_numbers, api.later = list, lambda function, values: function(values)
sys.modules["autograder"], sys.modules["autograder.checks"] = types.ModuleType("autograder"), api
sys.path[:0] = [{str(WORK)!r}, {str(ROOT / "assignments" / "softmax_mnist")!r}]
import loss, optimizer, checks
student = types.SimpleNamespace(loss=loss, optimizer=optimizer, record=types.SimpleNamespace,
    read=lambda value: value, read_list=list)
for probe in probes:
    probe(student, np.random.default_rng(0))
"""


def seconds(command):
    """Returns the CPU time of a whole process, its children included."""
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    # As where it is installed: pip compiles what it installs.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0, done.stderr.decode() + done.stdout.decode()
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def as_handed_out(folder):
    """Writes what a student has, solved, into a folder, and returns it."""
    for name in ("solver.py", "dataloader.py", "visualize.py"):
        shutil.copyfile(ROOT / name, folder / name)
    for name in ("loss.py", "optimizer.py"):
        shutil.copyfile(WORK / name, folder / name)
    course = folder / "assignments" / "softmax_mnist"
    shutil.copytree(ROOT / "assignments" / "softmax_mnist", course)
    return folder


def main(runs, work):
    as_handed_out(work)
    softmark = [str(Path(sys.executable).with_name("softmark")), "check", "softmax_mnist"]
    softmark += ["--path", str(work)]
    plain = [sys.executable, "-c", PLAIN]
    seconds(softmark), seconds(plain)
    started = time.perf_counter()
    pairs = [(seconds(softmark), seconds(plain)) for _ in range(runs)]
    ratios = sorted(ours / theirs for ours, theirs in pairs)
    ours, theirs = (sorted(column)[runs // 2] for column in zip(*pairs, strict=True))
    print(f"{runs} pairs in {time.perf_counter() - started:.1f} s; CPU seconds, medians")
    print(f"softmark check      {ours:.3f} s")
    print(f"plain interpreter   {theirs:.3f} s")
    print(f"ratio               {ratios[runs // 2]:.2f}  ({ratios[0]:.2f} to {ratios[-1]:.2f})")
    print("wanted              at most 2.2")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 15, Path(folder))
