"""The processes on the stage, and what they use."""

import os
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(slots=True)
class Process:
    """A started command with its output in a file."""

    name: str
    popen: subprocess.Popen[bytes]
    output: Path

    def peak_megabytes(self) -> float:
        """The most memory that it ever had resident."""
        for line in Path(f"/proc/{self.popen.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
        raise RuntimeError(f"{self.name} has ended")

    def cpu_seconds(self) -> float:
        """User and system time so far."""
        return cpu_seconds_of(self.popen.pid)

    def stop(self) -> None:
        self.popen.send_signal(signal.SIGTERM)
        try:
            self.popen.wait(15)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            self.popen.wait()


def cpu_seconds_of(pid: int, *, children: bool = False) -> float:
    """User and system time of a process, and if wanted of its children that have ended; 0 when it is gone."""
    try:
        parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    ticks = sum(int(part) for part in parts[11 : 15 if children else 13])
    return ticks / os.sysconf("SC_CLK_TCK")


def machine_seconds() -> float:
    """How long the machine's cores have been busy since it started, with whatever."""
    names = ("user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal")
    numbers = Path("/proc/stat").read_text().splitlines()[0].split()[1:9]
    times = dict(zip(names, map(int, numbers), strict=True))
    return (sum(times.values()) - times["idle"] - times["iowait"]) / os.sysconf("SC_CLK_TCK")


def spent(before: dict[str, float], after: dict[str, float]) -> str:
    """Processor seconds between two looks, for people; what strangers used is this benchmark's noise."""
    used = {name: after[name] - before[name] for name in after}
    ours = sum(used.values()) - used["machine"]
    strangers = max(0.0, used.pop("machine") - ours)
    parts = ", ".join(f"{name} {seconds:.2f}" for name, seconds in used.items())
    return f"CPU seconds: {parts}; in all {ours:.2f}; strangers {strangers:.2f}"
