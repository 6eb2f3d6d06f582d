"""Runs the pipeline on the example plants into an empty folder and compares its figures with other tools.

Prints Markdown and writes it into Benchmarks/RESULTS.md between its two markers. BATADAL's files are looked for where
TOCSIN_DATASETS says, or in datasets/. Ends with 1 where the default misses what is asked of it.
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
import pandas
import pyarrow.feather as feather

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "Tests/References"))
sys.path.insert(0, str(ROOT / "Benchmarks"))
import evaluation_reference  # noqa: E402  the same comparisons as in the tests
import onnx_real_rows  # noqa: E402
import public_peers  # noqa: E402
from measured import DATA, TOCSIN, keep_promises, report  # noqa: E402

RUNS = 3
# When the time ends that trains, as the example's configuration has it.
TRAINED_UNTIL = {"riverbend": "2026-05-31T23:59:59", "batadal": "2015-12-31"}
# What is asked of the default: at least, or at most.
REQUIRED = {"batadal": [("S", "batadal-s", 0.975), ("VUS-PR", "vus-pr", 0.95)]}
MOST_FALSE_A_WEEK = 1.0


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
        done = subprocess.run([TOCSIN, "run", "-c", example / "tocsin.yaml"], capture_output=True, text=True,
                              env={**os.environ, "TOCSIN_DATASETS": str(DATA)})
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


def rows_of(metrics, peers):
    def value(detector, key):
        evaluation = detector["evaluation"]
        got = evaluation["metrics"][key].get("value")
        between = evaluation.get("intervals", {}).get("values", {}).get(key)
        return ("–" if got is None else f"{got:.3f}") + (f" ({between['low']:.2f} to {between['high']:.2f})" if between else "")

    def delay(windows):
        """Rows to detect of what was caught: median and mean."""
        rows = [w["rowsToDetect"] for w in windows if "rowsToDetect" in w]
        return f"{statistics.median(rows):g}, {statistics.mean(rows):.1f}" if rows else "–"

    lines = ["| detector | S (95 %) | VUS-PR (95 %) | AUC-PR | events | at other times | rows to detect: median, mean | false alarms a week | promised | held back |", "|---" * 10 + "|"]
    for d in metrics["detectors"]:
        windows = d["evaluation"]["windows"]
        caught = sum("rowsToDetect" in w for w in windows)
        lines.append(
            f"| {d['name']} | {value(d, 'batadal-s')} | {value(d, 'vus-pr')} | {value(d, 'auc-pr')} | {caught} of {len(windows)} | "
            f"{d['evaluation']['shifted']['eventRecall'] * len(windows):.1f} | {delay(windows)} | {d['falseAlarmsPerWeek']:.2f} | {d['promisedPerWeek']:g} | {d['heldBackPerWeek']:.2f} |"
        )
    if metrics.get("random"):
        r = metrics["random"]["metrics"]
        get = lambda k: f"{r[k]['value']:.3f}" if "value" in r[k] else "–"
        lines.append(
            f"| random scores | {get('batadal-s')} | {get('vus-pr')} | {get('auc-pr')} | "
            f"{r['event-recall']['value'] * len(windows):.1f} of {len(windows)} | – | – | {r['false-alarms-per-day']['value'] * 7:.2f} | "
            f"{metrics['random']['falseAlarmsPerWeek']:g} | – |"
        )
    lines += [f"| PyOD {name} | – | {vus:.3f} | {auc:.3f} |" + " – |" * 6 for name, (vus, auc) in peers.items()]
    return lines


def peers_of(plant, metrics, run, store):
    """VUS-PR and AUC-PR of PyOD's detectors with their defaults on the same rows, by the same references, and which failed."""
    times = feather.read_table(run / "scores.arrow")["time"].cast("int64").to_numpy()
    judged = times[judged_rows(plant, metrics, times)]
    parts = [feather.read_table(path).to_pandas() for path in sorted(store.glob("*.arrow"))]
    rows = pandas.concat(parts).sort_values("time").set_index("time")
    # What they cannot read, a missing cell, is the tag's last value, and its first one at the beginning.
    rows = rows.astype(float).ffill().bfill().dropna(axis=1)
    stamps = pandas.to_datetime(rows.index, utc=True).astype("datetime64[ns, UTC]").astype("int64")
    train = rows[stamps <= pandas.Timestamp(TRAINED_UNTIL[plant], tz="UTC").value].to_numpy()
    scores, failed = public_peers.scores_of(train, rows[are_judged(stamps, judged)].to_numpy())
    label = labels_of(metrics["detectors"][0]["evaluation"], judged)
    found = {}
    for name, score in scores.items():
        reference = evaluation_reference.of_scores(label, score)
        found[name] = (reference["vusPR"], reference["aucPR"])
    return found, failed


