"""What must hold whatever happens to a run: the tool, its results by their digests, the law."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import plant

STAGES = ("ingest", "calibrate", "simulate", "train", "evaluate", "export", "report")


@dataclass(frozen=True)
class Outcome:
    status: int  # minus the signal's number where one ended the process
    output: str
    errors: str


@dataclass
class Law:
    """Runs the tool and collects what was lost."""

    tool: Path
    work: Path
    draw: random.Random
    lost: list[str] = field(default_factory=list)
    counts: Counter = field(default_factory=Counter)

    def run(self, folder: Path, *arguments: str, **options) -> Outcome:
        done = subprocess.run(
            [self.tool, *arguments], cwd=folder, text=True, errors="replace",
            stdin=subprocess.DEVNULL, capture_output=True, timeout=600, **options,
        )  # fmt: skip
        return Outcome(done.returncode, done.stdout, done.stderr)

    def start(self, folder: Path, *arguments: str, **options) -> subprocess.Popen:
        return subprocess.Popen(
            [self.tool, *arguments], cwd=folder, text=True, errors="replace",
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, **options,
        )  # fmt: skip

    def lose(self, what: str) -> None:
        self.lost.append(what)
        print(f"LOST: {what}", flush=True)

    def fresh(self, name: str = "case") -> Path:
        folder = self.work / name
        shutil.rmtree(folder, ignore_errors=True)
        return folder

    def prepare(self) -> None:
        """The results that nobody disturbed: of an earlier night, and of both files."""
        self.base = plant.make(self.work / "base", second=False)
        self.over = plant.make(self.work / "over")
        for folder in (self.base, self.over):
            done = self.run(folder, "run")
            if done.status != 0:
                raise SystemExit(f"an undisturbed run exits {done.status}:\n{done.errors}")
            if folder is self.base:
                shutil.copytree(self.base, self.work / "after", symlinks=True)
        self.before = digests(self.base)
        self.scratch = digests(self.over)
        # Over the earlier night's result more folders stay, so its digests are its own.
        after = self.work / "after"
        plant.make(after)
        if self.run(after, "run").status != 0:
            raise SystemExit("a second undisturbed run fails")
        self.after = digests(after)
        self.rows = {rows(self.base), rows(self.over)}

    def case(self, *, over: bool, output: str = ".") -> Path:
        """A plant with both files; over an earlier night's result or from scratch."""
        folder = self.fresh()
        if over:
            shutil.copytree(self.base, folder, symlinks=True)
        return plant.make(folder, output=output)

    def sound(self, folder: Path, what: str, output: Path | None = None) -> None:
        """Store and current model verify; no row of the store is lost or doubled."""
        output = output or folder
        if (output / "models" / plant.NAME / "current").is_symlink():
            done = self.run(folder, "models", "verify")
            if done.status != 0:
                self.lose(f"{what}: models verify: {done.errors}")
        if (output / "store" / plant.NAME / "store.json").exists():
            done = self.run(folder, "store", "verify")
            if done.status != 0:
                self.lose(f"{what}: store verify: {done.errors}")
            elif rows(output) not in self.rows:
                self.lose(f"{what}: the store has {rows(output)} rows, {self.rows} are right")

    def completes(
        self, folder: Path, what: str, *, over: bool, output: Path | None = None
    ) -> None:
        """The next run ends with the bytes of an undisturbed one."""
        done = self.run(folder, "run")
        if done.status != 0:
            self.lose(f"{what}: the next run exits {done.status}: {done.errors}")
            return
        found, wanted = digests(output or folder), self.after if over else self.scratch
        different = sorted(k for k in found.keys() | wanted if found.get(k) != wanted.get(k))
        if different:
            self.lose(f"{what}: {len(different)} files differ: {', '.join(different[:5])}")


def digests(output: Path) -> dict[str, str]:
    """Every file of a result by its digest, but for `timing.json`; links by what they lead to."""
    found = {}
    for part in ("store", "runs", "models"):
        for folder, folders, files in os.walk(output / part):
            for name in files + folders:
                path = Path(folder) / name
                key = str(path.relative_to(output))
                if path.is_symlink():
                    found[key] = os.readlink(path)
                elif path.is_file() and name != "timing.json":
                    found[key] = hashlib.sha256(path.read_bytes()).hexdigest()
                elif name.startswith(".tocsin-tmp-"):
                    found[key] = "a temporary"
    return found


def rows(output: Path) -> int:
    """The rows of the store that count."""
    stored = json.loads((output / "store" / plant.NAME / "store.json").read_bytes())
    return sum(source["rowsStored"] for source in stored["sources"])
