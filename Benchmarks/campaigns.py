"""How fast campaigns are simulated: 1,000 C-Town attacks of 7 days at 15 minutes, by PROTOCOL.md.

Prints Markdown and writes it into Benchmarks/RESULTS.md between the markers `campaigns: begin` and `campaigns: end`.
With --identical the campaign is run with 1 and with 2 threads and after an interruption, and the bytes are compared.
"""
import hashlib
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas

from measured import DATA, ROOT, TOCSIN, report, tocsin

NETWORK = DATA / "batadal/CTOWN.INP"
SUFFIX = {"L": "level", "F": "flow", "P": "pressure", "S": "status"}


PROCESSES = {"hydraulic": f'{{ use: hydraulic, network: "{NETWORK}" }}', "identified": "{ use: identified }"}


def plant(folder, attacks):
    """Forty days of C-Town's own network, a row every 15 minutes, as telemetry with the tags of the example."""
    tags = pandas.read_csv(ROOT / "Examples/batadal/tags.csv").dropna(subset=["element"])
    columns = {tag: f"{element}.{SUFFIX[tag[0]]}" for tag, element in zip(tags.tag, tags.element)}
    network = folder / "network.csv"
    tocsin("simulate", "--network", NETWORK, "--csv", network, "--duration", "40d", "--every", "15min", "--select",
           *columns.values())
    made = pandas.read_csv(network)
    rows = pandas.DataFrame({"time": pandas.to_datetime(made.time_s, unit="s", origin="2016-01-04").dt.strftime("%Y-%m-%dT%H:%M:%SZ")})
    for tag, column in columns.items():
        rows[tag] = (made[column] * (1000 if tag[0] == "F" else 1)).round(2)
    rows.to_csv(folder / "telemetry.csv", index=False)
    tags.to_csv(folder / "tags.csv", index=False)
    (folder / "campaign.yaml").write_text(f"attacks: {attacks}\nlook-alikes: 0\nlength: 7d\nlead: 1d\n")
    configure(folder, "hydraulic")


def configure(folder, twin):
    (folder / "tocsin.yaml").write_text(
        "plant: ctown\noutput: .\ntimezone: UTC\ndata:\n  telemetry: telemetry.csv\n  tags: tags.csv\n  resolution: 0.01\n"
        f"twin:\n  process: {PROCESSES[twin]}\n"
        "attacks: { campaign: campaign.yaml }\ntrain:\n  normal: { wait: 0s }\n"
        "evaluate: { from: 2016-02-10 }\nseed: 1\n")


def stages(folder):
    return [path for path in (folder / "runs/ctown/.stages").glob("simulate-*")]


def files(folder):
    return sorted(path for path in stages(folder)[0].rglob("*") if path.is_file())


def digest(folder):
    total = hashlib.sha256()
    for path in files(folder):
        total.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def remove(folder):
    for stage in stages(folder):
        shutil.rmtree(stage)


def run(folder, threads):
    remove(folder)
    begin = time.perf_counter()
    tocsin("simulate", "-c", folder / "tocsin.yaml", "--threads", threads)
    return time.perf_counter() - begin


def identical(folder, seconds):
    """Whether 2 threads, 1 thread and a run after an interruption leave the same bytes."""
    two = digest(folder)
    run(folder, 1)
    one = digest(folder)
    remove(folder)
    begun = subprocess.Popen([TOCSIN, "simulate", "-c", str(folder / "tocsin.yaml")], stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL, env={**os.environ, "TOCSIN_DATASETS": str(DATA)})
    time.sleep(min(10, seconds / 3))
    begun.send_signal(signal.SIGKILL)
    begun.wait()
    run(folder, 2)
    again = digest(folder)
    return ["", f"SHA-256 over all files: 2 threads {two[:16]}, 1 thread {one[:16]}, killed and run again {again[:16]}: "
              + ("identical." if two == one == again else "NOT identical.")]


def main():
    attacks = int(sys.argv[sys.argv.index("--attacks") + 1]) if "--attacks" in sys.argv else 1000
    lines = ["| campaign | twin | threads | seconds | scenarios per second | bytes written | limit |", "|---|---|---|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        plant(folder, attacks)
        tocsin("ingest", "-c", folder / "tocsin.yaml")
        tocsin("calibrate", "-c", folder / "tocsin.yaml")
        seconds = run(folder, 2)
        written = sum(path.stat().st_size for path in files(folder))
        lines.append(f"| {attacks} attacks of 7 days at 15 minutes, 43 tags, three views | hydraulic | 2 | {seconds:.1f} | {attacks / seconds:.1f} | "
                     f"{written / 1e6:,.0f} MB | 60 s: {'met' if seconds < 60 else 'missed'} |")
        notes = identical(folder, seconds) if "--identical" in sys.argv else []
        remove(folder)
        configure(folder, "identified")
        tocsin("calibrate", "-c", folder / "tocsin.yaml")
        seconds = statistics.median(run(folder, 2) for _ in range(3))
        written = sum(path.stat().st_size for path in files(folder))
        lines.append(f"| the same | identified | 2 | {seconds:.1f} | {attacks / seconds:.1f} | {written / 1e6:,.0f} MB | – |")
    report("campaigns", lines + notes)


if __name__ == "__main__":
    main()
