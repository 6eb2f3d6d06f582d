"""Kills of `tocsin run` at random moments of every stage."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import plant
from law import Law, Outcome


def stage_times(law: Law) -> list[tuple[str, float]]:
    """The lines that a run tells and the seconds before each."""
    process = law.start(law.case(over=True), "run")
    begin, told = time.monotonic(), []
    for line in process.stdout:
        now = time.monotonic()
        told.append((line.split(" ", 1)[0], now - begin))
        begin = now
    process.wait()
    return told


def disturb(law: Law, folder: Path, act, *, stage: int, seconds: float) -> tuple[int, str]:
    """Run, wait for the line before a stage, then a part of the stage, then act; status and last line."""
    process = law.start(folder, "run")
    last = "start"
    for _ in range(stage):
        line = process.stdout.readline()
        if not line:
            break
        last = line.split(" ", 1)[0]
    time.sleep(law.draw.random() * seconds)
    act(process)
    for line in process.stdout:
        last = line.split(" ", 1)[0]
    return process.wait(), last


def run(law: Law, count: int) -> None:
    told = stage_times(law)
    for index in range(count):
        over = index % 2 == 1
        folder = law.case(over=over)
        stage = law.draw.randrange(len(told))
        status, last = disturb(
            law, folder, lambda process: os.kill(process.pid, signal.SIGKILL),
            stage=stage, seconds=told[stage][1],
        )  # fmt: skip
        what = f"kill {index + 1} after '{last}' ({'over' if over else 'scratch'})"
        law.counts["kills"] += 1
        if status == -signal.SIGKILL:
            law.counts["kills that hit the run"] += 1
            law.counts[f"kills after the line '{last}'"] += 1
        law.sound(folder, what)
        law.completes(folder, what, over=over)
        if (index + 1) % 50 == 0:
            print(f"{index + 1} kills, {len(law.lost)} lost", flush=True)
