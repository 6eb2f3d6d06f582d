"""Scoring new telemetry with the command-line tool."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, overload

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv

from .errors import BAD_DATA, MISSING_INPUT, MISSING_PACKAGE, USAGE, TocsinError
from .files import STORED, PathLike, is_configuration, plant_folders, read_json

Task = Literal["detect", "prognose"]

_ANSWERS = {
    "detect": {
        "timestamp": pa.timestamp("ns", tz="UTC"),
        "score": pa.float64(),
        "alarm": pa.uint8(),
        "reason": pa.string(),
    },
    "prognose": {
        "unit": pa.string(),
        "time": pa.string(),
        "rul_p05": pa.float64(),
        "rul_p50": pa.float64(),
        "rul_p95": pa.float64(),
    },
}


@overload
def score(
    data: pa.Table,
    model: PathLike,
    task: Task | None = None,
    *,
    stored: bool | None = None,
    timezone: str = "UTC",
    tocsin: PathLike | None = None,
) -> pa.Table: ...
@overload
def score(
    data: pd.DataFrame | PathLike | Sequence[PathLike],
    model: PathLike,
    task: Task | None = None,
    *,
    stored: bool | None = None,
    timezone: str = "UTC",
    tocsin: PathLike | None = None,
) -> pd.DataFrame: ...
def score(
    data: pa.Table | pd.DataFrame | PathLike | Sequence[PathLike],
    model: PathLike,
    task: Task | None = None,
    *,
    stored: bool | None = None,
    timezone: str = "UTC",
    tocsin: PathLike | None = None,
) -> pa.Table | pd.DataFrame:
    """Score telemetry row by row, in the order given.

    Parameters
    ----------
    data : pandas.DataFrame, pyarrow.Table, path or sequence of paths
        A column per tag of the model, in any order; others are ignored. A frame's times are its
        DatetimeIndex, or a column as in a CSV file; a table's are a column. Files are CSV, in the
        order of time. Numbers are as the plant's sources have them, before scales and units of
        `tags.csv`; frames and tables of a store (:meth:`Store.to_pandas`) are known by a mark and
        turned back, unless `stored` says otherwise.
    model : str or path
        The model's folder, or a plant's `tocsin.yaml` for its current model.
    task : {"detect", "prognose"}, optional
        What to answer; needed only to ask a model that detects for remaining lives.
    stored : bool, optional
        Whether the numbers are a store's. If not given: by the mark, which pandas may lose where
        frames are joined.
    timezone : str
        The IANA name of the zone of times without one.
    tocsin : str or path, optional
        The command-line tool. If not given: the environment's `TOCSIN`, else `tocsin` on the
        PATH, else `.build/release/tocsin` of the checkout that this package stands in.

    Returns
    -------
    pandas.DataFrame, or pyarrow.Table for a table
        To detect, a row per row: `timestamp` (UTC), `score` (above 1 is beyond the limit; missing
        where the row cannot be scored), `alarm` (bool), `reason` (empty where there is none).
        To prognose, a row per row, unit by unit: `unit`, `time` (text: ISO 8601, or the age where
        the histories have no clock), `rul_p05`, `rul_p50`, `rul_p95` in units of the model's clock.

    Raises
    ------
    TocsinError
        With the tool's message, hint and exit code; 66 where there is no tool to run.

    Examples
    --------
    >>> june = open_store("tocsin.yaml").to_pandas("2026-06-01")
    >>> scored = score(june, model="tocsin.yaml")
    >>> scored[scored.alarm]
    """
    folder = _model_folder(Path(model))
    if task is None:
        foresees = (folder / "failure.safetensors").is_file()
        detects = (folder / "detector.safetensors").is_file()
        task = "prognose" if foresees and not detects else "detect"
    elif task not in _ANSWERS:
        raise TocsinError(f"'task' must be 'detect' or 'prognose', got {task!r}", exit_code=USAGE)
    tool = _find_tool(tocsin)
    with tempfile.TemporaryDirectory(prefix="tocsin-") as work:
        if isinstance(data, (pd.DataFrame, pa.Table)):
            files = ["frame.csv"]
            if _is_stored(data) if stored is None else stored:
                data = _as_in_sources(data, folder)
            rows: int | None = _write(data, Path(work, files[0]))
            here: str | None = work
        else:
            paths = [data] if isinstance(data, (str, os.PathLike)) else list(data)
            if not paths:
                raise TocsinError("there is no file to score", exit_code=USAGE)
            # A name like -x.csv is no option; '-' alone would wait for standard input.
            files = [
                f"./{path}" if os.fspath(path).startswith("-") else str(path) for path in paths
            ]
            rows = here = None
        command = [str(tool), "score", "--model", str(folder.absolute()), "--task", task]
        command += ["--timezone", timezone, *files]
        answer = Path(work, "answer.csv")
        with answer.open("wb") as output:
            ended = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.PIPE,
                cwd=here,
                check=False,
            )
        if ended.returncode != 0:
            text = ended.stderr.decode("utf-8", errors="replace")
            raise TocsinError.from_output(text, ended.returncode)
        scored = _read(answer, task)
    if rows is not None and scored.num_rows != rows:
        raise TocsinError(
            f"{rows} rows were given, {scored.num_rows} came back", exit_code=BAD_DATA
        )
    return scored if isinstance(data, pa.Table) else scored.to_pandas()


def _is_stored(data: pd.DataFrame | pa.Table) -> bool:
    if isinstance(data, pa.Table):
        return STORED in (data.schema.metadata or {})
    return STORED.decode() in data.attrs


def _as_in_sources(data: pd.DataFrame | pa.Table, folder: Path) -> pd.DataFrame | pa.Table:
    """A store's numbers as its sources have them: number = (value - addend) / factor."""
    manifest = folder / "model.json"
    if not manifest.is_file():
        return data  # The tool says what is wrong with the model.
    for tag in read_json(manifest).get("tags", []):
        name, reading = tag["id"], tag.get("reading")
        if reading is None or (reading["factor"], reading["addend"]) == (1, 0):
            continue
        factor, addend = float(reading["factor"]), float(reading["addend"])
        if isinstance(data, pd.DataFrame):
            if name in data.columns:
                data = data.assign(**{name: (data[name] - addend) / factor})
        elif name in data.column_names:
            cells = pc.divide(pc.subtract(data[name], addend), factor)
            data = data.set_column(data.column_names.index(name), name, cells)
    return data


