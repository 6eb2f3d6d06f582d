"""Measures how many of C-Town's tags `tocsin init --network` puts at the right element.

The tags of BATADAL's dataset03 are renamed to a site's style (numbers drawn, so that neither ids nor their order remain),
shuffled and put into US units, with and without a station in the name. Five times the least sure tag of a tank, pump or
valve then gets its true element, as a person would write it into tags.csv.
Prints Markdown and writes it into Benchmarks/RESULTS.md between the markers `mapping: begin` and `mapping: end`.
"""
import csv
import random
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path

import hydraulics

SEEDS = [1, 2, 3]
ANCHORS = 5
# epanetCPA's [CYBERNODES] of C-Town: the controller of each element.
STATIONS = {
    1: "PU1 PU2 PU3 J280 J269", 2: "T1", 3: "T2 V2 PU4 PU5 PU6 PU7 J300 J256 J289 J415 J14 J422", 4: "T3",
    5: "PU8 PU9 PU10 PU11 J302 J306 J307 J317", 6: "T4", 7: "T5", 8: "T6", 9: "T7"}
STATION = {element: number for number, elements in STATIONS.items() for element in elements.split()}
# Word of the name, what it measures, US units per unit of the data.
KINDS = {"L": ("LIT", "level", 1 / 0.3048), "F": ("FIT", "flow", 15.850323), "S": ("ST", "status", 1), "P": ("PIT", "pressure", 1.422334)}


def renamed(seed, has_stations, path):
    """Writes the site's CSV; the element and quantity of each of its tags."""
    chance = random.Random(seed)
    with open(hydraulics.DATA / "batadal/BATADAL_dataset03.csv") as file:
        header, *rows = list(csv.reader(file))
    columns = [i for i, name in enumerate(header) if name.split("_")[0] in KINDS]
    chance.shuffle(columns)
    numbers, labels = chance.sample(range(101, 1000), len(columns)), chance.sample(range(1, 21), 20)
    truths, names, factors = {}, [], []
    for column, number in zip(columns, numbers):
        kind, element = header[column].split("_")
        word, quantity, factor = KINDS[kind]
        station = f"PS{labels[STATION[element]]}" if has_stations and element in STATION else "WTP1"
        names.append(f"{station}_{word}_{number}_PV")
        factors.append(factor)
        truths[names[-1]] = element, quantity
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["time"] + names)
        for row in rows:
            time = datetime.strptime(row[0].strip(), "%d/%m/%y %H").strftime("%Y-%m-%dT%H:%M:%SZ")
            writer.writerow([time] + [f"{float(row[c]) * f:.9g}" for c, f in zip(columns, factors)])
    return truths


def proposed(folder):
    """The rows of tags.csv after another `tocsin init`."""
    (folder / "tocsin.yaml").unlink(missing_ok=True)
    command = [hydraulics.TOCSIN, "init", "site.csv", "--network", hydraulics.DATA / "batadal/CTOWN.INP"]
    done = subprocess.run([str(c) for c in command], cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stderr)
    with open(folder / "tags.csv", newline="") as file:
        return list(csv.DictReader(file))


def wrong(rows, truths):
    """Tags of tanks, pumps and valves that stand elsewhere; BATADAL writes V2 as the network's v2."""
    return [r["tag"] for r in rows if truths[r["tag"]][1] != "pressure" and r["element"].upper() != truths[r["tag"]][0].upper()]


def anchor(folder, rows, truths, tag):
    """Writes the true element of a tag as a person's row."""
    known = {r["element"].upper(): r["element"] for r in rows if r["element"]}
    for row in rows:
        if row["tag"] == tag:
            element, quantity = truths[tag]
            row.update(element=known.get(element, element), quantity=quantity, confidence="", evidence="")
    with open(folder / "tags.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def run(seed, has_stations):
    """How many tags there are, right as first choice, right after the anchors, and the elements missed first."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        truths = renamed(seed, has_stations, folder / "site.csv")
        rows = proposed(folder)
        count = sum(quantity != "pressure" for _, quantity in truths.values())
        missed = wrong(rows, truths)
        for _ in range(ANCHORS):
            open_rows = [r for r in rows if r["confidence"] and truths[r["tag"]][1] != "pressure"]
            least = min(open_rows, key=lambda r: float(r["confidence"]))
            anchor(folder, rows, truths, least["tag"])
            rows = proposed(folder)
        return count, count - len(missed), count - len(wrong(rows, truths)), sorted({truths[t][0] for t in missed})


def main():
    lines = ["### C-Town: elements of tags of tanks, pumps and valves", "",
             "| names | seed | right as first choice | after five anchors | wrong as first choice |", "|---|---|---|---|---|"]
    for has_stations in [True, False]:
        for seed in SEEDS:
            count, first, after, missed = run(seed, has_stations)
            lines.append(f"| {'with' if has_stations else 'without'} stations | {seed} | {first} of {count} ({100 * first / count:.0f} %) | "
                         f"{after} of {count} ({100 * after / count:.0f} %) | {', '.join(missed) or '–'} |")
    text = "\n".join(lines) + "\n"
    print(text)
    hydraulics.write(text, "mapping")


if __name__ == "__main__":
    main()
