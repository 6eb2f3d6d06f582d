"""Measures how far the hydraulic engine agrees with EPANET 2.2 on every network.

Prints Markdown and writes it into Benchmarks/RESULTS.md between the markers `hydraulics: begin` and `hydraulics: end`.
Names of networks as arguments measure the agreement of these alone and write nothing.
"""
import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow.ipc
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

ROOT = Path(__file__).resolve().parent.parent
TOCSIN = ROOT / ".build/release/tocsin"
DATA = Path(os.environ.get("TOCSIN_DATASETS", ROOT / "datasets"))
EPANET = ROOT / "Benchmarks/epanet_runs.py"
# Seconds after which a run counts as hung.
PATIENCE = 900
DAY = 86_400


def package(name):
    return Path(importlib.util.find_spec(name).origin).parent


OLD = package("wntr") / "epanet/libepanet/linux-x64/libepanet22.so"
NEW = package("epanet") / "libepanet2.so"


def networks():
    """Every network of the protocol, by name."""
    library = package("wntr") / "library/networks"
    tests = package("wntr") / "tests/networks_for_testing"
    found = [library / f"{n}.inp" for n in ["Net1", "Net2", "Net3", "Net6", "ky4", "ky10"]]
    found += sorted(tests.glob("*.inp"), key=lambda p: p.name.lower())
    found += [DATA / "batadal/CTOWN.INP", DATA / "epanet/ctown_map.inp", DATA / "epanet/minitown_map.inp"]
    return found + [package("epyt") / "networks/asce-tf-wdst/BWSN_Network_2.inp"]


