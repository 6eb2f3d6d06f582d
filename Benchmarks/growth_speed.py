"""How reading grows with rows, columns, files and threads, and the default suite with the rows of a year of 100 tags.

Only tocsin is measured here; peers stand in reading-speed and kernel-speed. Prints Markdown and writes it into
Benchmarks/RESULTS.md between the markers `growth-speed: begin` and `growth-speed: end`; draws it with growth_plot.py.
  Benchmarks/growth_speed.py [--rounds 3] [--folder /dev/shm] [--shrink 1]
"""
import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

import numpy
import pyarrow
import pyarrow.csv

from growth_plot import draw
from measured import TOCSIN, report


def option(name, default):
    return type(default)(sys.argv[sys.argv.index(name) + 1]) if name in sys.argv else default


ROUNDS, SHRINK = option("--rounds", 3), option("--shrink", 1)


def write(path, columns, megabytes, start=0):
    """A file of a stamp a second and numbers with four decimals; returns how many rows it has."""
    rng = random.Random(1)
    rows = [",".join(f"{rng.uniform(0, 1000):.4f}" for _ in range(columns)) for _ in range(max(50, 100_000 // columns))]
    begin, second = datetime(2020, 1, 1), start
    with open(path, "w") as file:
        file.write("time," + ",".join(f"T{j:04}" for j in range(columns)) + "\n")
        while file.tell() < megabytes * 1e6:
            now = begin + timedelta(seconds=second)
            file.write("".join(f"{(now + timedelta(seconds=k)).isoformat()},{row}\n" for k, row in enumerate(rows)))
            second += len(rows)
    return second - start


def read(files, threads):
    told = json.loads(subprocess.run([TOCSIN, "measure", "read", *map(str, files), "--rounds", str(ROUNDS), "--threads", str(threads)],
                                     check=True, capture_output=True, text=True).stdout)
    return min(told["seconds"])


def reading(folder):
    lines = ["### Reading text into memory: MB/s by threads", "", "| file | MB | rows | 1 thread | 2 threads | speed-up |", "|---|---|---|---|---|---|"]
    shapes = [(columns, megabytes // SHRINK) for columns, megabytes in
              [(52, 50), (52, 100), (52, 200), (52, 400), (4, 200), (13, 200), (208, 200), (832, 200), (3_328, 200)]]
    for columns, megabytes in shapes:
        path = folder / "data.csv"
        rows = write(path, columns, megabytes)
        size = path.stat().st_size / 1e6
        one, two = read([path], 1), read([path], 2)
        lines.append(f"| {columns:,} numbers | {size:,.0f} | {rows:,} | {size / one:,.0f} | {size / two:,.0f} | {one / two:.2f} × |")
        path.unlink()
    for count in (2, 16, 128):
        files, second = [], 0
        for index in range(count):
            files.append(folder / f"part-{index:03}.csv")
            second += write(files[-1], 52, 200 / SHRINK / count, second)
        size = sum(file.stat().st_size for file in files) / 1e6
        one, two = read(files, 1), read(files, 2)
        lines.append(f"| 52 numbers, {count} files | {size:,.0f} | {second:,} | {size / one:,.0f} | {size / two:,.0f} | {one / two:.2f} × |")
        for file in files:
            file.unlink()
    return lines


# A process of its own starts the command: the peak of one that a large process starts is that process's.
WATCH = """
import json, os, subprocess, sys, time
start = time.perf_counter()
running = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
words = running.stderr.read()
_, status, usage = os.wait4(running.pid, 0)
if os.waitstatus_to_exitcode(status) not in (0, 1):
    sys.exit(words.decode())
print(json.dumps([time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1e3]))
"""


def process(*command):
    """Wall seconds, processor seconds and peak MB of a command; the gate may refuse its model."""
    done = subprocess.run([sys.executable, "-c", WATCH, *map(str, command)], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def suite(folder):
    """A year of one-minute rows of 100 tags that follow eight causes, each with an hour's memory and a day's course."""
    lines = ["", "### The default suite on one-minute rows of 100 tags", "",
             "| rows | CSV, MB | ingest, s | peak, MB | train, s (processor s) | peak, MB | train, µs per row |", "|---|---|---|---|---|---|---|"]
    year = 525_600 // SHRINK
    for rows in (year // 4, year // 2, year):
        rng = numpy.random.default_rng(1)
        memory = numpy.exp(-1 / 60)
        causes = rng.standard_normal((rows, 8)) * numpy.sqrt(1 - memory**2)
        for i in range(1, rows):
            causes[i] += memory * causes[i - 1]
        causes += numpy.sin(2 * numpy.pi * numpy.arange(rows) / 1_440)[:, None]
        x = numpy.round(100 + causes @ rng.standard_normal((8, 100)) + 0.3 * rng.standard_normal((rows, 100)), 3)
        place = folder / f"rows-{rows}"
        place.mkdir()
        stamps = (numpy.datetime64("2020-01-01T00:00:00") + numpy.arange(rows).astype("timedelta64[m]")).astype("datetime64[s]")
        pyarrow.csv.write_csv(
            pyarrow.table({"time": numpy.datetime_as_string(stamps), **{f"T{j:03}": x[:, j] for j in range(100)}}), place / "data.csv")
        judged = numpy.datetime_as_string(stamps[-(rows // 10)])
        (place / "tocsin.yaml").write_text(
            f"plant: p\ntimezone: UTC\ndata: {{ telemetry: data.csv }}\nevaluate: {{ from: {judged}Z }}\ntrain: {{ normal: {{ wait: 0s }} }}\n")
        size = (place / "data.csv").stat().st_size / 1e6
        ingest, _, first = process(TOCSIN, "ingest", "-c", place / "tocsin.yaml")
        train, processor, second = process(TOCSIN, "train", "-c", place / "tocsin.yaml")
        lines.append(f"| {rows:,} | {size:,.0f} | {ingest:.1f} | {first:,.0f} | {train:.0f} ({processor:.0f}) | {second:,.0f} | {train / rows * 1e6:.0f} |")
    return lines


def main():
    with tempfile.TemporaryDirectory(dir=option("--folder", "/dev/shm")) as name:
        lines = reading(Path(name)) + suite(Path(name))
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if "model name" in line), platform.machine())
    lines += ["", f"{os.cpu_count()} cores, {cpu}, Linux {platform.release()}; least of {ROUNDS} rounds in one process for reading, one run else."]
    lines += ["", "![Reading and training as they grow](growth.svg)"]
    report("growth-speed", lines)
    draw(lines)


if __name__ == "__main__":
    main()