def _model_folder(path: Path) -> Path:
    if not is_configuration(path):
        return path
    current = plant_folders(path).models / "current"
    if not current.exists():
        raise TocsinError(
            "the plant has no current model",
            exit_code=MISSING_INPUT,
            place=str(current),
            hint=f"run `tocsin run -c {path}`, or `tocsin models promote` where the gate refused",
        )
    return current


def _find_tool(given: PathLike | None) -> Path:
    """The command-line tool, from the first place that names one."""
    named = os.fspath(given) if given is not None else os.environ.get("TOCSIN")
    if named:
        found = shutil.which(named)
        if found is None:
            origin = "the argument 'tocsin'" if given is not None else "the environment's TOCSIN"
            raise TocsinError(
                f"{origin} names no program: {named!r}",
                exit_code=MISSING_INPUT,
                hint="the path of the built tool, like .build/release/tocsin",
            )
        return Path(found).absolute()
    if found := shutil.which("tocsin"):
        return Path(found).absolute()
    # From the package itself, never from the working directory: others may write there.
    for folder in Path(__file__).resolve().parents:
        built = folder / ".build" / "release" / "tocsin"
        if (folder / "Package.swift").is_file() and os.access(built, os.X_OK):
            return built
    raise TocsinError(
        "the command-line tool was not found",
        exit_code=MISSING_PACKAGE,
        hint="build it with `make build`, then set TOCSIN to the path of .build/release/tocsin",
    )


def _write(data: pd.DataFrame | pa.Table, path: Path) -> int:
    """Write a frame as CSV that reads back to the same bits; returns its rows."""
    if isinstance(data, pd.DataFrame):
        frame = data
        if isinstance(frame.index, pd.DatetimeIndex):
            # Before all others, so that it is found first.
            frame = frame.reset_index(names=frame.index.name or "time")
        table = pa.Table.from_pandas(frame, preserve_index=False)
    else:
        table = data
    columns = [_plain(table.column(index)) for index in range(table.num_columns)]
    csv.write_csv(pa.table(columns, names=[str(name) for name in table.column_names]), path)
    return table.num_rows


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column as Tocsin reads it: Float64 with nulls for NaN, times in UTC, texts."""
    type = column.type
    if pa.types.is_dictionary(type):
        return _plain(column.cast(type.value_type))
    if pa.types.is_boolean(type):
        return column.cast(pa.uint8())
    if pa.types.is_floating(type) or pa.types.is_decimal(type):
        # A float32 would be written with fewer digits than its value has.
        column = column.cast(pa.float64())
        return pc.if_else(pc.is_nan(column), pa.scalar(None, pa.float64()), column)
    if pa.types.is_timestamp(type):
        return column.cast(pa.timestamp("ns", tz="UTC" if type.tz is not None else None))
    return column


def _read(path: Path, task: Task) -> pa.Table:
    types = _ANSWERS[task]
    try:
        table = csv.read_csv(
            path,
            convert_options=csv.ConvertOptions(
                column_types=types, null_values=[""], strings_can_be_null=False
            ),
        )
    except pa.ArrowException as error:
        raise TocsinError(
            f"the answer of tocsin cannot be read: {error}",
            exit_code=BAD_DATA,
            hint="the tool and this package must be of the same checkout",
        ) from None
    if table.column_names != list(types):
        raise TocsinError(
            f"tocsin answered with the columns {', '.join(table.column_names)}, expected "
            f"{', '.join(types)}",
            exit_code=BAD_DATA,
            hint="the tool and this package must be of the same checkout",
        )
    if task == "detect":
        index = table.column_names.index("alarm")
        table = table.set_column(index, "alarm", table["alarm"].cast(pa.bool_()))
    return table
