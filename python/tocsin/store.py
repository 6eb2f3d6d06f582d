"""Reading a plant's store: `store.json` and the Arrow files that it names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.ipc as ipc

from .errors import BAD_DATA, MISSING_INPUT, USAGE, TocsinError, nearest
from .entries import Partition, Source, Tag
from .files import STORED, PathLike, is_configuration, plant_folders, read_json, sha256

Moment = str | datetime | np.datetime64 | int
"""A point on a store's axis: a time (UTC where it has no zone), or a step's number."""

QUALITIES = ("measured", "carried", "missing", "suspect")
"""What a cell is worth; a cell's quality byte is the position in this list."""

# 2: units, partitions of some tags or of settled rows, duplicates settled by mean or error.
_NEWEST_VERSION = 2
_MISSING = QUALITIES.index("missing")
_UNIT_TYPE = pa.dictionary(pa.int32(), pa.string())


class Store:
    """A plant's telemetry as it was when the store was opened; see :func:`open_store`.

    Attributes
    ----------
    path : pathlib.Path
        The store's folder.
    plant : str
        The plant's name.
    time_kind : {"clock", "step"}
        What the time axis counts: moments in UTC, or rows of data without a clock.
    time_column : {"time", "step"}
        The name of the axis in tables and frames.
    tags : tuple of Tag
        The columns, in order.
    sources : tuple of Source
        The files that rows came from.
    sample_interval : pandas.Timedelta or None
        The usual distance of rows.
    """

    def __init__(self, path: PathLike) -> None:
        self.path = Path(path)
        file = self.path / "store.json"
        if not file.is_file():
            raise TocsinError(
                "there is no store: store.json is missing",
                exit_code=MISSING_INPUT,
                place=str(self.path),
                hint="run `tocsin ingest` first",
            )
        manifest = read_json(file, newest_version=_NEWEST_VERSION)
        try:
            self._read(manifest)
        except (KeyError, TypeError, ValueError) as error:
            raise TocsinError(
                f"damaged store.json: {type(error).__name__}: {error}",
                exit_code=BAD_DATA,
                place=str(file),
                hint="remove store.json and run `tocsin ingest`: the store is rebuilt",
            ) from None

    def _read(self, manifest: dict[str, Any]) -> None:
        self.plant: str = manifest["plant"]
        self.time_kind: Literal["clock", "step"] = manifest["timeKind"]
        if self.time_kind not in ("clock", "step"):
            raise ValueError(f"'timeKind' is neither 'clock' nor 'step': {self.time_kind!r}")
        self.time_column = "time" if self.time_kind == "clock" else "step"
        self.tags: tuple[Tag, ...] = tuple(
            Tag(
                tag["id"],
                tag["role"],
                tag.get("unit"),
                tag.get("resolution"),
                tag.get("element"),
                tag.get("controller"),
            )
            for tag in manifest["tags"]
        )
        self.sources: tuple[Source, ...] = tuple(
            Source(
                source["name"],
                source["bytes"],
                source["sha256"],
                source["rowsRead"],
                source["rowsStored"],
                source["rowsQuarantined"],
                source["duplicates"],
                tuple(source["notices"]),
            )
            for source in manifest["sources"]
        )
        interval = manifest.get("sampleInterval")
        self.sample_interval: pd.Timedelta | None = (
            None if interval is None else pd.Timedelta(interval)
        )
        self._has_units = bool(manifest.get("hasUnits", False))
        self._partitions = tuple(self._partition(one) for one in manifest["partitions"])

    def _partition(self, entry: dict[str, Any]) -> Partition:
        name = entry["file"]
        # The manifest is not trusted to lead out of the folder.
        if not name.endswith(".arrow") or name.startswith(".") or Path(name).name != name:
            raise ValueError(f"{name!r} is not the name of an Arrow file in this folder")
        rows = int(entry["rows"])
        deletions = tuple((int(start), int(end)) for start, end in entry["deletions"])
        last = 0
        for start, end in deletions:
            if not last <= start < end <= rows:
                raise ValueError(f"{name!r} leaves out rows {start} to {end} of {rows}")
            last = end
        return Partition(
            self.path / name,
            rows,
            self._moment(entry["start"]),
            self._moment(entry["end"]),
            int(entry["bytes"]),
            entry["sha256"],
            deletions,
        )

    def __repr__(self) -> str:
        span = f", {self.start} to {self.end}" if self._partitions else ""
        return f"<Store {self.plant}: {self.rows} rows × {len(self.tags)} tags{span}>"

    @property
    def rows(self) -> int:
        """The number of rows that count."""
        return sum(partition.kept_rows for partition in self._partitions)

    @property
    def has_units(self) -> bool:
        """Whether rows belong to units (pumps, engines, drives), named in the column `unit`."""
        return self._has_units

    @property
    def _keys(self) -> list[str]:
        """The columns that name a row."""
        return [self.time_column, "unit"] if self.has_units else [self.time_column]

    @property
    def start(self) -> pd.Timestamp | int | None:
        """The first stored moment; None where there are no rows."""
        return self._axis(min((p.start for p in self._partitions), default=None))

    @property
    def end(self) -> pd.Timestamp | int | None:
        """The last stored moment; None where there are no rows."""
        return self._axis(max((p.end for p in self._partitions), default=None))

    def to_arrow(
        self,
        start: Moment | None = None,
        end: Moment | None = None,
        tags: Sequence[str] | str | None = None,
    ) -> pa.Table:
        """Read rows as an Arrow table, in the order of time (and of units' names).

        Parameters
        ----------
        start, end : str, datetime, numpy.datetime64 or int, optional
            The first and the last moment, both included. A time without a zone is UTC, a date is
            its midnight; steps are whole numbers.
        tags : sequence of str, optional
            The columns wanted, in the order wanted; all if not given.

        Returns
        -------
        pyarrow.Table
            `time` (timestamp[ns, UTC]) or `step` (int64), `unit` (dictionary) where the store has
            units, then a Float64 column per tag; a missing cell is null. Only these columns are
            read from disk.

        Raises
        ------
        TocsinError
            Where a tag is unknown (64), an Arrow file is missing (66) or damaged (65).
        """
        # Whoever scores the rows must know that they are no longer as their sources have them.
        table = self._table(start, end, tags, quality=False)
        return table.replace_schema_metadata({**(table.schema.metadata or {}), STORED: b"yes"})

    def to_pandas(
        self,
        start: Moment | None = None,
        end: Moment | None = None,
        tags: Sequence[str] | str | None = None,
    ) -> pd.DataFrame:
        """Read rows as a frame with the axis as its index; a missing cell is NaN.

        Parameters and errors are those of :meth:`to_arrow`. Where the store has units, the first
        column is the categorical `unit`.
        """
        frame = self.to_arrow(start, end, tags).to_pandas().set_index(self.time_column)
        frame.attrs[STORED.decode()] = "yes"
        return frame

    def quality(
        self,
        start: Moment | None = None,
        end: Moment | None = None,
        tags: Sequence[str] | str | None = None,
    ) -> pd.DataFrame:
        """Tell what each cell of :meth:`to_pandas` is worth.

        Returns
        -------
        pandas.DataFrame
            The same index and columns; each tag's is categorical: `measured` (read as it is),
            `carried` (repeated from before), `missing`, `suspect` (marked doubtful).
        """
        table = self._table(start, end, tags, quality=True)
        columns = {key: table[key].to_pandas() for key in self._keys}
        for name in table.column_names[len(self._keys) :]:
            codes = table[name].to_numpy()
            if codes.size and codes.max() >= len(QUALITIES):
                raise TocsinError(
                    f"column '{name}.quality' holds {codes.max()}, known are 0 to "
                    f"{len(QUALITIES) - 1}",
                    exit_code=BAD_DATA,
                    place=str(self.path),
                )
            columns[name] = pd.Categorical.from_codes(codes.astype(np.int8), categories=QUALITIES)
        return pd.DataFrame(columns).set_index(self.time_column)

    def verify(self) -> int:
        """Compare every Arrow file with `store.json`: SHA-256, length, rows.

        Returns
        -------
        int
            The number of files, all sound.

        Raises
        ------
        TocsinError
            With a line for each file that is missing or differs (65).
        """
        problems = [text for p in self._partitions if (text := self._problem(p)) is not None]
        if problems:
            raise TocsinError(
                "; ".join(problems),
                exit_code=BAD_DATA,
                place=str(self.path),
                hint="run `tocsin ingest`: what is damaged is built anew from its source",
                text="\n".join([f"{len(problems)} damaged in {self.path}:", *problems]),
            )
        return len(self._partitions)

    def _problem(self, partition: Partition) -> str | None:
        name = partition.path.name
        if not partition.path.is_file():
            return f"{name} is missing"
        size = partition.path.stat().st_size
        if size != partition.bytes:
            return f"{name} has {size} bytes instead of {partition.bytes}"
        digest = sha256(partition.path)
        if digest != partition.sha256:
            return f"{name} has SHA-256 {digest} instead of {partition.sha256}"
        try:
            self._raw(partition, [])
        except TocsinError as error:
            return f"{name}: {error.message}"
        return None

    # The axis, as nanoseconds since 1970 or as steps.

    def _moment(self, moment: Moment) -> int:
        if self.time_kind == "step":
            if isinstance(moment, bool) or not isinstance(moment, (int, np.integer)):
                raise ValueError(f"{moment!r} is not a step: the data have no clock")
            return int(moment)
        try:
            stamp = pd.NaT if isinstance(moment, (int, np.integer)) else pd.Timestamp(moment)
        except (TypeError, ValueError):
            stamp = pd.NaT
        if stamp is pd.NaT:
            raise ValueError(f"{moment!r} is not a time, like 2026-06-30T21:10:00Z")
        stamp = stamp.tz_localize("UTC") if stamp.tzinfo is None else stamp
        return int(stamp.as_unit("ns").value)

    def _axis(self, moment: int | None) -> pd.Timestamp | int | None:
        if moment is None or self.time_kind == "step":
            return moment
        return pd.Timestamp(moment, unit="ns", tz="UTC")

    def _bound(self, name: str, moment: Moment | None, default: int) -> int:
        if moment is None:
            return default
        try:
            return self._moment(moment)
        except ValueError as error:
            raise TocsinError(f"'{name}': {error}", exit_code=USAGE) from None

    # Columns.

    def _wanted(self, tags: Sequence[str] | str | None) -> list[str]:
        known = [tag.id for tag in self.tags]
        if tags is None:
            return known
        wanted = [tags] if isinstance(tags, str) else list(tags)
        for index, tag in enumerate(wanted):
            if tag not in known:
                raise TocsinError(
                    f"unknown tag {tag!r}",
                    exit_code=USAGE,
                    place=str(self.path),
                    hint=nearest(tag, known),
                )
            if tag in wanted[:index]:
                raise TocsinError(f"tag {tag!r} is asked for twice", exit_code=USAGE)
        return wanted

    def _schema(self, wanted: list[str], quality: bool) -> pa.Schema:
        axis = pa.timestamp("ns", tz="UTC") if self.time_kind == "clock" else pa.int64()
        fields = [pa.field(self.time_column, axis)]
        if self.has_units:
            fields.append(pa.field("unit", _UNIT_TYPE))
        by_id = {tag.id: tag for tag in self.tags}
        for id in wanted:
            if quality:
                fields.append(pa.field(id, pa.uint8()))
                continue
            known = {
                key: str(value)
                for key, value in vars(by_id[id]).items()
                if key != "id" and value is not None
            }
            fields.append(pa.field(id, pa.float64(), metadata=known))
        return pa.schema(fields)

    def _table(
        self,
        start: Moment | None,
        end: Moment | None,
        tags: Sequence[str] | str | None,
        *,
        quality: bool,
    ) -> pa.Table:
        limits = np.iinfo(np.int64)
        first = self._bound("start", start, limits.min)
        last = self._bound("end", end, limits.max)
        wanted = self._wanted(tags)
        schema = self._schema(wanted, quality)
        columns = [f"{tag}.quality" for tag in wanted] if quality else wanted
        pieces = [
            self._piece(partition, columns, schema, first, last)
            for partition in self._partitions
            if partition.start <= last and partition.end >= first
        ]
        if not pieces:
            return schema.empty_table()
        return self._ascending(pa.concat_tables(pieces).unify_dictionaries())

    def _raw(self, partition: Partition, columns: list[str]) -> pa.Table:
        """The axis, the units and some columns of a file; those that it lacks are left out."""
        place = str(partition.path)
        try:
            with pa.memory_map(place) as source:
                names = ipc.open_file(source).schema.names
                # By position, and the first of a name: a tag may be called like the axis.
                found = [names.index(name) for name in [*self._keys, *columns] if name in names]
                options = ipc.IpcReadOptions(included_fields=sorted(set(found)))
                table = ipc.open_file(source, options=options).read_all()
        except FileNotFoundError:
            raise TocsinError(
                "the Arrow file is missing",
                exit_code=MISSING_INPUT,
                place=place,
                hint="open the store anew; if that does not help, run `tocsin ingest`",
            ) from None
        except (pa.ArrowException, OSError) as error:
            raise TocsinError(
                f"the Arrow file cannot be read: {error}", exit_code=BAD_DATA, place=place
            ) from None
        lacking = [key for key in self._keys if key not in table.column_names]
        if lacking:
            raise TocsinError(
                f"the Arrow file has no column '{lacking[0]}'", exit_code=BAD_DATA, place=place
            )
        if table.num_rows != partition.rows:
            raise TocsinError(
                f"the Arrow file has {table.num_rows} rows, store.json says {partition.rows}",
                exit_code=BAD_DATA,
                place=place,
            )
        return table

    def _piece(
        self, partition: Partition, columns: list[str], schema: pa.Schema, first: int, last: int
    ) -> pa.Table:
        """The rows of one file that count and lie in the range, in the store's columns."""
        table = self._raw(partition, columns)
        arrays = []
        for name, field in zip([*self._keys, *columns], schema):
            if name in table.column_names:
                arrays.append(table[name].cast(field.type))
            elif field.type == pa.uint8():
                arrays.append(pa.array(np.full(table.num_rows, _MISSING, np.uint8)))
            else:
                arrays.append(pa.nulls(table.num_rows, field.type))
        whole = pa.table(arrays, schema=schema)
        if not partition.deletions and first <= partition.start and partition.end <= last:
            return whole
        moments = _integers(whole[self.time_column])
        kept = (moments >= first) & (moments <= last)
        for start, end in partition.deletions:
            kept[start:end] = False
        return whole.filter(pa.array(kept))

    def _ascending(self, table: pa.Table) -> pa.Table:
        """The rows by time, then by unit's name; partitions may overlap."""
        moments = _integers(table[self.time_column])
        if self.has_units:
            units = table["unit"].combine_chunks()
            if isinstance(units, pa.ChunkedArray):
                units = units.chunk(0)
            names = [name.encode() for name in units.dictionary.to_pylist()]
            rank = np.empty(len(names), np.int64)
            rank[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
            ranks = rank[units.indices.to_numpy()]
            order = np.lexsort((ranks, moments))
        elif np.all(moments[1:] >= moments[:-1]):
            return table
        else:
            order = np.argsort(moments, kind="stable")
        return table.take(pa.array(order))


def open_store(path_or_config: PathLike) -> Store:
    """Open a plant's store.

    Parameters
    ----------
    path_or_config : str or path
        The store's folder (or its `store.json`), or a plant's `tocsin.yaml`.

    Returns
    -------
    Store
        The store as it is now. What is ingested later does not show in it.

    Raises
    ------
    TocsinError
        Where there is no store (66), or `store.json` is damaged or newer than this package (65).

    Examples
    --------
    >>> store = open_store("store/riverbend")
    >>> level = store.to_pandas("2026-06-01", "2026-06-07", tags=["L_T2"])
    """
    path = Path(path_or_config)
    if is_configuration(path):
        return Store(plant_folders(path).store)
    return Store(path.parent if path.name == "store.json" else path)


def _integers(column: pa.ChunkedArray) -> np.ndarray:
    return column.cast(pa.int64()).to_numpy()