def are_judged(stamps, judged):
    """Which rows of the store were judged; all that were must be there."""
    found = np.isin(np.asarray(stamps), judged)
    if found.sum() != len(judged):
        sys.exit(f"{len(judged)} rows were judged, {found.sum()} are in the store")
    return found


def named_of(metrics):
    """How often the tag with the largest part in an alarm is one that the event names."""
    got = metrics["detectors"][0]["evaluation"]["metrics"]["attribution-hit-rate"]
    return [f"- An alarm of `default` names what was attacked among its three largest tags or its asset in {got['value'] * got['support']:.0f} of {got['support']} alarmed attacks."] if "value" in got else []


def required_of(plant, metrics):
    """What is asked of the default, reached and met or missed; and whether all is met."""
    lines, isMet = [], True
    default = metrics["detectors"][0]
    for shown, key, least in REQUIRED.get(plant, []):
        got = default["evaluation"]["metrics"][key]["value"]
        isMet = isMet and got >= least
        lines.append(f"- Asked of `default`: {shown} ≥ {least}: {got:.3f}, {'met' if got >= least else f'**missed** by {least - got:.3f}'}.")
    false = default["falseAlarmsPerWeek"]
    isMet = isMet and false <= MOST_FALSE_A_WEEK
    lines.append(f"- Asked of `default`: at most {MOST_FALSE_A_WEEK:g} false alarm a week: {false:.2f}, {'met' if false <= MOST_FALSE_A_WEEK else '**missed**'}.")
    return lines, isMet


def promises_of(plant, metrics, beyond):
    """What measured.keep_promises takes, of every detector of a plant, in weeks."""
    return [{"set": plant, "detector": d["name"], "promised": d["promisedPerWeek"], "unit": "week",
             "held": [d["heldBackAlarms"], d["heldBackSeconds"] / 604_800, 1],
             "judged": [len(d["evaluation"]["falseAlarms"]), span(d["evaluation"]["normalTime"]) / 604_800, 1],
             "beyond_promised": 0.005, "beyond": beyond[d["name"]],
             "under": d["evaluation"]["metrics"]["false-alarm-rate"].get("value")} for d in metrics["detectors"]]


def beyond_of(plant, metrics, run):
    """The share of judged normal rows beyond the limit, by detector."""
    table = feather.read_table(run / "scores.arrow")
    times = table["time"].cast("int64").to_numpy()
    keep = judged_rows(plant, metrics, times)
    found = {}
    for d in metrics["detectors"]:
        normal = keep & (labels_of(d["evaluation"], times) == 0)
        found[d["name"]] = float(np.nanmean(table[d["name"]].to_numpy(zero_copy_only=False).astype(float)[normal] > 1))
    return found


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
    lines, promises, areMet = [], [], []
    if not (DATA / "batadal").exists():
        sys.exit(f"there is no {DATA / 'batadal'}; fetch it with: make datasets")
    for plant in ["riverbend", "batadal"]:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            run, seconds = run_plant(plant, folder)
            metrics = json.loads((run / "metrics.json").read_text())
            versions = json.loads((run / "manifest.json").read_text())["versions"]
            peers, failed = peers_of(plant, metrics, run, folder / "store" / plant)
            required, isMet = required_of(plant, metrics)
            areMet.append(isMet)
            lines += [f"### {plant}", ""] + rows_of(metrics, peers) + [""] + required + named_of(metrics) + attribution_of(metrics)
            lines.append(f"- PyOD {version('pyod')} with defaults, trained on the same normal rows; at most {public_peers.MOST:,} of them for {', '.join(sorted(public_peers.CAPPED))}."
                         + "".join(f" PyOD {name} failed and has a constant score: {what}." for name, what in failed.items()))
            promises += promises_of(plant, metrics, beyond_of(plant, metrics, run))
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
    report("detection", lines)
    sys.exit(0 if all(areMet) else 1)


if __name__ == "__main__":
    main()
