"""Measures how reading keeps to its bounds: peak memory on large files, and days that come one by one.

Prints Markdown and writes it into Benchmarks/RESULTS.md between the markers `reading: begin` and `reading: end`.
  TOCSIN_DATASETS=DIR Benchmarks/reading.py [GIGABYTES]     4 where nothing is said
"""
import datetime
import hashlib
import json
import os
import random
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOCSIN = ROOT / ".build/release/tocsin"
DATA = Path(os.environ.get("TOCSIN_DATASETS", ROOT / "datasets"))
TAGS = 52


def run(folder, *arguments):
    """Runs tocsin; its peak resident memory in MB and its seconds."""
    started = datetime.datetime.now()
    child = os.fork()
    if child == 0:
        os.chdir(folder)
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.execv(TOCSIN, ["tocsin", *arguments])
    _, status, usage = os.wait4(child, 0)
    if status != 0:
        sys.exit(f"tocsin {' '.join(arguments)} failed with status {status}")
    return usage.ru_maxrss / 1024, (datetime.datetime.now() - started).total_seconds()


def configure(folder, files, interval=""):
    (folder / "tocsin.yaml").write_text(f"plant: p\ntrain: {{ normal: {{ wait: 0s }} }}\ndata:\n  telemetry: {files}\n{interval}")


def write_wide(path, size):
    """Rows of a second each, 52 floats of four decimals; blocks of text are reused, stamps are not."""
    rng = random.Random(1)
    rows = [",".join(f"{rng.uniform(0, 1000):.4f}" for _ in range(TAGS)) for _ in range(5_000)]
    start = datetime.datetime(2020, 1, 1)
    with open(path, "w") as file:
        file.write("time," + ",".join(f"T{k:02}" for k in range(TAGS)) + "\n")
        second = 0
        while file.tell() < size:
            day = start + datetime.timedelta(seconds=second)
            file.write("".join(f"{(day + datetime.timedelta(seconds=k)).isoformat()},{row}\n" for k, row in enumerate(rows)))
            second += len(rows)


def write_long(path, size):
    """A row per tag and moment, tags of numbers and one of words."""
    rng = random.Random(2)
    values = [f"{rng.uniform(0, 1000):.4f}" for _ in range(4_999)]
    start = datetime.datetime(2020, 1, 1)
    with open(path, "w") as file:
        file.write("tag,time,value\n")
        second = 0
        while file.tell() < size:
            lines = []
            for k in range(2_000):
                stamp = (start + datetime.timedelta(seconds=second + k)).isoformat()
                lines += [f"SITE.LIT_{tag},{stamp},{values[(second + k * 7 + tag) % len(values)]}\n" for tag in range(8)]
                lines.append(f"SITE.STATE,{stamp},{('Idle', 'Fill', 'Drain')[(second + k) // 600 % 3]}\n")
            file.write("".join(lines))
            second += 2_000


def memory(folder, size):
    lines = ["### Peak memory", "", "| file | size | peak resident (limit 300 MB) | time |", "|---|---|---|---|"]
    for name, write, bytes in [(f"time + {TAGS} numbers", write_wide, size // 8), (f"time + {TAGS} numbers", write_wide, size),
                               ("long form: 8 tags of numbers, one of words", write_long, size // 4)]:
        place = folder / "large"
        place.mkdir()
        write(place / "in.csv", bytes)
        configure(place, "in.csv")
        peak, seconds = run(place, "ingest")
        actual = (place / "in.csv").stat().st_size
        lines.append(f"| {name} | {actual / 1e9:.2f} GB | {peak:.0f} MB | {seconds:.0f} s |")
        shutil.rmtree(place)
    return lines


def digests(folder):
    """Of every partition, and of the manifest, which names all else."""
    store = folder / "store/p"
    manifest = (store / "store.json").read_bytes()
    parts = [p["sha256"] for p in json.loads(manifest)["partitions"]]
    return hashlib.sha256(manifest).hexdigest(), parts


def backblaze(folder):
    days = sorted((DATA / "backblaze").glob("*.csv"))
    once, daily = folder / "once", folder / "daily"
    for place in (once, daily):
        place.mkdir()
        configure(place, '"in/*.csv"')
        (place / "in").mkdir()
    for day in days:
        shutil.copy2(day, once / "in")
    run(once, "ingest")
    for day in days:
        shutil.copy2(day, daily / "in")
        run(daily, "ingest")
    a, b = digests(once), digests(daily)
    same = sum(x == y for x, y in zip(a[1], b[1]))
    return ["### Days one by one against all at once (Backblaze)", "", "| figure | value |", "|---|---|", f"| days | {len(days)} |",
            f"| partitions with the same digest | {same} of {len(a[1])} |",
            f"| `store.json` | {'the same, byte for byte' if a[0] == b[0] else 'DIFFERENT'} |"]


def main():
    size = int(float(sys.argv[1] if len(sys.argv) > 1 else 4) * 1e9)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        text = "\n".join(backblaze(folder) + [""] + memory(folder, size)) + "\n"
    print(text)
    path = ROOT / "Benchmarks/RESULTS.md"
    page = path.read_text()
    begin, end = "<!-- reading: begin -->", "<!-- reading: end -->"
    head, rest = page.split(begin)
    path.write_text(head + begin + "\n" + text + end + rest.split(end)[1])


if __name__ == "__main__":
    main()
