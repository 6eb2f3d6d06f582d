"""Measures many futures and one run against EPANET's C API in its best case, and how both grow with the network.

Prints Markdown and writes it into Benchmarks/RESULTS.md between the markers `hydraulics-speed: begin` and `: end`.
    hydraulics_speed.py [ROUNDS]
    hydraulics_speed.py growth  (prints growth with the network alone, one round, and writes nothing)
"""
import json
import math
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import hydraulics

RUN = ["--duration", "7d", "--every", "5min"]
# One tank's level is written; the baseline reads nothing.
COLUMNS = {"CTOWN": "T1.level", "ky4": "T-3.level", "Net6": "TANK-3326.level"}
# As many on both sides; the larger networks take EPANET minutes.
FUTURES = {"CTOWN": 256, "ky4": 64, "Net6": 16}


class Measured:
    """Wall and processor seconds and output of some processes that run side by side."""

    def __init__(self, *commands):
        begin = time.perf_counter()
        running = [subprocess.Popen([str(c) for c in command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
                   for command in commands]
        self.outputs = [p.stdout.read() for p in running]
        self.processor = 0.0
        for p, command in zip(running, commands):
            _, status, usage = os.wait4(p.pid, 0)
            p.returncode = os.waitstatus_to_exitcode(status)
            if p.returncode != 0:
                sys.exit(f"{' '.join(map(str, command))} failed with {p.returncode}")
            self.processor += usage.ru_utime + usage.ru_stime
        self.wall = time.perf_counter() - begin


def baseline(library, inp, factors):
    """Wall and processor seconds of two processes with half of the runs each, without the start of Python."""
    halves = [factors[0::2], factors[1::2]] if len(factors) > 1 else [factors]
    told = Measured(*([sys.executable, hydraulics.EPANET, "seconds", library, inp, *half] for half in halves))
    seconds = [[float(x) for x in output.split()] for output in told.outputs]
    return max(wall for wall, _ in seconds), sum(processor for _, processor in seconds)


def medians(pairs):
    return [statistics.median(values) for values in zip(*pairs)]


def futures(networks, out, rounds):
    draw = random.Random(1)
    factors = [math.exp(draw.gauss(0, 0.1)) for _ in range(max(FUTURES.values()))]
    lines = [f"### Speed: many futures of 7 days at 5 minutes, {os.cpu_count()} cores, {rounds} round{'s' if rounds > 1 else ''}", "",
             "| network | futures | EPANET 2.3.5, two processes: wall s (processor s) | tocsin: wall s (processor s) | "
             "times faster by wall (by processor) | required ≥ 5, aim ≥ 10 |", "|---|---|---|---|---|---|"]
    for name, column in COLUMNS.items():
        command = [hydraulics.TOCSIN, "simulate", "--network", networks[name], "--csv", out, "--select", column,
                   "--futures", FUTURES[name], "--spread", "0.1", *RUN]
        theirs, ours = [], []
        for _ in range(rounds):
            theirs.append(baseline(hydraulics.NEW, networks[name], factors[:FUTURES[name]]))
            ours.append(Measured(command))
        (wall, processor), (our_wall, our_processor) = medians(theirs), medians((m.wall, m.processor) for m in ours)
        ratio = wall / our_wall
        verdict = "aim met" if ratio >= 10 else "met, aim missed" if ratio >= 5 else "**missed**"
        lines.append(f"| {name} | {FUTURES[name]} | {wall:.2f} ({processor:.1f}) | {our_wall:.2f} ({our_processor:.1f}) | "
                     f"{ratio:.1f} ({processor / our_processor:.1f}) | {verdict} |")
    return lines


def single(networks, out, rounds):
    lines = ["### Speed: one run of 7 days at 5 minutes", "",
             "| network | EPANET 2.2 of wntr, s | EPANET 2.3.5, s | tocsin, s (processor s) | no slower than 2.2 |", "|---|---|---|---|---|"]
    for name, column in COLUMNS.items():
        command = [hydraulics.TOCSIN, "simulate", "--network", networks[name], "--csv", out, "--select", column, *RUN]
        old, new, ours = [], [], []
        for _ in range(rounds):
            old.append(baseline(hydraulics.OLD, networks[name], [1]))
            new.append(baseline(hydraulics.NEW, networks[name], [1]))
            ours.append(Measured(command))
        a, b, c = medians(old), medians(new), medians((m.wall, m.processor) for m in ours)
        lines.append(f"| {name} | {a[0]:.3f} ({a[1]:.2f}) | {b[0]:.3f} ({b[1]:.2f}) | {c[0]:.3f} ({c[1]:.2f}) | "
                     f"{'met' if c[0] <= a[0] else '**missed**'} ({a[0] / c[0]:.1f}×) |")
    return lines


def growth(networks, out, rounds):
    """Time and memory against the size of the network."""
    lines = ["### Growth with the network: 16 futures of 24 hours at 5 minutes", "",
             "| network | junctions | KiB per lane | MB of 16 futures: reckoned / measured beyond the process without futures | "
             "processor ms per future | processor µs per future, solution and 1,000 junctions |",
             "|---|---|---|---|---|---|"]
    for name in ["Net1", "Net3", "CTOWN", "ky10", "ky4", "Net6", "BWSN_Network_2"]:
        command = [hydraulics.TOCSIN, "simulate", "--network", networks[name], "--csv", out, "--duration", "24h", "--every", "5min",
                   "--select", "*.level", "--json"]
        # What the process has without lanes: it reads the network and refuses the columns.
        empty = resident(command[:4] + ["--csv", out, "--select", "no.column"])
        taken = [Measured(command + ["--futures", 16]) for _ in range(rounds)]
        told = json.loads(taken[0].outputs[0])
        memory, junctions = told["memory"], told["network"]["junctions"]
        each = statistics.median(m.processor for m in taken) / 16
        measured = resident(command + ["--futures", 16]) - empty
        lines.append(f"| {name} | {junctions:,} | {memory['perLane'] // 1024:,} | {memory['estimated'] / 1e6:.1f} / {measured / 1e6:.1f} | "
                     f"{1000 * each:.1f} | {1e9 * each / 289 / junctions:.1f} |")
    return lines


# Linux counts what a process was before it became another program, so a small one must start it: this one is not small.
SMALL = "import os, sys\nchild = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)\nprint(os.wait4(child, 0)[2].ru_maxrss, file=sys.stderr)"


def resident(command):
    """The largest resident memory of a process, bytes."""
    done = subprocess.run([sys.executable, "-S", "-c", SMALL, *map(str, command)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    return int(done.stderr.split()[-1]) * 1024


def main():
    networks = {p.stem: p for p in hydraulics.networks()}
    if sys.argv[1:] == ["growth"]:
        with tempfile.TemporaryDirectory() as folder:
            print("\n".join(growth(networks, Path(folder) / "out.csv", 1)))
        return
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.csv"
        parts = [part(networks, out, rounds) for part in (futures, single, growth)]
    text = "\n\n".join("\n".join(lines) for lines in parts) + "\n"
    print(text)
    hydraulics.write(text, "hydraulics-speed")


if __name__ == "__main__":
    main()
