"""Tocsin and PyOD's detectors on SKAB, SMD, ASD and NAB by the protocol in PROTOCOL.md.

Usage: public.py [SET…]  (of SKAB, SMD, ASD, NAB; default: all)
Prints Markdown; with all sets writes it into Benchmarks/RESULTS.md between the markers `public: begin` and `public: end`.
"""
import json
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pyarrow.feather as feather

import public_peers
from measured import DATA, ROOT, TOCSIN, keep_promises, report, tocsin
from public_data import SETS

CONFIGURATION = ROOT / "Benchmarks/public/tocsin.yaml"
OWN = ["linear", "default", "mahalanobis", "var-innovations", "mewma", "pca-residual"]
CONTROL = "uniform scores"
DRAWS = 5
PROMISED = 1.0  # a day


def stamps(times):
    return [f"{moment}Z" for moment in times]


def run(series, folder):
    """Score and alarm of every judged row by suite, and by suite the false alarms on held-back time with its days."""
    times = stamps(series.times)
    with open(folder / "rows.csv", "w") as file:
        file.write(",".join(["time", *series.tags]) + "\n")
        for moment, row in zip(times, series.values):
            file.write(",".join([moment, *map(repr, map(float, row))]) + "\n")
    text = CONFIGURATION.read_text()
    for word, value in [("UNTIL", times[series.trained - 1]), ("FROM", times[series.trained]), ("END", times[-1]),
                        ("HOLD", f"{10 * series.seconds}s")]:
        text = text.replace(f": {word}", f": {value}")
    (folder / "tocsin.yaml").write_text(text)
    # 1: a promise that is not kept on held-back time fails the gate; it is judged all the same, and told.
    done = subprocess.run([TOCSIN, "run", "-c", folder / "tocsin.yaml"], capture_output=True, text=True)
    if done.returncode not in (0, 1):
        sys.exit(f"tocsin run failed on {series.name}:\n{done.stdout}{done.stderr}")
    scores, = folder.glob("runs/public/*/scores.arrow")
    table = feather.read_table(scores)
    seconds = table["time"].cast("int64").to_numpy() // 10**9
    if not np.array_equal(seconds, series.times[series.trained:].astype(np.int64)):
        sys.exit(f"{series.name}: {len(seconds)} rows were judged, {len(series.times) - series.trained} asked for")
    metrics = json.loads((scores.parent / "metrics.json").read_text())
    held_back = {d["name"]: (d["heldBackAlarms"], d["heldBackSeconds"] / 86_400) for d in metrics["detectors"]}
    column = lambda name: table[name].to_numpy(zero_copy_only=False)
    return {name: (column(name).astype(float), column(f"{name}.alarm")) for name in OWN}, held_back, done.returncode


class Judge:
    """Asks the tool what scores and alarms are worth on the judged rows of one file."""

    def __init__(self, series, folder):
        self.series, self.folder = series, folder
        self.times = stamps(series.times[series.trained:])
        self.labels = series.labels[series.trained:]
        with open(folder / "labels.csv", "w") as file:
            file.writelines(["timestamp,label\n", *(f"{t},{y}\n" for t, y in zip(self.times, self.labels))])

    def __call__(self, score, alarm=None, metric=None):
        alarm = np.zeros(len(score), int) if alarm is None else alarm
        with open(self.folder / "alarms.csv", "w") as file:
            file.write("timestamp,alarm,score\n")
            file.writelines(f"{t},{a},{'' if np.isnan(s) else repr(float(s))}\n" for t, a, s in zip(self.times, alarm, score))
        extra = ["--metric", metric] if metric else []
        text = tocsin("evaluate", "--json", "--alarms", self.folder / "alarms.csv", "--labels", self.folder / "labels.csv", *extra)
        return json.loads(text)["evaluation"]

    def ranking(self, score):
        """VUS-PR, and events caught at one false alarm a day; NaN without an event."""
        volume = self(score, metric="{ use: vus-pr, window: 100 }")["metrics"]["vus-pr"]
        recall = self(score, metric="{ use: event-recall-at-budget, false-per-day: 1 }")["metrics"]["event-recall-at-budget"]
        return {"vus": volume.get("value", np.nan), "caught": recall.get("value", 0) * recall.get("support", 0)}

    def alarms(self, score, alarm):
        """By its own limit: events, delays in seconds, false alarms, rows, and the random control."""
        got = self(score, alarm)
        moment = lambda text: np.datetime64(text.rstrip("Z"), "ms").astype(np.int64) / 1000
        found = {"delays": [moment(w["firstAlarm"]) - moment(w["range"]["start"]) for w in got["windows"] if "firstAlarm" in w],
                 "false": len(got["falseAlarms"]), "events": len(got["windows"])}
        normal = self.labels == 0
        found |= {"days": normal.sum() * self.series.seconds / 86_400, "beyond": int((score[normal] > 1).sum()),
                  "fp": int(alarm[normal].sum()), "normal": int(normal.sum()),
                  "tp": int(alarm[~normal].sum()), "labelled": int((~normal).sum())}
        control = got.get("random", {}).get("metrics", {}).get("event-recall", {})
        return found | {"by_chance": control.get("value", 0) * found["events"],
                        "covered": sum(w["alarmRows"] > 0 and "firstAlarm" not in w for w in got["windows"]),
                        "shifted": got.get("shifted", {}).get("eventRecall", 0) * found["events"]}


