"""A notebook's kernel is confined like other code of a student's, and pays for what it shows."""

import os
import signal
import threading

import pytest
from helpers.marks import slow

from autograder.execution.sandbox.launch import NOBODY, maps_user
from autograder.grading.kernel.kernel import KernelEnded, NotebookKernel
from autograder.grading.kernel.staging import copy_plain


def alone(folder, target):
    copy_plain(folder, target)
    return ".", None


@pytest.fixture(scope="module")
def kernel(tmp_path_factory):
    """A kernel for tests that leave it as it was."""
    folder = tmp_path_factory.mktemp("work")
    (folder / "mine.py").write_text("x = 42")
    for name in ("debugpy", "signal", "numpy", "zmq", "sitecustomize", "ipykernel"):
        (folder / f"{name}.py").write_text("import os\nos._exit(3)\n")
    with NotebookKernel(folder, alone) as started:
        yield started


def value(kernel, source):
    """Returns what a cell shows as its value."""
    reply = kernel.execute(source, 120)
    assert reply.status == "ok", reply
    return reply.outputs[-1]["data"]["text/plain"]


def refused(kernel, call):
    return value(
        kernel,
        "import ctypes, os, socket, errno\n"
        f"try:\n    found = {call}\nexcept OSError as error:\n    found = errno.errorcode[error.errno]\nfound",
    )


def test_files_beside_the_notebook_are_imported_and_take_nothings_place(kernel):
    assert value(kernel, "import mine, numpy, signal; mine.x + numpy.int64(signal.SIGKILL)") in (
        "np.int64(51)",
        "51",
    )


def test_it_is_a_real_nobody_when_started_by_root_and_else_who_started_it(kernel):
    expected = NOBODY if maps_user(NOBODY) else os.geteuid()
    inside = int(value(kernel, "import os; os.getuid()"))
    # Outside, of the process that runs the cells; the sandbox around it is its starter's.
    owners = {os.stat(f"/proc/{pid}").st_uid for pid in descendants(kernel._process.pid)[1:]}
    assert inside == expected
    assert expected in owners
    assert expected != 0


def descendants(pid):
    found, left = [], [pid]
    while left:
        found.append(left.pop())
        for task in os.listdir(f"/proc/{found[-1]}/task"):
            with open(f"/proc/{found[-1]}/task/{task}/children") as file:
                left += map(int, file.read().split())
    return found


def test_it_is_the_first_that_a_machine_without_memory_ends(kernel):
    value(kernel, "1")
    scores = []
    for pid in descendants(kernel._process.pid):
        with open(f"/proc/{pid}/oom_score_adj") as file:
            scores.append(int(file.read()))
    assert scores.count(1000) >= 2


def test_there_is_no_proc_and_nothing_to_write_but_its_own_folders(kernel):
    assert value(kernel, "import os; os.listdir('/proc')") == "[]"
    assert refused(kernel, "open('/proc/sys/kernel/core_pattern', 'w')") == "'ENOENT'"
    places = value(
        kernel,
        "found = [root for root, _, _ in os.walk('/') if os.access(root, os.W_OK)]\n"
        "sorted({'/' + root.split('/')[1] for root in found})",
    )
    assert places == "['/course', '/tmp']"


@pytest.mark.parametrize(
    ("call", "answer"),
    [
        ("os.fork()", "'EPERM'"),
        ("os.execv('/bin/true', ['true'])", "'EPERM'"),
        ("socket.socket(socket.AF_VSOCK)", "'EPERM'"),
        ("socket.socket(socket.AF_PACKET, socket.SOCK_RAW)", "'EPERM'"),
        ("ctypes.CDLL(None, use_errno=True).unshare(0x10000000) or ctypes.get_errno()", "-1"),
        ("ctypes.CDLL(None).ptrace(16, os.getppid(), 0, 0)", "-1"),
        ("ctypes.CDLL(None).mount(b'none', b'/tmp', b'tmpfs', 0, None)", "-1"),
        ("ctypes.CDLL(None).syscall(425, 8, 0)", "-1"),
    ],
)
def test_calls_that_lead_out_are_refused(kernel, call, answer):
    assert refused(kernel, call) == answer


def test_threads_are_limited(kernel):
    count = value(
        kernel,
        "import threading\n"
        "threading.stack_size(1 << 16)\n"
        "stop, count = threading.Event(), 0\n"
        "try:\n"
        "    while count < 3000:\n"
        "        threading.Thread(target=stop.wait, daemon=True).start()\n"
        "        count += 1\n"
        "except RuntimeError:\n"
        "    pass\n"
        "stop.set()\n"
        "threading.stack_size(0)\n"
        "count",
    )
    assert 20 < int(count) < 300


def test_the_disk_is_memory_and_small(kernel):
    written = value(
        kernel,
        "import os\n"
        "done = 0\n"
        "for number in range(10):\n"
        "    try:\n"
        "        with open(f'/tmp/{number}', 'wb') as file:\n"
        "            for _ in range(32):\n"
        "                done += file.write(bytes(1 << 20))\n"
        "    except OSError:\n"
        "        pass\n"
        "for number in range(10):\n"
        "    os.path.exists(f'/tmp/{number}') and os.unlink(f'/tmp/{number}')\n"
        "done >> 20",
    )
    assert int(written) <= 128
    files = value(
        kernel,
        "made = 0\n"
        "try:\n"
        "    for made in range(10_000):\n"
        "        open(f'/course/{made}.txt', 'x').close()\n"
        "except OSError:\n"
        "    pass\n"
        "for number in range(made):\n"
        "    os.unlink(f'/course/{number}.txt')\n"
        "made",
    )
    assert int(files) < 4000


