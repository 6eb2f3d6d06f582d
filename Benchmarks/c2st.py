"""How well a classifier tells a twin's days from the plant's (C2ST), by the protocol of PROTOCOL.md.

Calibrates C-Town's twins on the first 70 % of dataset03 and compares their untouched runs with the rest.
Prints Markdown and writes it into Benchmarks/RESULTS.md between the markers `c2st: begin` and `c2st: end`.
"""
import json
import sys
import tempfile
from pathlib import Path

import numpy
import pyarrow.feather
import sklearn
from measured import ROOT, report, tocsin
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score

SEEDS = range(5)
FOLDS = 5
NETWORK = 'network: "${TOCSIN_DATASETS}/batadal/CTOWN.INP"'
TWINS = [
    ("hydraulic, as the network's file has it",
     f"{{ use: hydraulic, {NETWORK}, demand: {{ from: network }}, noise: {{ level: 0.005, flow: 0.005, pressure: 0.002 }}, scan: 0s }}"),
    ("hydraulic, calibrated", f"{{ use: hydraulic, {NETWORK} }}"),
    ("identified", "{ use: identified }"),
]


def untouched(folder, process):
    """The recorded rows that the twin did not see, its untouched run over them, and fidelity.json."""
    folder.mkdir()
    (folder / "tags.csv").write_text((ROOT / "Examples/batadal/tags.csv").read_text())
    (folder / "tocsin.yaml").write_text(
        "plant: ctown\noutput: .\ntimezone: UTC\n"
        "data:\n  telemetry: ${TOCSIN_DATASETS}/batadal/BATADAL_dataset03.csv\n  tags: tags.csv\n  resolution: 0.01\n"
        f"twin:\n  process: {process}\ntrain:\n  normal: {{ wait: 0s }}\nevaluate: {{ from: 2015-01-06 }}\nseed: 1\n")
    tocsin("ingest", "-c", folder / "tocsin.yaml")
    told = json.loads(tocsin("calibrate", "--json", "-c", folder / "tocsin.yaml"))
    stage = folder / told["folder"] if not Path(told["folder"]).is_absolute() else Path(told["folder"])
    simulated = pyarrow.feather.read_table(stage / "untouched.arrow").to_pandas().set_index("time")
    store = [pyarrow.feather.read_table(p).to_pandas() for p in sorted((folder / "store/ctown").glob("*.arrow"))]
    recorded = store[0].set_index("time").loc[simulated.index, simulated.columns]
    return recorded, simulated, json.loads((stage / "fidelity.json").read_text())


def features(frame):
    """Per day and tag: mean, sd, least, greatest, sd of first differences, lag-1 autocorrelation; rounded to 0.01 before."""
    values = frame.round(2).to_numpy()
    days = values[: len(values) // 24 * 24].reshape(-1, 24, values.shape[1])
    centred = days - days.mean(1, keepdims=True)
    squares = (centred**2).sum(1)
    lagged = (centred[:, 1:] * centred[:, :-1]).sum(1)
    memory = numpy.where(squares > 0, lagged / numpy.where(squares > 0, squares, 1), 0)
    return numpy.concatenate([days.mean(1), days.std(1), days.min(1), days.max(1), numpy.diff(days, axis=1).std(1), memory], 1)


def auroc(recorded, simulated):
    real, made = features(recorded), features(simulated)
    rows = numpy.concatenate([real, made])
    labels = numpy.r_[numpy.zeros(len(real)), numpy.ones(len(made))]
    weeks = numpy.r_[numpy.arange(len(real)) // 7, numpy.arange(len(made)) // 7]
    means = []
    for seed in SEEDS:
        folds = numpy.random.default_rng(seed).permutation(weeks.max() + 1) % FOLDS
        scores = []
        for fold in range(FOLDS):
            test = folds[weeks] == fold
            model = HistGradientBoostingClassifier(random_state=seed).fit(rows[~test], labels[~test])
            scores.append(roc_auc_score(labels[test], model.predict_proba(rows[test])[:, 1]))
        means.append(numpy.mean(scores))
    return numpy.mean(means), numpy.std(means), len(real)


def main():
    lines = ["### Telling the twin's days from C-Town's (C2ST on the unseen 30 % of dataset03; 0.5 = nobody can)", "",
             "| twin | AUROC, mean of 5 seeds (sd) | `tocsin calibrate` itself (sd) | days of each | KS of marginals | difference of correlations | free run in closed loop, 1 / 24 / 168 h |",
             "|---|---|---|---|---|---|---|"]
    told = []
    with tempfile.TemporaryDirectory() as name:
        for index, (title, process) in enumerate(TWINS):
            recorded, simulated, fidelity = untouched(Path(name) / str(index), process)
            mean, deviation, days = auroc(recorded, simulated)
            own = fidelity["c2st"]
            # The folds are drawn by other generators: what is left is the spread of means of five seeds.
            if abs(own["auroc"]["value"] - mean) > 0.02 or own["days"] != days:
                sys.exit(f"{title}: tocsin says {own}, scikit-learn {mean:.3f} of {days} days")
            stocks = [s["closedLoop"] for s in fidelity["stocks"]]
            closed = " / ".join(f"{sum(s[h] for s in stocks) / len(stocks):.2f}" for h in range(len(fidelity["horizonHours"])))
            lines.append(f"| {title} | {mean:.3f} ({deviation:.3f}) | {own['auroc']['value']:.3f} ({own['deviation']:.3f}) | {days} | {fidelity['meanKS']:.3f} | {fidelity['meanCorrelationDifference']:.3f} | {closed} |")
            told = fidelity["parameters"] or told
    lines += ["", "Free run: the tanks' levels from recorded starts every 168 h, controllers and flows simulated too, without noise; in standard deviations, mean of the tanks.",
              "", "What dataset03 told of the network's twin (all rows):", "", "| parameter | value | 95 % interval |", "|---|---|---|"]
    for row in told:
        interval = f"{row['low']:.4g} to {row['high']:.4g}" if "low" in row else "–"
        lines.append(f"| {row['name']} | {row['value']:.4g} | {interval} |")
    lines += ["", f"scikit-learn {sklearn.__version__}."]
    report("c2st", lines)


if __name__ == "__main__":
    main()
