"""The process tree: order, output, restarts, signals, and nobody left behind."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from enishi.cli.processes import ProcessTree, ProcessTreeError

# Writes its name and its end into a diary that all children of a test share.
DIARY = """
import os, signal, sys, time
def note(word):
    with open(sys.argv[1], "a") as diary:
        diary.write(f"{sys.argv[2]} {word}\\n")
def end(*_):
    note("ended")
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
note("started")
print("at work", flush=True)
while True:
    time.sleep(60)
"""

DRIVER = """
import sys
from enishi.cli.processes import ProcessTree
tree = ProcessTree()
for name in ("first", "second"):
    tree.add(name, [sys.executable, "-c", sys.argv[1], sys.argv[2], name])
sys.exit(tree.run())
"""


def _python(code: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", code, *arguments]


def _until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "the awaited state never came"
        time.sleep(0.01)


def _has_line(path: Path, line: str) -> bool:
    return path.exists() and line in path.read_text().splitlines()


def _processes_with(text: str) -> list[int]:
    """Processes whose command line holds ``text``, without those that have ended and wait to be collected."""

    def command(entry: Path) -> bytes:
        try:
            return (entry / "cmdline").read_bytes()
        except OSError:
            return b""

    entries = [entry for entry in Path("/proc").iterdir() if entry.name.isdecimal()]
    return [int(entry.name) for entry in entries if os.fsencode(text) in command(entry)]


def test_children_start_in_order_and_stop_in_reverse(tmp_path: Path) -> None:
    diary = tmp_path / "diary"
    tree = ProcessTree(output=io.StringIO())
    for name in ("database", "web", "worker"):
        line = f"{name} started"
        tree.add(name, _python(DIARY, str(diary), name), ready=lambda line=line: _has_line(diary, line))  # type: ignore[misc]
    with tree:
        tree.start()
    started = ["database started", "web started", "worker started"]
    ended = ["worker ended", "web ended", "database ended"]
    assert diary.read_text().splitlines() == started + ended
    assert tree.wait() == 0


def test_every_line_carries_the_name_of_its_child(tmp_path: Path) -> None:
    output = io.StringIO()
    tree = ProcessTree(output=output)
    done = tmp_path / "done"
    code = (
        "import os, pathlib, sys; print('予約', os.environ['SHOP']); print('oops', file=sys.stderr);"
        "sys.stdout.write('unfinished'); sys.stdout.flush(); pathlib.Path(sys.argv[1]).touch()"
    )
    tree.add("web", _python(code, str(done)), {"SHOP": "椿"}, restart=False)
    tree.add("worker", _python("import time; time.sleep(60)"))
    with tree:
        tree.start()
        tree.wait()
    lines = output.getvalue().splitlines()
    assert [line for line in lines if line.startswith("web    | ")] == [
        "web    | 予約 椿",
        "web    | oops",
        "web    | unfinished",
    ]


def test_output_that_the_terminal_cannot_show_is_escaped() -> None:
    buffer = io.BytesIO()
    tree = ProcessTree(output=io.TextIOWrapper(buffer, encoding="ascii"))
    tree.add("web", _python("print('予約')"), {"PYTHONIOENCODING": "utf-8"}, restart=False)
    tree.run()
    assert buffer.getvalue() == b"web | \\u4e88\\u7d04\n"


def test_a_crashed_child_is_started_again(tmp_path: Path) -> None:
    diary = tmp_path / "diary"
    output = io.StringIO()
    tree = ProcessTree(output=output)
    code = "import sys; open(sys.argv[1], 'a').write('up\\n'); sys.exit(3)"
    tree.add("worker", _python(code, str(diary)))
    with tree:
        tree.start()
        _until(lambda: _has_line(diary, "up") and len(diary.read_text().splitlines()) >= 3)
    said = [line for line in output.getvalue().splitlines() if "starting again" in line]
    assert said[:2] == [
        "worker | ended with code 3; starting again in 0.25 s",
        "worker | ended with code 3; starting again in 0.5 s",
    ]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("raise SystemExit(7)", 7),
        ("raise SystemExit(0)", 0),
        ("import os; os.kill(os.getpid(), 9)", 137),
    ],
)
def test_the_end_of_an_essential_child_ends_the_tree_with_its_code(code: str, expected: int) -> None:
    tree = ProcessTree(output=io.StringIO())
    tree.add("worker", _python("import time; time.sleep(60)"))
    tree.add("demo", _python(code), restart=False)
    assert tree.run() == expected


def test_a_child_that_dies_before_it_is_ready_stops_the_start(tmp_path: Path) -> None:
    diary = tmp_path / "diary"
    output = io.StringIO()
    tree = ProcessTree(output=output)
    tree.add(
        "database", _python(DIARY, str(diary), "database"), ready=lambda: _has_line(diary, "database started")
    )
    tree.add("web", _python("import sys; sys.exit('port taken')"), ready=lambda: False)
    tree.add("worker", _python(DIARY, str(diary), "worker"))
    with tree, pytest.raises(ProcessTreeError) as failure:
        tree.start()
    assert "web ended with code 1" in failure.value.en
    assert "web" in failure.value.ja
    assert "port taken" in output.getvalue()
    assert diary.read_text().splitlines() == ["database started", "database ended"]


def test_a_child_that_never_gets_ready_is_named() -> None:
    def refused() -> bool:
        raise ConnectionRefusedError

    tree = ProcessTree(output=io.StringIO())
    tree.add("web", _python("import time; time.sleep(60)"), ready=refused, ready_seconds=0.2)
    with pytest.raises(ProcessTreeError, match="web was not ready"):
        tree.run()


def test_a_program_that_does_not_exist_is_told() -> None:
    output = io.StringIO()
    tree = ProcessTree(output=output)
    tree.add("web", ["/no/such/program"], ready=lambda: False)
    with pytest.raises(ProcessTreeError):
        tree.run()
    assert "error: /no/such/program: No such file or directory" in output.getvalue()


def test_a_deaf_child_and_its_own_children_are_killed_after_the_grace(tmp_path: Path) -> None:
    mark = str(tmp_path / "mark")
    code = (
        "import signal, subprocess, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)', sys.argv[1]]);"
        "open(sys.argv[1], 'w').write('up\\n'); signal.pause()"
    )
    tree = ProcessTree(output=io.StringIO(), grace_seconds=0.2)
    tree.add("deaf", _python(code, mark), ready=lambda: _has_line(Path(mark), "up"))
    with tree:
        tree.start()
        assert len(_processes_with(mark)) == 2
    _until(lambda: not _processes_with(mark))


def test_what_a_crashed_child_started_does_not_stay(tmp_path: Path) -> None:
    mark = str(tmp_path / "mark")
    code = (
        "import subprocess, sys;"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)', sys.argv[1]])"
    )
    tree = ProcessTree(output=io.StringIO())
    tree.add("web", _python(code, mark), restart=False)
    assert tree.run() == 0
    _until(lambda: not _processes_with(mark))


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_tree_in_order_without_a_traceback(tmp_path: Path, sent: signal.Signals) -> None:
    diary = tmp_path / "diary"
    driver = subprocess.Popen(
        _python(DRIVER, DIARY, str(diary)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    _until(lambda: _has_line(diary, "first started") and _has_line(diary, "second started"))
    driver.send_signal(sent)
    output, errors = driver.communicate(timeout=30)
    assert (driver.returncode, errors) == (0, "")
    assert "first  | at work" in output.splitlines()
    assert diary.read_text().splitlines()[2:] == ["second ended", "first ended"]
    assert not _processes_with(str(diary))


def test_no_child_outlives_a_killed_tree(tmp_path: Path) -> None:
    diary = tmp_path / "diary"
    driver = subprocess.Popen(_python(DRIVER, DIARY, str(diary)), stdout=subprocess.DEVNULL)
    _until(lambda: _has_line(diary, "first started") and _has_line(diary, "second started"))
    driver.kill()
    driver.wait()
    _until(lambda: not _processes_with(str(diary)))


def test_a_reader_that_goes_away_ends_the_tree() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    closed = os.fdopen(writer, "w")
    tree = ProcessTree(output=closed)
    tree.add("web", _python("print('hello'); import time; time.sleep(60)"))
    assert tree.run() == 0
    with pytest.raises(BrokenPipeError):
        closed.close()
