"""The public sets of rigs, servers and hosts, cut into training and judged rows by the protocol in PROTOCOL.md."""
import csv
import json
from dataclasses import dataclass

import numpy as np

MINUTE = np.timedelta64(60, "s")
START = np.datetime64("2026-01-01T00:00:00", "s")
MACHINES = ["ambient_temperature_system_failure", "cpu_utilization_asg_misconfiguration",
            "ec2_request_latency_system_failure", "machine_temperature_system_failure"]


@dataclass
class Series:
    """Rows of one file, or of a machine's two: the first `trained` rows are normal time, the rest is judged."""

    name: str
    tags: list
    times: np.ndarray      # datetime64[s], ascending, no two equal
    values: np.ndarray     # rows × tags
    labels: np.ndarray     # 1 in an event; of training rows nobody looks at them
    trained: int
    seconds: int           # the usual time between two rows


def ordered(name, tags, times, values, labels, trained):
    """Sorted by time, the first of equal stamps; `trained` is a function of the number of rows."""
    times, first = np.unique(times, return_index=True)
    spacing = int(np.median(np.diff(times)).astype(int))
    return Series(name, tags, times, values[first], labels[first], trained(len(times)), spacing)


def skab(folder):
    for k in range(16):
        with open(folder / f"skab/valve1/{k}.csv", newline="") as file:
            header, *rows = list(csv.reader(file, delimiter=";"))
        times = np.array([row[0].replace(" ", "T") for row in rows], "datetime64[s]")
        cells = np.array([row[1:] for row in rows], float)
        tags = [name.replace(" ", "_") for name in header[1:-2]]
        yield ordered(f"valve1/{k}", tags, times, cells[:, :-2], cells[:, -2].astype(int), lambda n: 400)


def machines(folder, set_name, names, minutes):
    for name in names:
        train, test = (np.loadtxt(folder / f"{set_name}/{part}/{name}.txt", delimiter=",") for part in ("train", "test"))
        labels = np.loadtxt(folder / f"{set_name}/test_label/{name}.txt").astype(int)
        times = START + minutes * MINUTE * np.arange(len(train) + len(test))
        tags = [f"d{k}" for k in range(1, train.shape[1] + 1)]
        yield Series(name, tags, times, np.vstack([train, test]), np.concatenate([np.zeros(len(train), int), labels]),
                     len(train), 60 * minutes)


def nab(folder):
    windows = json.loads((folder / "nab/labels/combined_windows.json").read_text())
    clouds = sorted(path.stem for path in (folder / "nab/data/realAWSCloudwatch").glob("*.csv"))
    for path in [f"realAWSCloudwatch/{name}.csv" for name in clouds] + [f"realKnownCause/{name}.csv" for name in MACHINES]:
        with open(folder / "nab/data" / path, newline="") as file:
            _, *rows = list(csv.reader(file))
        times = np.array([row[0].replace(" ", "T") for row in rows], "datetime64[s]")
        labels = np.zeros(len(rows), int)
        for start, end in windows[path]:
            start, end = (np.datetime64(text.replace(" ", "T"), "s") for text in (start, end))
            labels[(times >= start) & (times <= end)] = 1
        yield ordered(path.split("/")[1].removesuffix(".csv"), ["value"], times,
                      np.array([[row[1]] for row in rows], float), labels, lambda n: int(min(0.15 * n, 750)))


SETS = {
    "SKAB": skab,
    "SMD": lambda folder: machines(folder, "smd", ["machine-1-6", "machine-2-1", "machine-3-4"], 1),
    "ASD": lambda folder: machines(folder, "asd", [f"omi-{k}" for k in range(1, 7)], 5),
    "NAB": nab,
}
