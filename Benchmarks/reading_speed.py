"""Text to typed columns in memory, and to a verified store, beside polars, duckdb, pyarrow and pandas.

Every tool reads the same file in turn, round after round, on all cores; the least of its times counts. Peers read with
their defaults and parse times where they can; what they read is summed up and compared. Prints Markdown and writes it
into Benchmarks/RESULTS.md between the markers `reading-speed: begin` and `reading-speed: end`.
  TOCSIN_DATASETS=DIR Benchmarks/reading_speed.py [--megabytes 400] [--rounds 5] [--folder /dev/shm]
"""
import gzip
import json
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import duckdb
import pandas
import polars
import pyarrow
import pyarrow.compute
import pyarrow.csv

from measured import DATA, TOCSIN, asked, report

TAGS = 52
# How many times as fast as the fastest of the others tocsin should be; the store as their mere reading.
ASKED = {"time + 52 numbers": 3, "the same, gzip": 1, "Backblaze, 30 days": 1.5, "quotes, blanks, words": 1.5}
ASKED_OF_STORE = 2


def option(name, default):
    return type(default)(sys.argv[sys.argv.index(name) + 1]) if name in sys.argv else default


def blocks(cells, rng):
    """Five thousand rows' text without their stamps; used again and again, stamps are not."""
    return [",".join(cells(rng, column) for column in range(TAGS)) for _ in range(5_000)]


def number(rng, column):
    return f"{rng.uniform(0, 1000):.4f}"


def mixed(rng, column):
    """Quotes, blanks and words: a quoted number, a padded one, none, a state."""
    if column % 13 == 0:
        return rng.choice(["OPEN", "CLOSED"])
    kind = rng.random()
    if kind < 0.05:
        return ""
    text = f"{rng.uniform(-50, 1000):.{rng.randrange(5)}f}"
    return f'"{text}"' if kind < 0.3 else f" {text}" if kind < 0.4 else text


def write(path, cells, megabytes):
    rows = blocks(cells, random.Random(1))
    start = datetime(2020, 1, 1)
    with open(path, "w") as file:
        file.write("time," + ",".join(f"T{column:02}" for column in range(TAGS)) + "\n")
        second = 0
        while file.tell() < megabytes * 1_000_000:
            now = start + timedelta(seconds=second)
            file.write("".join(f"{(now + timedelta(seconds=k)).isoformat()},{row}\n" for k, row in enumerate(rows)))
            second += len(rows)


def own(files):
    # The peers' process is warm after its first round, and their allocators keep what it freed: so is tocsin's process, whose
    # second round counts.
    done = subprocess.run([TOCSIN, "measure", "read", *map(str, files), "--rounds", "2"], check=True,
                          capture_output=True, text=True)
    told = json.loads(done.stdout)
    return told["seconds"][1], told["rows"]


def timed(read):
    def measure(files):
        start = time.perf_counter()
        tables = [read(str(file)) for file in files]
        return time.perf_counter() - start, sum(len(table) for table in tables)
    return measure


READERS = {
    "tocsin": own,
    "polars": timed(lambda file: polars.read_csv(file, try_parse_dates=True)),
    "duckdb": timed(lambda file: duckdb.sql(f"select * from read_csv('{file}')").to_arrow_table()),
    "pyarrow": timed(pyarrow.csv.read_csv),
    "pandas": timed(lambda file: pandas.read_csv(file)),
}


def compare(files, rounds):
    """The least seconds of each reader; a reader that refuses a file has none."""
    best, rows = {}, {}
    for _ in range(rounds):
        for name, read in READERS.items():
            try:
                seconds, count = read(files)
            except Exception as error:  # a peer that cannot read the file is told in the table
                best[name], rows[name] = None, str(error).split("\n")[0][:60]
                continue
            best[name] = min(seconds, best.get(name) or seconds)
            rows[name] = count
    return best, rows


