"""The seven attacks of BATADAL's dataset04 in the calibrated C-Town, beside the recorded rows, by PROTOCOL.md.

For each attack the twin follows telemetry up to 25 h before it and runs the scenario of Examples/batadal/attacks.yaml
from there. Prints Markdown and writes it into Benchmarks/RESULTS.md between the markers `batadal-attacks: begin` and
`batadal-attacks: end`; plots go to --plots DIR where it is given (needs matplotlib).
"""
import json
import sys
import tempfile
from pathlib import Path

import numpy
import pandas
import pyarrow.feather

from measured import DATA, ROOT, report, tocsin

SEEDS = range(1, 9)
PUMPS = [f"S_PU{i}" for i in range(1, 12)]
# Per attack: what the description says of named tags (+1 up, -1 down), those of them and of what hangs on them that
# dataset04 shows without replay, the named pumps, whether T1 overflows.
NAMED = {
    1: ({"L_T7": -1}, ["F_PU10"], ["S_PU10", "S_PU11"], False),
    2: ({"L_T7": -1}, [], ["S_PU10", "S_PU11"], False),
    3: ({"L_T1": 1, "S_PU2": 1}, ["F_PU1", "F_PU2", "S_PU2"], ["S_PU1", "S_PU2"], True),
    4: ({"L_T1": 1, "S_PU2": 1}, [], ["S_PU1", "S_PU2"], True),
    5: ({"F_PU7": -1}, ["F_PU7", "L_T4"], ["S_PU7"], False),
    6: ({"F_PU7": -1}, ["F_PU7"], ["S_PU7"], False),
    7: ({"F_PU7": -1}, ["F_PU7", "L_T4"], ["S_PU7"], False),
}


def recorded():
    frame = pandas.read_csv(DATA / "batadal/BATADAL_dataset04.csv", skipinitialspace=True)
    frame.index = pandas.to_datetime(frame.pop("DATETIME"), format="%d/%m/%y %H", utc=True)
    return frame


def windows():
    frame = pandas.read_csv(ROOT / "Examples/batadal/dataset04-windows.csv", parse_dates=["start", "end"])
    return list(zip(frame.start, frame.end))


def scenario(number):
    """The lines of an attack's scenario below its name."""
    text = (ROOT / "Examples/batadal/attacks.yaml").read_text()
    own = text.split(f"  - name: attack {number}\n")[1]
    return "\n".join(line for line in own.split("  - name: ")[0].split("\n") if line.startswith("    "))


def traces(folder, start, body):
    """Traces of a scenario with the seeds, from where the plant stood 25 h before the attack."""
    (folder / "campaign.yaml").write_text(
        "attacks: 0\nlook-alikes: 0\nlength: 6d\nlead: 1d\nscenarios:\n"
        + "".join(f"  - name: seed {seed}\n    seed: {seed}\n{body}\n" for seed in SEEDS))
    as_of = (start - pandas.Timedelta("25h")).strftime("%Y-%m-%dT%H:%M:%SZ")
    tocsin("calibrate", "--as-of", as_of, "-c", folder / "tocsin.yaml")
    told = json.loads(tocsin("simulate", "--json", "--as-of", as_of, "-c", folder / "tocsin.yaml"))
    stage = Path(told["folder"]) if Path(told["folder"]).is_absolute() else folder / told["folder"]
    listed = json.loads((stage / "simulate.json").read_text())
    frames = [pyarrow.feather.read_table(stage / trace["file"]).to_pandas().set_index("time") for trace in listed["traces"]]
    for frame in frames:
        frame.index = pandas.to_datetime(frame.index, utc=True)
    return frames


# What touches nothing but one reading in the last hour: the same futures without an attack.
UNTOUCHED = "    technique: unknown\n    trigger: { at: 143h }\n    historian: { L_T1: { use: offset, by: 0.01 } }"


def usual(real, rows, tag):
    """The mean of a tag over the same hours of the week in the four weeks before."""
    before = [rows - pandas.Timedelta(days=7 * week) for week in range(1, 5)]
    return numpy.mean([real[tag].reindex(times).mean() for times in before])


def sign(value, deviation):
    return 0 if abs(value) < 0.1 * deviation else int(numpy.sign(value))


