"""Runs the pipeline on the example plants into an empty folder and compares its figures with other tools.

Prints Markdown and writes it into Benchmarks/RESULTS.md between its two markers.
"""
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pyarrow.feather as feather

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "Tests/References"))
sys.path.insert(0, str(ROOT / "Benchmarks"))
import evaluation_reference  # noqa: E402  the same comparisons as in the tests
import onnx_real_rows  # noqa: E402
from measured import keep_promises  # noqa: E402

TOCSIN = ROOT / ".build/release/tocsin"
RUNS = 3


def run_plant(plant, folder):
    """Runs the example into `folder` RUNS times; returns the run folder and the seconds."""
    source = ROOT / "Examples" / plant
    example = folder / "Examples" / plant
    shutil.copytree(source, example)
    if not (folder / "datasets").exists():
        (folder / "datasets").symlink_to(ROOT / "datasets")
    seconds = []
    for _ in range(RUNS):
        for name in ("runs", "store", "models"):
            shutil.rmtree(folder / name, ignore_errors=True)
        start = time.monotonic()
        done = subprocess.run([TOCSIN, "run", "-c", example / "tocsin.yaml"], capture_output=True, text=True)
        seconds.append(time.monotonic() - start)
        if done.returncode != 0:
            sys.exit(f"tocsin run failed on {plant}:\n{done.stdout}{done.stderr}")
    report = done.stdout.strip().splitlines()[-1].split()[-1]
    return Path(report).parent, statistics.median(seconds)


def labels_of(evaluation, times):
    """1 in a labelled window, else 0; times in nanoseconds."""
    label = np.zeros(len(times), int)
    for window in evaluation["windows"]:
        a, b = (np.datetime64(window["range"][k].rstrip("Z"), "ns").astype(np.int64) for k in ("start", "end"))
        label[(times >= a) & (times <= b)] = 1
    return label


def judged_rows(plant, metrics, times):
    """Rows that count: inside the judged time, outside events that are left out."""
    a, b = (np.datetime64(metrics["judged"][k].rstrip("Z"), "ns").astype(np.int64) for k in ("start", "end"))
    keep = (times >= a) & (times <= b)
    events = ROOT / "Examples" / plant / "events.csv"
    if events.exists():
        for line in events.read_text().splitlines()[1:]:
            start, end, _, kind = line.split(",")[:4]
            if kind in ("maintenance", "test", "fault"):
                a, b = (np.datetime64(t.rstrip("Z"), "ns").astype(np.int64) for t in (start, end))
                keep &= ~((times >= a) & (times <= b))
    return keep


# What metrics are called here and in the references.
SCORES = {"vus-pr": "vusPR", "vus-roc": "vusROC", "auc-pr": "aucPR"}
ALARMS = {
    "range-precision": "rangePrecision", "range-recall": "rangeRecall", "eta-precision": "etaPrecision",
    "eta-recall": "etaRecall", "eta-f1": "etaF1", "f1": "f1", "false-alarm-rate": "falseAlarmRate",
    "missed-alarm-rate": "missedAlarmRate"}


def agreement(plant, run):
    """Largest difference of each metric from its reference over all detectors."""
    metrics = json.loads((run / "metrics.json").read_text())
    table = feather.read_table(run / "scores.arrow")
    times = table["time"].cast("int64").to_numpy()
    keep = judged_rows(plant, metrics, times)
    worst = dict.fromkeys({**SCORES, **ALARMS}, 0.0)
    for detector in metrics["detectors"]:
        score = table[detector["name"]].to_numpy(zero_copy_only=False).astype(float)[keep]
        label = labels_of(detector["evaluation"], times[keep])
        score = np.where(np.isnan(score), np.nanmin(score) - 1, score)
        alarm = table[f"{detector['name']}.alarm"].to_numpy()[keep].astype(int)
        reference = {**evaluation_reference.of_scores(label, score), **evaluation_reference.of_alarms(label, alarm)}
        for key, name in {**SCORES, **ALARMS}.items():
            own = detector["evaluation"]["metrics"][key].get("value")
            theirs = reference.get(name)
            if isinstance(theirs, dict):
                theirs = theirs["flat"]
            # Without an alarm packages refuse or call 0 what has no value.
            if own is not None and theirs is not None:
                worst[key] = max(worst[key], abs(own - theirs))
    return worst


