"""Reading what a run left behind."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.csv as csv
import pyarrow.feather as feather

from .errors import BAD_DATA, MISSING_INPUT, USAGE, TocsinError, nearest
from .files import PathLike, is_configuration, plant_folders, read_json, sha256

_NEWEST_VERSION = 1
_TIME = pa.timestamp("ns", tz="UTC")

# Which stage makes a file, and what to do where it did not.
_MADE_BY = {
    "alarms.csv": ("evaluate", "run `tocsin run` with telemetry to train detectors on"),
    "alerts.jsonl": ("report", "run `tocsin run`"),
    "fidelity.json": (
        "calibrate",
        "add `twin: { process: { use: identified } }` to tocsin.yaml and run `tocsin run`",
    ),
    "metrics.json": ("evaluate", "run `tocsin run`"),
    "quarantine.csv": ("ingest", "run `tocsin run`"),
    "remaining-life.csv": (
        "train",
        "add `train.prognosers` with histories of units to tocsin.yaml and run `tocsin run`",
    ),
    "report.html": ("report", "run `tocsin run`"),
    "scores.arrow": ("evaluate", "run `tocsin run` with telemetry to train detectors on"),
}


class Run:
    """The folder of one finished run; see :func:`load_run`.

    Attributes
    ----------
    path : pathlib.Path
        The run's folder.
    manifest : dict
        `manifest.json`: inputs, versions, stages, SHA-256 of the files.
    id, plant : str
        The run's and the plant's name.
    as_of : pandas.Timestamp
        The run's "now": nothing later was read.
    seed : int
        The root seed.
    """

    def __init__(self, path: PathLike) -> None:
        self.path = Path(path)
        file = self.path / "manifest.json"
        if not file.is_file():
            raise TocsinError(
                "there is no finished run: manifest.json is missing",
                exit_code=MISSING_INPUT,
                place=str(self.path),
                hint="`tocsin runs list` names the runs of a plant",
            )
        self.manifest = read_json(file, newest_version=_NEWEST_VERSION)
        try:
            self.id: str = self.manifest["run"]
            self.plant: str = self.manifest["plant"]
            self.as_of = pd.Timestamp(self.manifest["asOf"])
            self.seed: int = self.manifest["seed"]
            self._digests: dict[str, str] = dict(self.manifest["files"])
        except (KeyError, TypeError, ValueError) as error:
            raise TocsinError(
                f"damaged manifest.json: {type(error).__name__}: {error}",
                exit_code=BAD_DATA,
                place=str(file),
            ) from None

    def __repr__(self) -> str:
        return f"<Run {self.plant} {self.id}, data to {self.as_of}>"

    @cached_property
    def metrics(self) -> dict[str, Any]:
        """`metrics.json`: per judged suite what was promised, held back and achieved."""
        return read_json(self.file("metrics.json"))

    @property
    def report(self) -> Path:
        """The path of `report.html`."""
        return self.file("report.html")

    def alarms(self) -> pd.DataFrame:
        """Read the deployed suite's alarms.

        Returns
        -------
        pandas.DataFrame
            A row per alarm: `start`, `end` (first and last row with the alarm on, UTC), `open`
            (bool: still on at the last scored row), `peak` (the largest score, 1 = the limit),
            `peak_time`, `detector`, `tags` (list, largest share first). Ids that hold blanks
            cannot be told apart in `tags`; :meth:`alerts` has them exactly.
        """
        table = self._csv(
            "alarms.csv",
            {
                "start": _TIME,
                "end": _TIME,
                "open": pa.uint8(),
                "peak": pa.float64(),
                "peak_time": _TIME,
            },
        )
        table["open"] = table["open"].astype(bool)
        table["tags"] = [_undefused(text).split() for text in table["tags"]]
        return table

    def scores(self, suite: str | None = None) -> pd.DataFrame:
        """Read the judged suites' scores.

        Parameters
        ----------
        suite : str, optional
            One suite; all if not given. The first column's is the deployed one.

        Returns
        -------
        pandas.DataFrame
            Indexed by `time`. Of all suites: `<suite>` (1 = its limit, NaN = not scored) and
            `<suite>.alarm` (bool). Of one suite: `score` and `alarm`.
        """
        path = self.file("scores.arrow")
        try:
            frame = feather.read_table(path).to_pandas().set_index("time")
        except (pa.ArrowException, OSError, KeyError) as error:
            raise TocsinError(
                f"the scores cannot be read: {error}", exit_code=BAD_DATA, place=str(path)
            ) from None
        alarms = {name: bool for name in frame.columns if name.endswith(".alarm")}
        frame = frame.astype(alarms)
        if suite is None:
            return frame
        known = [name.removesuffix(".alarm") for name in alarms]
        if suite not in known:
            raise TocsinError(
                f"unknown suite {suite!r}",
                exit_code=USAGE,
                place=str(path),
                hint=nearest(suite, known),
            )
        return frame[[suite, f"{suite}.alarm"]].set_axis(["score", "alarm"], axis=1)

    def alerts(self) -> list[dict[str, Any]]:
        """Read the alerts, as `Documentation/schemas/alerts.schema.json` describes them."""
        path = self.file("alerts.jsonl")
        alerts = []
        # Not splitlines(): JSON may hold line separators that are no line ends of the file.
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
            if not line.strip():
                continue
            try:
                alerts.append(json.loads(line))
            except ValueError as error:
                raise TocsinError(
                    f"the line is not JSON: {error}", exit_code=BAD_DATA, place=f"{path}:{number}"
                ) from None
        return alerts

    def remaining_life(self) -> pd.DataFrame:
        """Read how long units that still run will last.

        Returns
        -------
        pandas.DataFrame
            A row per prognoser and unit: `prognoser`, `unit`, `asset`, `last_seen` (UTC; NaT
            where the histories have no clock), `age`, `clock` (cycles, hours or days), the
            quantiles `rul_p05`, `rul_p50`, `rul_p95` in the clock's unit (NaN where nothing can
            be told), `capped` (bool: `rul_p95` means at least), `cause`.
        """
        number = pa.float64()
        types = {"last_seen": _TIME, "age": number, "capped": pa.uint8()}
        types |= {"rul_p05": number, "rul_p50": number, "rul_p95": number}
        table = self._csv("remaining-life.csv", types)
        table["capped"] = table["capped"].astype(bool)
        return table

    def fidelity(self) -> dict[str, Any]:
        """Read how near the twin comes on time that it has not seen."""
        return read_json(self.file("fidelity.json"))

    def quarantine(self) -> pd.DataFrame:
        """Read the rows that were not stored: `file`, `line`, `byte_offset`, `reason`, `text`."""
        return self._csv("quarantine.csv", {"line": pa.int64(), "byte_offset": pa.int64()})

    def verify(self) -> int:
        """Compare every file with the manifest by SHA-256.

        Returns
        -------
        int
            The number of files, all as the run wrote them.

        Raises
        ------
        TocsinError
            With a line for each file that is missing or differs (65).
        """
        problems = []
        for name, digest in sorted(self._digests.items()):
            path = self.path / name
            if not path.is_file():
                problems.append(f"{name} is missing")
            elif (found := sha256(path)) != digest:
                problems.append(f"{name} has SHA-256 {found} instead of {digest}")
        if problems:
            raise TocsinError(
                "; ".join(problems),
                exit_code=BAD_DATA,
                place=str(self.path),
                text="\n".join([f"{len(problems)} changed in {self.path}:", *problems]),
            )
        return len(self._digests)

    def file(self, name: str) -> Path:
        """The path of one of the run's files.

        Raises
        ------
        TocsinError
            Where it does not exist (66), naming the stage that would have made it.
        """
        path = self.path / name
        if path.is_file():
            return path
        if name in self._digests:
            raise TocsinError(
                f"run {self.id} made {name}, but the file is gone",
                exit_code=MISSING_INPUT,
                place=str(path),
                hint="run `tocsin run`: the same inputs give the same file",
            )
        stage, hint = _MADE_BY.get(name, (None, None))
        made = f": its stage '{stage}' made none" if stage else ""
        raise TocsinError(
            f"run {self.id} has no {name}{made}",
            exit_code=MISSING_INPUT,
            place=str(self.path),
            hint=hint,
        )

    def _csv(self, name: str, types: dict[str, pa.DataType]) -> pd.DataFrame:
        path = self.file(name)
        try:
            table = csv.read_csv(
                path,
                parse_options=csv.ParseOptions(newlines_in_values=True),
                convert_options=csv.ConvertOptions(
                    # Tags and units may be called NA; numbers are typed, all else stays text.
                    column_types={
                        column: types.get(column, pa.string()) for column in _header(path)
                    },
                    null_values=[""],
                    strings_can_be_null=False,
                ),
            )
        except pa.ArrowException as error:
            raise TocsinError(
                f"the table cannot be read: {error}", exit_code=BAD_DATA, place=str(path)
            ) from None
        return table.to_pandas()


def load_run(path_or_config: PathLike) -> Run:
    """Open the folder of a finished run.

    Parameters
    ----------
    path_or_config : str or path
        A run's folder (or its `manifest.json`), or a plant's `tocsin.yaml` for the last run.
        The last run is the one with the latest data, as in `tocsin runs list`.

    Returns
    -------
    Run
        The run; its files are read when asked for.

    Raises
    ------
    TocsinError
        Where there is no finished run (66), or it is newer than this package (65).
    """
    path = Path(path_or_config)
    if not is_configuration(path):
        return Run(path.parent if path.name == "manifest.json" else path)
    folder = plant_folders(path).runs
    runs = [Run(file.parent) for file in folder.glob("[!.]*/manifest.json")]
    if not runs:
        raise TocsinError(
            "the plant has no finished run",
            exit_code=MISSING_INPUT,
            place=str(folder),
            hint=f"run `tocsin run -c {path}`",
        )
    return max(runs, key=lambda run: (run.as_of, run.id))


def alarms(run: Run | PathLike) -> pd.DataFrame:
    """The alarms of a run, or of the run that a path names; see :meth:`Run.alarms`."""
    return (run if isinstance(run, Run) else load_run(run)).alarms()


def _header(path: Path) -> list[str]:
    with path.open(encoding="utf-8") as file:
        return file.readline().rstrip("\r\n").split(",")


def _undefused(text: str) -> str:
    """The text before Tocsin kept spreadsheets from running it."""
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text
