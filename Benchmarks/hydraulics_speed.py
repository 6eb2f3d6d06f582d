"""Seconds of many futures and of one run against EPANET's C API in its best case, and how they grow with the network."""
import math
import os
import random
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

EPANET = Path(__file__).resolve().parent / "epanet_runs.py"
ROUNDS = 3
RUN = ["--duration", "7d", "--every", "5min"]
# What both sides do with results: nothing but one tank's level here, nothing there.
COLUMNS = {"CTOWN": "T1.level", "ky4": "T-3.level", "Net6": "TANK-3326.level"}
# As many on both sides; the larger networks take EPANET minutes.
FUTURES = {"CTOWN": 256, "ky4": 64, "Net6": 32}


def seconds(*command):
    """Wall time of a process from its start to its end."""
    begin = time.perf_counter()
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{command[0]} failed: {done.stderr}")
    return time.perf_counter() - begin, done.stdout


def baseline(library, inp, factors):
    """Two processes with half of the runs each; the longer one's own seconds, without the start of Python."""
    halves = [factors[0::2], factors[1::2]] if len(factors) > 1 else [factors]
    running = [subprocess.Popen([sys.executable, str(EPANET), "seconds", str(library), str(inp), *map(str, half)],
                                stdout=subprocess.PIPE, text=True) for half in halves]
    return max(float(p.communicate()[0]) for p in running)


def peak_memory(*command):
    """The largest resident memory of one process, MB."""
    pid = os.posix_spawn(str(command[0]), [str(c) for c in command], os.environ,
                         file_actions=[(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0), (os.POSIX_SPAWN_OPEN, 2, "/dev/null", os.O_WRONLY, 0)])
    return os.wait4(pid, 0)[2].ru_maxrss / 1024


def tables(tocsin, old, new, networks, folder):
    draw = random.Random(1)
    factors = [math.exp(draw.gauss(0, 0.1)) for _ in range(max(FUTURES.values()))]
    out = folder / "out.csv"
    lines = [f"### Speed: many futures of 7 days at 5 minutes on {os.cpu_count()} cores", "",
             "| network | futures | EPANET 2.3.5, two processes, s | tocsin, s | times faster | required ≥ 5, aim ≥ 10 | memory at most |",
             "|---|---|---|---|---|---|---|"]
    for name, column in COLUMNS.items():
        command = [tocsin, "simulate", "--network", networks[name], "--csv", out, "--select", column,
                   "--futures", FUTURES[name], "--spread", "0.1", *RUN]
        theirs, ours = [], []
        for _ in range(ROUNDS):
            theirs.append(baseline(new, networks[name], factors[:FUTURES[name]]))
            ours.append(seconds(*command)[0])
        a, b = statistics.median(theirs), statistics.median(ours)
        verdict = "aim met" if a / b >= 10 else "met" if a / b >= 5 else "**missed**"
        lines.append(f"| {name} | {FUTURES[name]} | {a:.2f} ({min(theirs):.2f}–{max(theirs):.2f}) | {b:.2f} ({min(ours):.2f}–{max(ours):.2f}) | "
                     f"{a / b:.1f} | {verdict} | {peak_memory(*command):.0f} MB |")
    lines += ["", "### Speed: one run of 7 days at 5 minutes", "",
              "| network | EPANET 2.2 of wntr, s | EPANET 2.3.5, s | tocsin, s | no slower than 2.2 |", "|---|---|---|---|---|"]
    for name, column in COLUMNS.items():
        command = [tocsin, "simulate", "--network", networks[name], "--csv", out, "--select", column, *RUN]
        rounds = [(baseline(old, networks[name], [1]), baseline(new, networks[name], [1]), seconds(*command)[0])
                  for _ in range(2 * ROUNDS - 1)]
        a, b, c = (statistics.median(r) for r in zip(*rounds))
        lines.append(f"| {name} | {a:.3f} | {b:.3f} | {c:.3f} | {'met' if c <= a else '**missed**'} ({a / c:.1f}×) |")
    return lines + [""] + growth(tocsin, networks, out)


def growth(tocsin, networks, out):
    """Time and memory against the size of the network."""
    lines = ["### Growth with the network: 16 futures of 24 hours at 5 minutes", "",
             "| network | junctions | KiB per lane | ms per future and day | µs per future, solution and 1,000 junctions |",
             "|---|---|---|---|---|"]
    for name in ["Net1", "Net3", "CTOWN", "ky10", "ky4", "Net6", "BWSN_Network_2"]:
        command = [tocsin, "simulate", "--network", networks[name], "--csv", out, "--duration", "24h", "--every", "5min"]
        _, told = seconds(*command, "--select", "*.level")
        junctions = int(told.split("network")[1].split("junctions")[0].replace(",", ""))
        taken = []
        for _ in range(ROUNDS):
            elapsed, told = seconds(*command, "--select", "*.level", "--futures", 16)
            taken.append(elapsed)
        lane = told.split("side by side, ")[1].split(" KiB")[0]
        each = statistics.median(taken) / 16
        lines.append(f"| {name} | {junctions:,} | {lane} | {1000 * each:.1f} | {1e9 * each / 289 / junctions:.1f} |")
    return lines
