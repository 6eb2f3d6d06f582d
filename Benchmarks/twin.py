"""Measures the identified twin's free run and the prognoser on C-MAPSS FD001, and lists recovered rules against CTOWN.INP.

Prints Markdown and writes it into Benchmarks/RESULTS.md between the markers `twin: begin` and `twin: end`.
"""
import json
import re
import shutil
import tempfile
from pathlib import Path

from measured import DATA, ROOT, report, tocsin

SEEDS = [1, 2, 3, 4, 5]


def controls():
    """The tank and the two levels of each link of C-Town's [CONTROLS]."""
    rules, inside = {}, False
    for line in (DATA / "batadal/CTOWN.INP").read_text(errors="replace").splitlines():
        words = line.split(";")[0].split()
        if words and words[0].startswith("["):
            inside = words[0] == "[CONTROLS]"
        elif inside and len(words) == 8:
            _, link, action, _, _, tank, _, level = words
            rules.setdefault(f"S_{link}", {"sensor": f"L_{tank}"})["on" if action == "OPEN" else "off"] = float(level)
    return rules


def free_run(folder):
    example = folder / "Benchmarks/free-run"
    shutil.copytree(ROOT / "Benchmarks/free-run", example)
    tocsin("ingest", "-c", example / "tocsin.yaml")
    told = json.loads(tocsin("calibrate", "--json", "-c", example / "tocsin.yaml"))
    fidelity = json.loads(Path(told["folder"], "fidelity.json").read_text())
    stocks = fidelity["stocks"]
    lines = ["### Free run of the identified twin (BATADAL dataset03, unseen 30 %)", "",
             "| mean over the 7 tanks, in standard deviations | " + " | ".join(f"{h:g} h" for h in fidelity["horizonHours"]) + " |",
             "|---|" + "---|" * len(fidelity["horizonHours"])]
    names = [("observed", "inputs known, observer's terms and what switches tell (the protocol; to beat at 168 h: 0.387, required 0.33)"),
             ("openLoop", "inputs known, the closed loop's own equations"), ("closedLoop", "controllers and flows simulated too")]
    for key, name in names:
        means = [sum(s[key][h] for s in stocks) / len(stocks) for h in range(len(fidelity["horizonHours"]))]
        lines.append(f"| {name} | " + " | ".join(f"{m:.3f}" for m in means) + " |")
    lines += ["", f"{fidelity['starts']} starts; tanks {', '.join(s['tag'] for s in stocks)}.", "",
              "### Rules recovered from dataset03 against `CTOWN.INP`", "",
              "| actuator | sensor | on at (true) | off at (true) | a row's change of level |", "|---|---|---|---|---|"]
    truth = controls()
    for row in fidelity["actuators"]:
        true = truth.get(row["tag"])
        if row.get("onAt") is not None:
            same = true and true["sensor"] == row["sensor"]
            lines.append(f"| {row['tag']} | {row['sensor']}{'' if same else ' (true: ' + (true or {}).get('sensor', 'none') + ')'} | "
                         f"{row['onAt']:.2f} ({(true or {}).get('on')}) | {row['offAt']:.2f} ({(true or {}).get('off')}) | {row['usualChange']:.2f} |")
        elif true:
            lines.append(f"| {row['tag']} | not found: {row['logic']} (true: {true['sensor']}) | – ({true['on']}) | – ({true['off']}) | – |")
    return lines


def fd001(folder):
    example = folder / "Examples/cmapss"
    shutil.copytree(ROOT / "Examples/cmapss", example)
    written = (example / "tocsin.yaml").read_text()
    rows, coverage = [], None
    for seed in SEEDS:
        # The study of coverage is long and needs one seed; the others only fit and judge.
        text = written if seed == SEEDS[0] else re.sub(r"splits: \d+", "splits: 1", written)
        (example / "tocsin.yaml").write_text(text)
        outcome = json.loads(tocsin("run", "--json", "--seed", seed, "-c", example / "tocsin.yaml"))
        rows.append(json.loads(Path(outcome["metrics"]).read_text())["lives"][0])
        coverage = coverage or rows[0]
    mean = lambda key, metric: sum(r[key]["metrics"][metric]["value"] for r in rows) / len(rows)
    each = ", ".join(f"{r['judged']['metrics']['rmse']['value']:.2f}" for r in rows)
    test = rows[0]["judged"]
    interval = test["coverageInterval"]
    return ["### Remaining life, C-MAPSS FD001", "", "| figure | value |", "|---|---|",
            f"| RMSE on the 100 test engines, capped at 125, mean of {len(SEEDS)} seeds ({each}) | {mean('judged', 'rmse'):.2f} |",
            f"| the same, not capped | {mean('judgedUncut', 'rmse'):.2f} |",
            f"| MAE, capped | {mean('judged', 'mae'):.2f} |", f"| NASA score, capped | {mean('judged', 'nasa-score'):.0f} |",
            f"| coverage of 90 % intervals, {coverage['splits']} unit-wise splits of the training engines | {100 * coverage['achievedCoverage']:.1f} % |",
            f"| their mean width | {coverage['meanWidth']:.1f} cycles |",
            f"| coverage on the test engines (seed 1), 95 % Wilson interval | {100 * test['metrics']['coverage']['value']:.0f} % "
            f"({100 * interval['low']:.0f} to {100 * interval['high']:.0f}) |"]


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        report("twin", free_run(folder) + [""] + fd001(folder))


if __name__ == "__main__":
    main()