def test_an_endless_cell_is_interrupted_and_the_next_one_runs(kernel):
    reply = kernel.execute("while True: pass", 1)
    assert reply.status == "timeout"
    assert reply.outputs[-1]["ename"] == "KeyboardInterrupt"
    assert reply.ran >= 1
    assert value(kernel, "7") == "7"


def test_sleep_is_charged_and_named_apart(kernel):
    reply = kernel.execute("import time; time.sleep(3600)", 0.5)
    assert reply.status == "timeout"
    assert reply.slept >= 0.4 > reply.ran
    assert value(kernel, "7") == "7"


def test_what_the_machine_makes_it_wait_is_not_charged(kernel):
    """A kernel that is stopped for longer than its cell may use is as one that gets no processor."""
    pid = kernel._account._meter._pid
    os.kill(pid, signal.SIGSTOP)
    resume = threading.Timer(0.8, os.kill, (pid, signal.SIGCONT))
    resume.start()
    reply = kernel.execute("sum(range(1000))", 0.3)
    resume.join()
    assert (reply.status, reply.outputs[-1]["data"]["text/plain"]) == ("ok", "499500")
    assert reply.seconds < 0.3


@pytest.mark.slow
def test_a_cell_that_ignores_interrupts_loses_its_kernel_and_keeps_what_it_showed(tmp_path):
    source = (
        "print('shown before')\nimport signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "while True: pass"
    )
    with NotebookKernel(tmp_path, alone) as kernel:
        reply = kernel.execute(source, 0.5)
        assert reply.status == "timeout"
        assert "shown before" in str(reply.outputs)
        with pytest.raises(KernelEnded):
            kernel.execute("1", 1)


@pytest.mark.parametrize(
    "source",
    [
        "while True: print('x' * 1000)",
        slow("while True: display({'text/plain': 'x'}, raw=True)"),
        slow("print('x' * (40 << 20))"),
        "display({'text/plain': 'x' * (40 << 20)}, raw=True)",
        slow("display({'text/plain': 'x' * (300 << 20)}, raw=True)"),
    ],
)
def test_who_shows_too_much_is_interrupted_and_the_next_cell_runs(tmp_path, source):
    with NotebookKernel(tmp_path, alone) as kernel:
        reply = kernel.execute(source, 60)
        assert reply.status == "too_much"
        assert sum(len(str(output)) for output in reply.outputs) < 20 << 20
        assert value(kernel, "7") == "7"


@pytest.mark.slow
@pytest.mark.parametrize("shown", ["print('x' * 1000)", "display({'text/plain': 'x'}, raw=True)"])
def test_who_shows_too_much_and_does_not_stop_loses_the_kernel(tmp_path, shown):
    source = f"import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: {shown}"
    with NotebookKernel(tmp_path, alone) as kernel:
        reply = kernel.execute(source, 60)
        assert reply.status == "too_much"
        assert reply.seconds < 60
        assert sum(len(str(output)) for output in reply.outputs) < 20 << 20


@pytest.mark.parametrize(
    "source",
    [
        "import os; os._exit(0)",
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "import os, signal; os.kill(os.getppid(), signal.SIGKILL)",
        "import os\nfor number in range(3, 60):\n    try: os.close(number)\n    except OSError: pass",
        "get_ipython().kernel.session.send(get_ipython().kernel.iopub_socket, 'stream', {'x': 1})\n"
        "get_ipython().kernel.iopub_socket.send_multipart([b'x'] * 100)\nimport os; os._exit(1)",
    ],
)
def test_a_kernel_that_ends_itself_is_noticed(tmp_path, source):
    with NotebookKernel(tmp_path, alone) as kernel:
        try:
            status = kernel.execute(source, 5).status
            if status == "ok":
                # What it killed was not what runs it, or is found dead at the next cell.
                assert value(kernel, "7") == "7"
        except KernelEnded:
            status = "dead"
        assert status in ("dead", "timeout", "error") or "getppid" in source


def test_malformed_messages_are_left_out(tmp_path):
    source = (
        "from IPython import get_ipython\n"
        "kernel = get_ipython().kernel\n"
        "def send(kind, content):\n"
        "    kernel.session.send(kernel.iopub_socket, kind, content, parent=kernel.get_parent())\n"
        "send('stream', {})\n"
        "send('stream', {'name': [], 'text': {}})\n"
        "send('display_data', {'data': 5})\n"
        "send('display_data', {'data': {}, 'transient': {'display_id': {}}})\n"
        "send('update_display_data', {})\n"
        "send('clear_output', {'wait': {}})\n"
        "send('error', {'ename': 5})\n"
        "send('execute_input', {'execution_count': 'x'})\n"
        "send('status', {})\n"
        "send('comm_open', {'data': None})\n"
        "print('after')\n"
    )
    with NotebookKernel(tmp_path, alone) as kernel:
        reply = kernel.execute(source, 60)
        assert reply.status == "ok"
        assert "after" in str(reply.outputs)
        assert kernel.execute("8", 60).outputs[0]["data"]["text/plain"] == "8"
