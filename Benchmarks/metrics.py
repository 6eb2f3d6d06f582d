"""Times VUS-PR and VUS-ROC of tocsin and of TSB-AD in one run, and compares their values.

    .venv/bin/python Benchmarks/metrics.py

50,000 rows, window 100, 250 limits: ten attacks, and the most that buffers can cost, 500 short ones. tocsin's seconds
are those of `tocsin evaluate --metric … --json`: the metric alone, once the files are read; median of 15. TSB-AD's are
those of one call, reading not counted either. One thread each. Prints Markdown and writes it into Benchmarks/RESULTS.md.
"""
import json
import os
import statistics
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np  # noqa: E402
from measured import report, tocsin  # noqa: E402
from TSB_AD.evaluation.basic_metrics import basic_metricor  # noqa: E402

ROWS, WINDOW, THRESHOLDS = 50_000, 100, 250


def pair(events, length):
    """Labels with attacks at equal distances, scores that are somewhat higher there."""
    label = np.zeros(ROWS, int)
    for start in np.linspace(200, ROWS - 200 - length, events).astype(int):
        label[start:start + length] = 1
    return label, np.random.default_rng(7).normal(size=ROWS) + label


def ours(folder, label, score, metric):
    """The value and the median seconds."""
    times = np.datetime64("2026-01-01T00:00:00") + np.arange(ROWS) * np.timedelta64(60, "s")
    alarms, labels = folder / "alarms.csv", folder / "labels.csv"
    alarms.write_text("timestamp,alarm,score\n" + "".join(f"{t}Z,0,{s!r}\n" for t, s in zip(times, score.tolist())))
    labels.write_text("timestamp,label\n" + "".join(f"{t}Z,{y}\n" for t, y in zip(times, label)))
    told = json.loads(tocsin(
        "evaluate", "--alarms", alarms, "--labels", labels, "--json", "--metric",
        f"{{ use: {metric}, window: {WINDOW}, thresholds: {THRESHOLDS} }}"))
    return told["evaluation"]["metrics"][metric]["value"], statistics.median(told["seconds"])


def main():
    lines = ["| rows | attacks | metric | tocsin, ms | TSB-AD, ms | times | difference |", "|---|---|---|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as name:
        for events, length in ((10, 400), (500, 20)):
            label, score = pair(events, length)
            start = time.perf_counter()
            volumes = basic_metricor().RangeAUC_volume_opt(label, score, WINDOW, THRESHOLDS)
            theirs = time.perf_counter() - start
            for metric, value in (("vus-roc", volumes[-2]), ("vus-pr", volumes[-1])):
                own, seconds = ours(Path(name), label, score, metric)
                lines.append(
                    f"| {ROWS:,} | {events} | {metric} | {seconds * 1e3:.1f} | {theirs * 1e3:,.0f} | "
                    f"{theirs / seconds:,.0f} | {abs(own - value):.1e} |")
    lines += ["", f"Window {WINDOW}, {THRESHOLDS} limits, one thread; TSB-AD {version('tsb-ad')} computes both at once."]
    report("metrics", lines)


if __name__ == "__main__":
    main()