def rows_of(metrics):
    def value(detector, key):
        got = detector["evaluation"]["metrics"][key].get("value")
        return "–" if got is None else f"{got:.3f}"

    lines = ["| detector | S | VUS-PR | AUC-PR | events | at other times | false alarms a week | promised | held back |", "|---" * 9 + "|"]
    for d in metrics["detectors"]:
        windows = d["evaluation"]["windows"]
        caught = sum("rowsToDetect" in w for w in windows)
        lines.append(
            f"| {d['name']} | {value(d, 'batadal-s')} | {value(d, 'vus-pr')} | {value(d, 'auc-pr')} | {caught} of {len(windows)} | "
            f"{d['evaluation']['shifted']['eventRecall'] * len(windows):.1f} | {d['falseAlarmsPerWeek']:.2f} | {d['promisedPerWeek']:g} | {d['heldBackPerWeek']:.2f} |"
        )
    if metrics.get("random"):
        r = metrics["random"]["metrics"]
        get = lambda k: f"{r[k]['value']:.3f}" if "value" in r[k] else "–"
        lines.append(
            f"| random scores | {get('batadal-s')} | {get('vus-pr')} | {get('auc-pr')} | "
            f"{r['event-recall']['value'] * len(windows):.1f} of {len(windows)} | – | {r['false-alarms-per-day']['value'] * 7:.2f} | "
            f"{metrics['random']['falseAlarmsPerWeek']:g} | – |"
        )
    return lines


def promises_of(plant, metrics):
    """What measured.keep_promises takes, of every detector of a plant, in weeks."""
    return [{"set": plant, "detector": d["name"], "promised": d["promisedPerWeek"], "unit": "week",
             "held": [d["heldBackAlarms"], d["heldBackSeconds"] / 604_800, 1],
             "judged": [len(d["evaluation"]["falseAlarms"]), span(d["evaluation"]["normalTime"]) / 604_800, 1],
             "under": d["evaluation"]["metrics"]["false-alarm-rate"].get("value")} for d in metrics["detectors"]]


def span(text):
    """Seconds of a length of time as the tool writes it, like 668h or 10min."""
    return sum(float(number) * {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1, "min": 60, "h": 3_600, "d": 86_400}[unit]
               for number, unit in re.findall(r"([0-9.]+)\s*([a-z]+)", text))


def attribution_of(metrics):
    """How often the right technique was told of simulated attacks left out in turn."""
    a = metrics.get("attribution")
    if not a:
        return []
    return [f"- Techniques by likeness to simulated attacks, each of {a['alarms']} alarmed ones of {a['techniques']} techniques left out in turn: the first told is right for "
            f"{a['first']} ({100 * a['first'] / a['alarms']:.0f} %), one of three for {a['amongThree']} ({100 * a['amongThree'] / a['alarms']:.0f} %); always the most frequent "
            f"{a['frequentFirst']} ({100 * a['frequentFirst'] / a['alarms']:.0f} %) and {a['frequentAmongThree']} ({100 * a['frequentAmongThree'] / a['alarms']:.0f} %); {a['likeNone']} like none."]


def main():
    lines, promises = [], []
    plants = ["riverbend"] + (["batadal"] if os.environ.get("TOCSIN_DATASETS") else [])
    for plant in plants:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            run, seconds = run_plant(plant, folder)
            metrics = json.loads((run / "metrics.json").read_text())
            versions = json.loads((run / "manifest.json").read_text())["versions"]
            lines += [f"### {plant}", ""] + rows_of(metrics) + [""] + attribution_of(metrics)
            promises += promises_of(plant, metrics)
            lines.append(f"- `tocsin run` into an empty folder: {seconds:.1f} s (median of {RUNS}).")
            worst = agreement(plant, run)
            lines.append(
                f"- Against TSB-AD {version('tsb-ad')}, prts {version('prts')}, faster-etapr {version('faster-etapr')} and "
                f"scikit-learn {version('scikit-learn')}: largest difference "
                + ", ".join(f"{key} {value:.1e}" for key, value in worst.items()) + "."
            )
            model = folder / "models" / plant / "current"
            onnx = onnx_real_rows.compare(model, run, folder / "store" / plant)
            lines.append(
                f"- ONNX Runtime {version('onnxruntime')} against tocsin on {onnx['rows']} rows: batch {onnx['batch']:.1e}, "
                f"row by row {onnx['single']:.1e}, {onnx['differing']} alarms differ."
            )
            lines.append("")
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text()) if Path("/proc/cpuinfo").exists() else None
    lines.append(
        f"Measured on {cpu.group(1) if cpu else platform.processor()}, {os.cpu_count()} cores; OpenBLAS {versions['openblas']}, "
        f"kernel {versions['openblas-kernel']}; tocsin {versions['tocsin']}."
    )
    keep_promises("detection", promises)
    text = "\n".join(lines)
    print(text)
    path = ROOT / "Benchmarks/RESULTS.md"
    page = path.read_text()
    begin, end = "<!-- detection: begin -->", "<!-- detection: end -->"
    head, rest = page.split(begin)
    path.write_text(head + begin + "\n" + text + "\n" + end + rest.split(end)[1])


if __name__ == "__main__":
    main()