def store(file, folder, rounds):
    """The least seconds from text to a verified store; `store verify` is timed besides."""
    (folder / "tocsin.yaml").write_text(
        f"plant: p\ntrain: {{ normal: {{ wait: 0s }} }}\ndata:\n  telemetry: {file}\n")
    least = None
    for _ in range(rounds):
        for name in ("store", "runs"):
            shutil.rmtree(folder / name, ignore_errors=True)
        start = time.perf_counter()
        subprocess.run([TOCSIN, "ingest", "-c", folder / "tocsin.yaml"], check=True, capture_output=True)
        seconds = time.perf_counter() - start
        least = min(seconds, least or seconds)
    start = time.perf_counter()
    subprocess.run([TOCSIN, "store", "verify", "-c", folder / "tocsin.yaml"], check=True, capture_output=True)
    return least, time.perf_counter() - start


def main():
    megabytes, rounds = option("--megabytes", 400), option("--rounds", 5)
    with tempfile.TemporaryDirectory(dir=option("--folder", "/dev/shm")) as name, \
            tempfile.TemporaryDirectory() as disk:
        folder = Path(name)
        write(folder / "plain.csv", number, megabytes)
        write(folder / "mixed.csv", mixed, megabytes)
        with open(folder / "plain.csv", "rb") as source, gzip.open(folder / "plain.csv.gz", "wb", 1) as target:
            shutil.copyfileobj(source, target, 1 << 20)
        sets = {
            "time + 52 numbers": [folder / "plain.csv"],
            "the same, gzip": [folder / "plain.csv.gz"],
            "Backblaze, 30 days": sorted((DATA / "backblaze").rglob("*.csv")),
            "quotes, blanks, words": [folder / "mixed.csv"],
        }
        lines = ["### Text to typed columns in memory", "",
                 "| file | MB | " + " | ".join(READERS) + " | fastest peer's time ÷ tocsin's |",
                 "|---|---|" + "---|" * (len(READERS) + 1)]
        fastest, ratios = {}, {}
        for title, files in sets.items():
            best, rows = compare(files, rounds)
            size = sum(file.stat().st_size for file in files) / 1e6
            peers = [seconds for name, seconds in best.items() if name != "tocsin" and seconds]
            fastest[title] = min(peers)
            ratios[title] = min(peers) / best["tocsin"]
            cells = [f"{seconds:.2f} s" if seconds else rows[name] for name, seconds in best.items()]
            lines.append(f"| {title} | {size:,.0f} | " + " | ".join(cells)
                         + f" | {ratios[title]:.2f} × |")
        lines += [""] + [asked(title, ratios[title], least, " ×") for title, least in ASKED.items()]
        lines += ["", "### Text to a verified store: statistics, profiles, contracts, two digests", "",
                  "| folder | seconds | MB/s | fastest peer's reading alone ÷ tocsin | `store verify` |", "|---|---|---|---|---|"]
        stored = {}
        for title, place in {"memory (tmpfs)": folder, "disk": Path(disk)}.items():
            seconds, verify = store(folder / "plain.csv", place, min(rounds, 3))
            size = (folder / "plain.csv").stat().st_size / 1e6
            lines.append(f"| {title} | {seconds:.2f} | {size / seconds:,.0f} | "
                         f"{fastest['time + 52 numbers'] / seconds:.2f} × | {verify:.2f} s |")
            stored[title] = fastest["time + 52 numbers"] / seconds
        lines += [""] + [asked(f"the store in {title}", ratio, ASKED_OF_STORE, " ×") for title, ratio in stored.items()]
    versions = ", ".join(f"{name} {version(name)}" for name in ("polars", "duckdb", "pyarrow", "pandas"))
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if "model name" in line), platform.machine())
    lines += ["", f"{os.cpu_count()} cores, {cpu}; {versions}; least of {rounds} alternating rounds; of the store the "
              f"least of {min(rounds, 3)}, alone, the source in memory in both rows."]
    report("reading-speed", lines)


if __name__ == "__main__":
    main()