def process(*command):
    """Its output and what went wrong, None where nothing did."""
    try:
        done = subprocess.run([str(c) for c in command], capture_output=True, text=True, errors="replace", timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return "", f"no end after {PATIENCE} s"
    if done.returncode == 0:
        return done.stdout, None
    if done.returncode < 0:
        return done.stdout, f"crashes (signal {-done.returncode})"
    said = [line for line in done.stderr.splitlines() if not line.startswith("warning")]
    return done.stdout, (said or [f"exit {done.returncode}"])[0]


class Reference:
    """One run of EPANET, None-like where it failed."""

    def __init__(self, library, inp, folder, *settings):
        out = folder / f"{library.stem}{''.join(settings)}.npz"
        _, self.problem = process(sys.executable, EPANET, "reference", library, inp, out, *settings)
        if self.problem is None:
            self.__dict__.update(np.load(out))
            self.row = {int(t): i for i, t in enumerate(self.times)}
            if self.error:
                self.problem = f"stops with error {int(self.error)}"

    @property
    def has_rows(self):
        return hasattr(self, "row") and len(self.row) > 0


class Ours:
    """One run of `tocsin simulate`, in the order of a reference's nodes and links."""

    def __init__(self, inp, folder, *settings):
        out = folder / "ours.arrow"
        self.said, self.problem = process(TOCSIN, "simulate", "--network", inp, "--csv", out, *settings)
        if self.problem is None:
            self.table = pyarrow.ipc.open_file(out).read_all()
            self.times = np.array(self.table["time"].cast("int64")) // 10**9
            found = re.search(r"residuals +mass (\S+) .* head (\S+) ", self.said)
            self.residuals = found.groups()

    def columns(self, names, quantity):
        return np.array([self.table[f"{n}.{quantity}"].to_numpy() for n in names]).T


def pump_energy(inp, longer, ours_longer):
    """The largest difference of a pump's kWh from EPANET 2.2's in percent of the largest pump's, and EPANET's from itself."""
    def kilowatt_hours(library, *settings):
        said, problem = process(sys.executable, EPANET, "energy", library, inp, *settings, *longer)
        if problem is not None:
            return None
        told = json.loads(said)
        # A run of one moment counts as an hour.
        hours = told["duration"] / 3600 or 1
        return {n: p["averageKW"] * p["utilisation"] / 100 * hours for n, p in told["pumps"].items()}

    own = kilowatt_hours(OLD)
    if not own:
        return None
    with tempfile.TemporaryDirectory() as name:
        said, problem = process(TOCSIN, "simulate", "--network", inp, "--csv", Path(name) / "x.csv", "--json", *ours_longer)
    if problem is not None:
        return None
    ours = {p["id"]: p["energy"] for p in json.loads(said)["pumps"]}
    largest = max(max(own.values()), 1e-9)
    differences = lambda other: max(abs(other[n] - own[n]) for n in own) / largest * 100
    u = max(differences(o) for o in [kilowatt_hours(OLD, "accuracy=1e-5"), kilowatt_hours(NEW)] if o)
    return differences(ours), u


def cut_off(reference):
    """Nodes without an open way to a source, at steps where EPANET warns and one of them has a demand."""
    away = np.zeros_like(reference.heads, dtype=bool)
    count = len(reference.kinds)
    for row in np.flatnonzero(reference.codes):
        used = reference.ends[reference.open[row]]
        _, part = connected_components(coo_array((np.ones(len(used)), (used[:, 0], used[:, 1])), (count, count)), directed=False)
        alone = ~np.isin(part, part[reference.kinds != 0])
        if (alone & (reference.demands[row] > 0)).any():
            away[row] = alone
    return away


class Comparison:
    """Differences at the times that two runs share, without what EPANET itself gives no meaning."""

    def __init__(self, reference, rows, heads, flows, left_out):
        away, unbalanced = left_out
        ends_away = away[:, reference.ends[:, 0]] | away[:, reference.ends[:, 1]]
        keep = ~unbalanced[rows]
        away, ends_away = away[rows][keep], ends_away[rows][keep]
        self.heads = np.where(away, np.nan, np.abs(heads[keep] - reference.heads[rows][keep]))
        self.flows = np.where(ends_away, np.nan, np.abs(flows[keep] - reference.flows[rows][keep]))
        self.tanks = self.heads[:, reference.kinds == 2]

    @staticmethod
    def largest(values):
        return float(np.nanmax(values)) if np.isfinite(values).any() else 0.0

    def tank_error(self):
        if self.tanks.size == 0:
            return None
        return float(np.nanmax(np.sqrt(np.nanmean(self.tanks**2, axis=0))))


def uncertainty(reference, others, left_out):
    """EPANET's largest difference from itself where its runs agree on every link's status: tanks, heads, flows."""
    u = np.zeros(3)
    for other in others:
        if not other.has_rows:
            continue
        shared = [t for t in reference.row if t in other.row and not other.unbalanced[other.row[t]]]
        rows = np.array([reference.row[t] for t in shared], int)
        theirs = np.array([other.row[t] for t in shared], int)
        agree = (other.open[theirs] == reference.open[rows]).all(axis=1)
        rows, theirs = rows[agree], theirs[agree]
        c = Comparison(reference, rows, other.heads[theirs], other.flows[theirs], left_out)
        u = np.maximum(u, [c.largest(c.tanks), c.largest(c.heads), c.largest(c.flows)])
    return u


def agreement(inp):
    """The row of one network, and whether it is met: True, False, or None where EPANET does not run it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        own = Reference(OLD, inp, folder)
        longer, ours_longer = [], []
        if own.has_rows and own.duration < DAY:
            longer, ours_longer = [f"duration={DAY}"], ["--duration", "24h"]
            own = Reference(OLD, inp, folder, *longer)
        ours = Ours(inp, folder, *ours_longer)
        if not own.has_rows:
            end = "runs" if ours.problem is None else f"“{ours.problem.removeprefix('error: ').split(': ', 1)[-1]}”"
            return [inp.name, "–", "–", f"EPANET 2.2: {own.problem}; tocsin: {end}"], None
        sizes = [inp.name, f"{len(own.kinds):,}", f"{own.duration / 3600:g}"]
        if ours.problem is not None:
            return sizes + [f"tocsin: {ours.problem}"], False
        others = [Reference(OLD, inp, folder, "accuracy=1e-5", *longer), Reference(NEW, inp, folder, *longer)]
        away = cut_off(own)
        left_out = (away, own.unbalanced)
        u = uncertainty(own, others, left_out)
        rows = np.array([own.row[t] for t in ours.times.tolist() if t in own.row], int)
        mine = np.array([i for i, t in enumerate(ours.times.tolist()) if t in own.row], int)
        switches, unsure = switched(own, others, ours.columns(own.link_names, "status")[mine] > 0, rows)
        c = Comparison(own, rows[~unsure], ours.columns(own.node_names, "head")[mine][~unsure],
                       ours.columns(own.link_names, "flow")[mine][~unsure], left_out)
        largest_flow = float(np.abs(own.flows[~own.unbalanced]).max(initial=0))
        limits = np.maximum([0.001, 0.01, 0.001 * largest_flow], 2 * u)
        tank = c.tank_error()
        head = float(np.nanpercentile(c.heads, 99)) if np.isfinite(c.heads).any() else 0.0
        flow = c.largest(c.flows)
        same_rows = len(rows) == len(ours.times) == len(own.times)
        met = same_rows and (tank is None or tank <= limits[0]) and head <= limits[1] and flow <= limits[2]
        energy = pump_energy(inp, longer, ours_longer)
        if energy is not None:
            met = met and energy[0] <= max(0.1, 2 * energy[1])
        notes = [f"{label}: {o.problem}" for label, o in zip(["1e-5", "2.3.5"], others) if o.problem]
        if own.problem:
            notes.append(f"2.2 {own.problem}")
        if not same_rows:
            notes.append(f"rows {len(ours.times)} against {len(own.times)}")
        millimetres = lambda v: "–" if v is None else f"{1000 * v:.3g}"
        litres = lambda v: f"{1000 * v:.3g}"
        return sizes + [
            f"{millimetres(None if tank is None else u[0])} / {millimetres(u[1])} / {litres(u[2])}",
            f"{millimetres(tank)} ({'–' if tank is None else millimetres(limits[0])})",
            f"{millimetres(head)} ({millimetres(limits[1])})", f"{litres(flow)} ({litres(limits[2])})",
            "–" if energy is None else f"{energy[0]:.2g} ({max(0.1, 2 * energy[1]):.2g})",
            f"{switches}", f"{int(away.any(axis=1).sum())} ({int(away.sum())}) / {int(own.unbalanced.sum())} / {int(unsure.sum())}",
            f"{ours.residuals[0]}, {ours.residuals[1]}", f"{own.mass:.0e}, {own.energy:.0e}",
            ("met" if met else "**missed**") + ("; " + "; ".join(notes) if notes else "")], met


def switched(own, others, status, rows):
    """Links with another status than EPANET's where it agrees with itself, and the rows where they differ but it does not."""
    count, unsure = 0, np.zeros(len(rows), bool)
    for index, (ours, row) in enumerate(zip(status, rows)):
        differs = ours != own.open[row]
        if own.unbalanced[row] or not differs.any():
            continue
        agreed = np.ones(len(differs), bool)
        for other in others:
            at = other.row.get(int(own.times[row])) if other.has_rows else None
            if at is not None:
                agreed &= other.open[at] == own.open[row]
        count += int((differs & agreed).sum())
        unsure[index] = (differs & ~agreed).any()
    return count, unsure


HEADER = ["network", "nodes", "hours", "u: tank mm / head mm / flow L/s", "tank RMSE mm (limit)", "head p99 mm (limit)",
          "flow max L/s (limit)", "pump kWh % (limit)", "switches", "left out: cut off steps (nodes) / unbalanced / unsure", "our residuals: mass m³/s, head m",
          "EPANET's", "result"]


def agreement_table(names):
    chosen = [p for p in networks() if not names or p.stem in names]
    missing = [p for p in chosen if not p.exists()]
    if missing:
        sys.exit(f"{missing[0]} is not there: set TOCSIN_DATASETS, and run make venv")
    with ThreadPoolExecutor(2) as pool:
        rows = list(pool.map(agreement, chosen))
    lines = ["### Agreement with EPANET 2.2", "", "| " + " | ".join(HEADER) + " |", "|" + "---|" * len(HEADER)]
    for cells, _ in rows:
        lines.append("| " + " | ".join(cells + [""] * (len(HEADER) - len(cells))) + " |")
    judged = [met for _, met in rows if met is not None]
    lines += ["", f"{sum(judged)} of {len(judged)} networks that EPANET 2.2 runs are within the limits; "
              f"{len(rows) - len(judged)} it refuses or crashes on."]
    return lines


def write(text, block):
    """Puts a text between its markers in RESULTS.md."""
    path = ROOT / "Benchmarks/RESULTS.md"
    begin, end = f"<!-- {block}: begin -->", f"<!-- {block}: end -->"
    head, rest = path.read_text().split(begin)
    path.write_text(head + begin + "\n" + text + end + rest.split(end)[1])


def main():
    names = sys.argv[1:]
    text = "\n".join(agreement_table(names)) + "\n"
    print(text)
    if not names:
        write(text, "hydraulics")


if __name__ == "__main__":
    main()