def main():
    plots = Path(sys.argv[sys.argv.index("--plots") + 1]) if "--plots" in sys.argv else None
    real = recorded()
    lines = ["| attack | true values against the untouched run, in deviations | as described | tags that dataset04 shows: recorded, simulated |"
             " as recorded | overflow of T1: simulated, described | equal states of 11 pumps (untouched run) | of the named pumps (untouched run) |",
             "|---|---|---|---|---|---|---|---|"]
    right = {"described": 0, "recorded": 0, "shown": 0, "overflow": 0, "pumps": 0, "named": 0}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "tags.csv").write_text((ROOT / "Examples/batadal/tags.csv").read_text())
        (folder / "windows.csv").write_text((ROOT / "Examples/batadal/dataset04-windows.csv").read_text())
        (folder / "tocsin.yaml").write_text(
            "plant: ctown\noutput: .\ntimezone: UTC\n"
            "data:\n  telemetry:\n    - ${TOCSIN_DATASETS}/batadal/BATADAL_dataset03.csv\n"
            "    - ${TOCSIN_DATASETS}/batadal/BATADAL_dataset04.csv\n  tags: tags.csv\n  resolution: 0.01\n  events: windows.csv\n"
            'twin:\n  process: { use: hydraulic, network: "${TOCSIN_DATASETS}/batadal/CTOWN.INP" }\n'
            "attacks: { campaign: campaign.yaml, starts: now }\n"
            "train:\n  normal: { until: 2015-12-31 }\nevaluate: { from: 2016-07-01 }\nseed: 1\n")
        (folder / "campaign.yaml").write_text("attacks: 1\n")
        tocsin("ingest", "-c", folder / "tocsin.yaml")
        for number, (start, end) in enumerate(windows(), 1):
            described, tags, pumps, overflows = NAMED[number]
            made = traces(folder, start, scenario(number))
            plain = traces(folder, start, UNTOUCHED)
            rows = pandas.date_range(start, min(end, made[0].index[-1]), freq="h")
            def moved(tag, column):
                mean = numpy.mean([a[column].reindex(rows).mean() - b[column].reindex(rows).mean() for a, b in zip(made, plain)])
                return mean / real[tag].std()
            truth = {tag: moved(tag, f"{tag}.true") for tag in described}
            as_described = all(numpy.sign(truth[tag]) == wanted for tag, wanted in described.items())
            cells, agree = [], []
            for tag in tags:
                recorded_change = (real[tag].reindex(rows).mean() - usual(real, rows, tag)) / real[tag].std()
                twin = moved(tag, tag)
                cells.append(f"{tag}: {recorded_change:+.2f}, {twin:+.2f}")
                agree.append(sign(recorded_change, 1) == sign(twin, 1))
            top = max(a["L_T1.true"].max() for a in made + plain)
            full = numpy.mean([(a["L_T1.true"].reindex(rows) >= 6.5 - 0.01).any() for a in made])
            over = full > 0.5
            def share(frames, names):
                return numpy.mean([(f[names].reindex(rows).round() == real[names].reindex(rows).round()).to_numpy().mean() for f in frames])
            everyone, own = share(made, PUMPS), share(made, pumps)
            right["described"] += as_described
            right["shown"] += bool(tags)
            right["recorded"] += bool(tags) and all(agree)
            right["overflow"] += over == overflows
            right["pumps"] += everyone >= 0.8
            right["named"] += own >= 0.8
            lines.append(f"| {number} | {'; '.join(f'{tag} {change:+.2f}' for tag, change in truth.items())} | {'right' if as_described else 'wrong'} | "
                         f"{'; '.join(cells) or 'all replayed'} | {('right' if all(agree) else 'wrong') if tags else '–'} | "
                         f"{'yes' if over else 'no'} ({full:.0%} of the seeds, highest {top:.2f} m), {'yes' if overflows else 'no'} | "
                         f"{everyone:.0%} ({share(plain, PUMPS):.0%}) | {own:.0%} ({share(plain, pumps):.0%}) |")
            print(lines[-1], flush=True)
            if plots:
                plot(plots, number, real, made, plain, rows, sorted({*tags, *described, *pumps, "L_T1", "L_T4", "L_T7"}))
    lines += ["", f"Direction as described in {right['described']} of 7, as recorded in {right['recorded']} of the {right['shown']} attacks whose named tags "
              f"dataset04 shows; overflow right in {right['overflow']} of 7; pump states at 80 % and more in {right['pumps']} of 7 (all pumps) and "
              f"{right['named']} of 7 (named pumps). Required 7, 7, 5."]
    report("batadal-attacks", lines)


def plot(folder, number, real, made, plain, rows, tags):
    import matplotlib
    matplotlib.use("Agg")
    import matplotlib.pyplot as pyplot
    folder.mkdir(parents=True, exist_ok=True)
    figure, axes = pyplot.subplots(len(tags), 1, figsize=(12, 2 * len(tags)), sharex=True)
    shown = pandas.date_range(rows[0] - pandas.Timedelta("24h"), rows[-1], freq="h")
    for axis, tag in zip(axes, tags):
        axis.plot(shown, real[tag].reindex(shown), color="black", label="recorded")
        axis.plot(shown, made[0][tag].reindex(shown), color="tab:red", label="historian of the twin")
        axis.plot(shown, made[0][f"{tag}.true"].reindex(shown), color="tab:red", linestyle=":", label="true in the twin")
        axis.plot(shown, plain[0][tag].reindex(shown), color="tab:blue", alpha=0.5, label="twin without the attack")
        axis.axvspan(rows[0], rows[-1], alpha=0.1)
        axis.set_ylabel(tag)
    axes[0].legend(ncol=4, fontsize=8)
    figure.suptitle(f"attack {number}")
    figure.savefig(folder / f"attack-{number}.png", dpi=80)
    pyplot.close(figure)


if __name__ == "__main__":
    main()
