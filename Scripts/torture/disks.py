"""Disks that are full, in blocks or in names of files, somewhere in a run."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import plant
from law import Law

HINT = "hint: free space on this disk; what existed before is untouched"


class Disk:
    """A small file system in memory; needs the right to mount."""

    def __init__(self, path: Path):
        self.path = path
        path.mkdir(parents=True, exist_ok=True)

    def mount(self, options: str) -> bool:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", self.path], capture_output=True
        )
        return done.returncode == 0

    def widen(self) -> None:
        options = "remount,size=256m,nr_inodes=100000"
        subprocess.run(["mount", "-o", options, self.path], check=True)

    def used(self) -> tuple[int, int]:
        """KiB and inodes in use."""
        line = subprocess.run(
            ["df", "--output=used,iused", "-k", self.path], check=True, capture_output=True, text=True
        ).stdout.splitlines()[-1]
        kib, inodes = line.split()
        return int(kib), int(inodes)

    def unmount(self) -> None:
        subprocess.run(["umount", self.path], check=True)


def run(law: Law, count: int) -> None:
    disk = Disk(law.work / "disk")
    if not disk.mount("size=256m,nr_inodes=100000"):
        print("full disk: skipped, mounting a tmpfs needs more rights")
        return
    folder = plant.make(law.fresh("diskplant"), output=str(disk.path))

    def fill() -> None:
        for part in ("store", "runs", "models"):
            shutil.copytree(law.base / part, disk.path / part, symlinks=True)

    fill()
    low = disk.used()
    done = law.run(folder, "run")
    if done.status != 0:
        raise SystemExit(f"a run on a wide disk exits {done.status}: {done.errors}")
    high = disk.used()
    disk.unmount()
    for index in range(count):
        names = index % 4 == 3
        if names:
            limit = law.draw.randint(low[1], high[1])
            options, what = f"size=256m,nr_inodes={limit}", f"disk of {limit} inodes"
        else:
            limit = law.draw.randint(low[0], high[0]) // 4 * 4 + 4
            options, what = f"size={limit}k,nr_inodes=100000", f"disk of {limit} KiB"
        disk.mount(options)
        try:
            fill()
            done = law.run(folder, "run")
            law.counts["full disks"] += 1
            law.counts[f"full disks, exit {done.status}"] += 1
            if done.status == 74:
                if HINT not in done.errors or "\n  at " not in done.errors:
                    law.lose(f"{what}: no hint or place: {done.errors}")
            elif done.status != 0:
                law.lose(f"{what}: exit {done.status}: {done.errors}")
            left = [p for p in disk.path.rglob(".tocsin-tmp-*")]
            if left:
                law.lose(f"{what}: temporaries are left: {left[0]}")
            disk.widen()
            law.sound(folder, what, disk.path)
            law.completes(folder, what, over=True, output=disk.path)
        finally:
            disk.unmount()
