"""Measures what a control scan of every second costs: eight futures of 30 days of riverbend's hydraulic twin.

Controllers run their rules (the network's controls), then the same rules as programs of blocks with a scan cycle of
a minute and of a second. Prints Markdown and writes it into Benchmarks/RESULTS.md between the markers
`control-scan: begin` and `control-scan: end`.
"""
import os
import re
import shutil
import tempfile
import time
from pathlib import Path

from measured import ROOT, report, tocsin

EXAMPLE = ROOT / "Examples/riverbend"
ROUNDS = 3
FUTURES = 8


def programmed(plant, cycle):
    """plant.yaml with every rule of a drive as a block of its controller's program, behind a timer and an interlock."""
    lines, blocks = [], []

    def flush():
        if blocks:
            lines.append(f"    scan: {cycle}")
            lines.append("    program:")
            lines.extend(f"      - {block}" for block in blocks)
            blocks.clear()

    for line in plant.splitlines():
        rule = re.match(r"(\s+- \{ actuator: (\w+)), sensor: (\w+), on-below: ([\d.]+), off-above: ([\d.]+) \}", line)
        if re.match(r"  - id: |zones:", line):
            flush()
        if rule:
            head, actuator, sensor, on, off = rule.groups()
            lines.append(head + " }")
            blocks.append(f"{{ use: two-point, of: {sensor}, on-below: {on}, off-above: {off}, to: wants_{actuator} }}")
            blocks.append(f"{{ use: delay-timer, of: wants_{actuator}, on-after: 30s, to: {actuator} }}")
            blocks.append(f"{{ use: interlock, when: \"{sensor} > 9\", holds: {actuator} }}")
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"


def campaign(hours):
    """As many scenarios as futures, each with a level that controllers are told falsely for some hours of the last day."""
    scenarios = "".join(
        f"  - {{ name: f{index}, technique: T0856, trigger: {{ at: 29d }}, lasts: {hours}h, "
        f"controller: {{ L_T1: {{ use: offset, by: 0.{index + 1} }} }} }}\n" for index in range(FUTURES))
    return f"attacks: 0\nlook-alikes: 0\nlength: 30d\nlead: 1d\nscenarios:\n{scenarios}"


def main():
    plant = (EXAMPLE / "plant.yaml").read_text()
    variants = [("the network's controls", plant), ("programs, every 60 s", programmed(plant, "60s")),
                ("programs, every 1 s", programmed(plant, "1s"))]
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        for name in ["tags.csv", "events.csv", "riverbend.inp"]:
            shutil.copy(EXAMPLE / name, folder / name)
        (folder / "tocsin.yaml").write_text(
            (EXAMPLE / "hydraulic.yaml").read_text().replace("output: ../..", "output: .")
            .replace("../../datasets", str(ROOT / "datasets"))
            .replace("{ campaign: default, scenarios: 300, look-alikes: 40, injected: 100 }", "{ campaign: campaign.yaml }"))
        (folder / "plant.yaml").write_text(plant)
        (folder / "campaign.yaml").write_text(campaign(12))
        tocsin("ingest", "-c", folder / "tocsin.yaml")
        for name, text in variants:
            (folder / "plant.yaml").write_text(text)
            (folder / "campaign.yaml").write_text(campaign(12))
            tocsin("calibrate", "-c", folder / "tocsin.yaml")
            best = None
            for lasts in range(1, ROUNDS + 1):
                # Another campaign each round: what was simulated already would be taken from the run before.
                (folder / "campaign.yaml").write_text(campaign(lasts))
                begin = time.perf_counter()
                tocsin("simulate", "-c", folder / "tocsin.yaml")
                taken = time.perf_counter() - begin
                best = taken if best is None else min(best, taken)
            rows.append((name, best))
    lines = [f"### Control scans: {FUTURES} futures of 30 days of riverbend's hydraulic twin, {os.cpu_count()} cores, "
             f"best of {ROUNDS}", "",
             "Wall time of `tocsin simulate`; a scenario is an attacked run and the untouched one beside it where they differ. "
             "Each program: a two-point rule, a timer and an interlock per actuator, 8 actuators.", "",
             "| controllers | wall s |", "|---|---|"]
    lines += [f"| {name} | {seconds:.1f} |" for name, seconds in rows]
    report("control-scan", lines)


if __name__ == "__main__":
    main()