def smoothed(score):
    """The EWMA that `linear` puts on its innovations, beginning at the median."""
    mean, out = np.median(score), np.empty(len(score))
    for k, value in enumerate(score):
        mean += 0.2 * (value - mean)
        out[k] = mean
    return out


def by_chance(judge, number):
    """Uniform scores: the mean over draws, which differ from file to file."""
    drawn = []
    for draw in range(DRAWS):
        score = np.random.default_rng([number, draw]).uniform(size=len(judge.labels))
        drawn.append(judge.ranking(score) | {"smooth": judge.ranking(smoothed(score))["vus"]})
    return {key: float(np.mean([d[key] for d in drawn])) for key in drawn[0]}


def of_file(series, number):
    """What every detector reaches on one file; its number seeds the control."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        begin = time.perf_counter()
        own, held_back, status = run(series, folder)
        seconds = time.perf_counter() - begin
        judge = Judge(series, folder)
        found = {"file": series.name, "status": status, "seconds": seconds, "own": {}, "peers": {}}
        for suite, (score, alarm) in own.items():
            alarms, days = held_back[suite]
            found["own"][suite] = judge.ranking(score) | judge.alarms(score, alarm) | {
                "held": alarms / days, "held_alarms": alarms, "held_days": days}
        begin = time.perf_counter()
        scores, found["failed"] = public_peers.scores_of(series.values[:series.trained], series.values[series.trained:])
        found["peer_seconds"] = time.perf_counter() - begin
        for peer, score in scores.items():
            found["peers"][peer] = judge.ranking(score) | {"smooth": judge.ranking(smoothed(score))["vus"]}
        best = max(found["peers"][peer]["vus"] for peer in scores)
        for peer in scores:
            found["peers"][peer]["most"] = best if peer in found["failed"] else found["peers"][peer]["vus"]
        found["peers"][CONTROL] = by_chance(judge, number)
        return found


def span(seconds):
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


def ranking_table(results):
    """Mean VUS-PR of each set and of all files; events caught at one false alarm a day."""
    files = [f for of_set in results.values() for f in of_set]
    events = {name: sum(f["own"]["linear"]["events"] for f in of_set) for name, of_set in results.items()}
    lines = ["| detector | " + " | ".join(f"VUS-PR {name}" for name in results) + " | VUS-PR all files | failures forgiven | smoothed | "
             + " | ".join(f"events {name}" for name in results) + " |", "|---" * (4 + 2 * len(results)) + "|"]
    mean = lambda of_set, kind, name, key: np.nanmean([f[kind][name][key] for f in of_set])
    for kind, names in [("own", OWN), ("peers", [*public_peers.PEERS, CONTROL])]:
        for name in names:
            shown = f"PyOD {name}" if name in public_peers.PEERS else name
            further = [f"{mean(files, kind, name, key):.3f}" if key in files[0][kind][name] else "–" for key in ("most", "smooth")]
            caught = [f"{sum(f[kind][name]['caught'] for f in of_set):.0f} of {events[s]}" for s, of_set in results.items()]
            lines.append("| " + " | ".join([shown, *(f"{mean(of_set, kind, name, 'vus'):.3f}" for of_set in results.values()),
                                            f"{mean(files, kind, name, 'vus'):.3f}", *further, *caught]) + " |")
    return lines


def alarm_table(results):
    """By tocsin's own limits: what was caught, when, and what was promised, held back and achieved."""
    lines = ["| set | detector | events caught | merely covered | random control | same alarms, shifted | median time to detect | promised a day | held back | achieved | achieved ÷ promised | beyond the limit (≤ 1 %) "
             "| FAR | MAR | F1 |", "|---" * 15 + "|"]
    for set_name, of_set in results.items():
        for suite in OWN:
            own = [f["own"][suite] for f in of_set]
            total = lambda key: sum(o[key] for o in own)
            delays = [d for o in own for d in o["delays"]]
            days, achieved = total("days"), total("false") / total("days")
            ratio = f"{achieved / PROMISED:.2f}" if days >= 3 else f"not measurable in {24 * days:.1f} h"
            held = np.mean([o["held"] for o in own])
            tp, fp, missed = total("tp"), total("fp"), total("labelled") - total("tp")
            lines.append(
                f"| {set_name} | {suite} | {len(delays)} of {total('events')} | {total('covered')} | {total('by_chance'):.1f} | {total('shifted'):.1f} | {span(np.median(delays)) if delays else '–'} | {PROMISED:g} | "
                f"{held:.2f} | {achieved:.2f} | {ratio} | {100 * total('beyond') / total('normal'):.1f} % | {100 * fp / total('normal'):.1f} % | "
                f"{100 * missed / max(total('labelled'), 1):.1f} % | {2 * tp / max(2 * tp + fp + missed, 1):.3f} |")
    return lines


