"""One run of the bundled plant for all tests, and stores written by hand."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.ipc as ipc
import pytest

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def tool() -> Path:
    """The command-line tool: the environment's TOCSIN, or the one that `make build` made."""
    path = Path(os.environ.get("TOCSIN") or CHECKOUT / ".build" / "release" / "tocsin")
    assert os.access(path, os.X_OK), f"{path} is no program: run `make build`, or set TOCSIN"
    return path.absolute()


@dataclass(frozen=True)
class Plant:
    """The bundled plant after `tocsin run`."""

    config: Path
    output: Path
    tool: Path

    def tocsin(self, *arguments: str) -> str:
        """What the tool prints."""
        return subprocess.run(
            [self.tool, *arguments], check=True, capture_output=True, text=True
        ).stdout

    @property
    def store(self) -> Path:
        return self.output / "store" / "riverbend"

    @property
    def run(self) -> Path:
        (folder,) = (self.output / "runs" / "riverbend").glob("[!.]*")
        return folder

    @property
    def model(self) -> Path:
        return self.output / "models" / "riverbend" / "current"


@pytest.fixture(scope="session")
def plant(tool: Path, tmp_path_factory: pytest.TempPathFactory) -> Plant:
    """Runs the bundled plant once, into a folder of its own."""
    # The example writes to ../.., so a copy of it keeps the checkout clean.
    output = tmp_path_factory.mktemp("riverbend")
    example = output / "Examples" / "riverbend"
    shutil.copytree(CHECKOUT / "Examples" / "riverbend", example)
    (output / "datasets").symlink_to(CHECKOUT / "datasets")
    config = example / "tocsin.yaml"
    ended = subprocess.run([tool, "run", "-c", config], capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    return Plant(config, output, tool)


class StoreBuilder:
    """Writes a store by hand, so that tests know every cell of it."""

    def __init__(self, folder: Path, tags: list[str], **manifest: Any) -> None:
        folder.mkdir()
        self.folder = folder
        self.manifest: dict[str, Any] = {
            "schemaVersion": 1,
            "plant": "hand",
            "timeKind": "clock",
            "duplicates": "last",
            "settingsDigest": "",
            "tags": [{"id": tag, "role": "sensor"} for tag in tags],
            "sources": [],
            "partitions": [],
            **manifest,
        }

    def add(self, name: str, table: pa.Table, deletions: list[list[int]] | None = None) -> Path:
        """Write a partition; returns its file."""
        path = self.folder / name
        with ipc.new_file(path, table.schema) as writer:
            writer.write_table(table)
        axis = table.column(0).cast(pa.int64()).to_pylist()
        ends = [min(axis), max(axis)]
        if self.manifest["timeKind"] == "clock":
            ends = [iso(moment) for moment in ends]
        self.manifest["partitions"].append(
            {
                "file": name,
                "source": "hand.csv",
                "rows": table.num_rows,
                "start": ends[0],
                "end": ends[1],
                "hasRepeats": False,
                "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
                "bytes": path.stat().st_size,
                "statistics": [],
                "deletions": deletions or [],
            }
        )
        return path

    def write(self) -> Path:
        """Write `store.json`; returns the folder."""
        (self.folder / "store.json").write_text(json.dumps(self.manifest), encoding="utf-8")
        return self.folder


@pytest.fixture
def store_at(tmp_path: Path):
    """Begins a store: `store_at(["A", "B"], timeKind="step")`."""
    return lambda tags, **manifest: StoreBuilder(tmp_path / "store", tags, **manifest)


def iso(nanoseconds: int) -> str:
    """A moment as `store.json` has it."""
    text = pa.scalar(nanoseconds, pa.timestamp("ns")).cast(pa.string()).as_py()
    return text.replace(" ", "T") + "Z"


def clock(*minutes: int) -> pa.Array:
    """Moments, in minutes from 2026-01-01."""
    start = 1_767_225_600
    return pa.array([(start + 60 * m) * 10**9 for m in minutes], pa.timestamp("ns", tz="UTC"))


def cells(*values: float | None) -> pa.Array:
    """A tag's column."""
    return pa.array(values, pa.float64())


def marks(*values: int) -> pa.Array:
    """A tag's qualities."""
    return pa.array(values, pa.uint8())
