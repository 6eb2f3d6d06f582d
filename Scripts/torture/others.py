"""Two writers at once, folders that cannot be written, clocks that are wrong or step."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

from kills import stage_times
from law import Law

# What the clock says before and after a step.
STEPS = (("+0", "-20y"), ("+0", "+3y"), ("+1d", "-1d"), ("-1h", "+1h"), ("+0", "-2s"))


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
    """The clock is years off or runs fast; every third time it steps in the middle of a run."""
    if not shutil.which("faketime"):
        print("clock steps: skipped, faketime is not installed")
        return
    # The first two hold still wherever they are; the others run 10,000 times as fast.
    times = ("@1999-12-31 23:59:58", "@2040-02-29 00:00:00", "-20y x10000", "+3y x10000", "-1d", "+1d")
    libraries = sorted(Path("/usr/lib").glob("**/libfaketimeMT.so*"))
    told = stage_times(law)
    for index in range(count):
        over = index % 2 == 1
        folder = law.case(over=over)
        if index % 3 == 2 and libraries:
            name = "clocks that step"
            what, status, errors = step(law, folder, libraries[0], told)
        else:
            name, clock = "clocks", times[index // 2 % len(times)]
            what = f"clock at '{clock}'"
            done = subprocess.run(
                ["faketime", "-f", clock, law.tool, "run"], cwd=folder, text=True, capture_output=True,
                stdin=subprocess.DEVNULL, timeout=600,
            )  # fmt: skip
            status, errors = done.returncode, done.stderr
        what += f" ({'over' if over else 'scratch'})"
        law.counts[name] += 1
        law.counts[f"{name}, exit {status}"] += 1
        if status != 0:
            law.lose(f"{what}: exit {status}: {errors}")
        law.sound(folder, what)
        law.completes(folder, what, over=over)


def step(law: Law, folder: Path, library: Path, told: list[tuple[str, float]]) -> tuple[str, int, str]:
    """The clock jumps, forward or back, in a stage that is drawn; what it did, the run's status and where to look."""
    before, after = STEPS[law.draw.randrange(len(STEPS))]
    clock = law.work / "clock"
    clock.write_text(before + "\n")
    process = law.start(
        folder, "run",
        env={**os.environ, "LD_PRELOAD": str(library), "FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1"},
    )  # fmt: skip
    stage = law.draw.randrange(len(told))
    for _ in range(stage):
        process.stdout.readline()
    time.sleep(law.draw.random() * told[stage][1])
    other = clock.with_name("clock~")
    other.write_text(after + "\n")
    os.replace(other, clock)
    process.communicate()
    return f"clock from '{before}' to '{after}' after {stage} lines", process.returncode, f"see {folder}"