def promises_of(results):
    """What measured.keep_promises takes, of every suite of a set, in days over its files."""
    rows = []
    for name, of_set in results.items():
        for suite in OWN:
            own = [f["own"][suite] for f in of_set]
            total = lambda key: sum(o[key] for o in own)
            rows.append({"set": name, "detector": suite, "promised": PROMISED, "unit": "day",
                         "held": [total("held_alarms"), total("held_days"), 1],
                         "judged": [total("false"), total("days"), 1], "beyond_promised": 0.01,
                         "beyond": total("beyond") / total("normal"), "under": total("fp") / total("normal")})
    return rows


def file_table(results):
    """`linear` file by file, beside the best peer there."""
    lines = ["| file | VUS-PR linear | best peer there | events caught | false alarms a day | held back | beyond the limit |", "|---" * 7 + "|"]
    for of_set in results.values():
        for f in of_set:
            own = f["own"]["linear"]
            best = max(public_peers.PEERS, key=lambda name: np.nan_to_num(f["peers"][name]["vus"], nan=-1))
            volume, theirs = (f"{v:.3f}" if np.isfinite(v) else "–" for v in (own["vus"], f["peers"][best]["vus"]))
            lines.append(f"| {f['file']} | {volume} | {theirs if theirs == '–' else f'{theirs} ({best})'} | {len(own['delays'])} of {own['events']} | "
                         f"{own['false'] / own['days']:.2f} | {own['held']:.2f} | {100 * own['beyond'] / own['normal']:.1f} % |")
    return lines


def verdict(results):
    files = [f for of_set in results.values() for f in of_set]
    mean = lambda kind, name: np.nanmean([f[kind][name]["vus"] for f in files])
    own, per_set = mean("own", "linear"), []
    above = [name for name in public_peers.PEERS if mean("peers", name) >= own]
    for of_set_name, of_set in results.items():
        means = {name: np.nanmean([f["peers"][name]["vus"] for f in of_set]) for name in public_peers.PEERS}
        best = max(means, key=means.get)
        linear = np.nanmean([f["own"]["linear"]["vus"] for f in of_set])
        per_set.append(f"{of_set_name} {linear:.3f} against {means[best]:.3f} ({best}){'' if linear > means[best] else ', **not above**'}")
    lines = [f"- Mean VUS-PR of `linear` over {sum(np.isfinite(f['own']['linear']['vus']) for f in files)} files: {own:.3f}; "
             + (f"**missed**: not above PyOD's {', '.join(above)}." if above else "above each of PyOD's ten.")]
    nearest = max(public_peers.PEERS, key=lambda name: mean("peers", name))
    gaps = np.array([f["own"]["linear"]["vus"] - f["peers"][nearest]["vus"] for f in files])
    gaps = gaps[np.isfinite(gaps)]
    drawn = np.random.default_rng(1).choice(gaps, (2000, len(gaps))).mean(axis=1)
    low, high = np.quantile(drawn, [0.025, 0.975])
    lines.append(f"- Nearest peer: {nearest}, {gaps.mean():.3f} below; 95 % interval by drawing files anew {low:.3f} to {high:.3f}; `linear` is above it on {np.sum(gaps > 0)} of {len(gaps)} files.")
    lines.append("- `linear` against the best peer of each set: " + "; ".join(per_set) + ".")
    refused = [f["file"] for f in files if f["status"] != 0]
    lines.append(f"- The gate refused the model of {len(refused)} of {len(files)} files" + (f": {', '.join(refused)}." if refused else "."))
    failed = {}
    for f in files:
        for name, what in f["failed"].items():
            failed.setdefault(f"PyOD {name}: {what}", []).append(f["file"])
    lines.append("- Peers that failed: " + ("; ".join(f"{what} on {', '.join(of)}" for what, of in failed.items()) if failed else "none") + ".")
    lines.append(f"- Seconds over all files: `tocsin run` {sum(f['seconds'] for f in files):.0f}, PyOD's ten {sum(f['peer_seconds'] for f in files):.0f}. "
                 f"PyOD {version('pyod')}, scikit-learn {version('scikit-learn')}.")
    return lines


def main():
    chosen = sys.argv[1:] or list(SETS)
    results, number = {}, 0
    for name in chosen:
        results[name] = []
        for series in SETS[name](DATA):
            number += 1
            results[name].append(of_file(series, number))
            print(f"{name} {series.name}: {results[name][-1]['peer_seconds']:.0f} s", file=sys.stderr, flush=True)
    lines = [*ranking_table(results), "", *verdict(results), "", *alarm_table(results), "", *file_table(results)]
    if chosen == list(SETS):
        report("public", lines)
        keep_promises("public", promises_of(results))
    else:
        print("\n".join(lines))


if __name__ == "__main__":
    main()
