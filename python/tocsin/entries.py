"""What `store.json` lists: tags, sources, partitions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Tag:
    """One telemetry column: its id and what is known of it."""

    id: str
    role: str = "sensor"
    unit: str | None = None
    resolution: float | None = None
    element: str | None = None
    controller: str | None = None


@dataclass(frozen=True)
class Source:
    """A file that rows came from, and what became of them."""

    name: str
    bytes: int
    sha256: str
    rows_read: int
    rows_stored: int
    rows_quarantined: int
    duplicates: int
    notices: tuple[str, ...]


@dataclass(frozen=True)
class Partition:
    """One Arrow file; rows in `deletions` do not count."""

    path: Path
    rows: int
    start: int
    end: int
    bytes: int
    sha256: str
    deletions: tuple[tuple[int, int], ...]

    @property
    def kept_rows(self) -> int:
        """The number of rows that count."""
        return self.rows - sum(end - start for start, end in self.deletions)
