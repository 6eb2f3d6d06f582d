"""Two writers at once, folders that cannot be written, clocks that are wrong or step."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import plant
from law import Law


def writers(law: Law, count: int) -> None:
    for index in range(count):
        over = index % 2 == 1
        folder = law.case(over=over)
        waits = index % 3 == 0
        arguments = ["run"] + (["--wait", "300"] if waits else [])
        processes = [law.start(folder, *arguments) for _ in range(2)]
        statuses = []
        for process in processes:
            process.communicate()
            statuses.append(process.returncode)
        what = f"two writers, exits {statuses}"
        law.counts["pairs of writers"] += 1
        right = statuses == [0, 0] if waits else 0 in statuses and set(statuses) <= {0, 75}
        if not right:
            law.lose(what)
        law.sound(folder, what)
        law.completes(folder, what, over=over)


def read_only(law: Law, count: int) -> None:
    """The output, or one folder in it, cannot be written by the user that runs the tool."""
    if os.geteuid() != 0:
        user = {}
    else:
        user = {"user": 65534, "group": 65534, "extra_groups": []}
    for index in range(count):
        folder = law.case(over=True)
        owners = [folder, *folder.rglob("*")]
        if user:
            for path in owners:
                os.chown(path, 65534, 65534, follow_symlinks=False)
        inside = sorted(p for p in folder.rglob("*") if p.is_dir() and not p.is_symlink())
        target = [folder, *inside][index % (1 + len(inside))]
        mode = target.stat().st_mode & 0o7777
        target.chmod(0o555)
        what = f"'{target.relative_to(folder)}' is read-only"
        done = law.run(folder, "run", **user)
        target.chmod(mode)
        law.counts["read-only folders"] += 1
        law.counts[f"read-only folders, exit {done.status}"] += 1
        if done.status not in (0, 74):
            law.lose(f"{what}: exit {done.status}: {done.errors}")
        elif done.status == 74 and "\n  at " not in done.errors:
            law.lose(f"{what}: no place: {done.errors}")
        law.sound(folder, what)
        law.completes(folder, what, over=True)


def clocks(law: Law, count: int) -> None:
    """The clock is years off, runs fast or steps in the middle of a run."""
    if not shutil.which("faketime"):
        print("clock steps: skipped, faketime is not installed")
        return
    # The first two hold still wherever they are; the others run 10,000 times as fast.
    times = ("@1999-12-31 23:59:58", "@2040-02-29 00:00:00", "-20y x10000", "+3y x10000", "-1d", "+1d")
    for index in range(count):
        over = index % 2 == 1
        folder = law.case(over=over)
        clock = times[index // 2 % len(times)]
        done = subprocess.run(
            ["faketime", "-f", clock, law.tool, "run"], cwd=folder, text=True, capture_output=True,
            stdin=subprocess.DEVNULL, timeout=600,
        )  # fmt: skip
        what = f"clock at '{clock}' ({'over' if over else 'scratch'})"
        law.counts["clocks"] += 1
        law.counts[f"clocks, exit {done.returncode}"] += 1
        if done.returncode != 0:
            law.lose(f"{what}: exit {done.returncode}: {done.stderr}")
        law.sound(folder, what)
        law.completes(folder, what, over=over)
