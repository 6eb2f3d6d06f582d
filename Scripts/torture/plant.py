"""A plant of six tags that runs through every stage in about a second."""

from __future__ import annotations

import math
import random
from pathlib import Path

DAY = 144  # rows of 10 minutes
NAME = "tiny"
CUT, DAYS = 17, 20  # the second file begins on the 18th day

CONFIGURATION = """\
plant: tiny
output: {output}
data:
  telemetry: data*.csv
  events: events.csv
twin: {{ process: {{ use: identified }} }}
attacks: {{ campaign: default, scenarios: 6, look-alikes: 2 }}
train:
  normal: {{ wait: 0s }}
  detectors:
    - use: default
    - use: pca-residual
evaluate: {{ from: 2026-01-15 }}
gate: {{ false-alarms: 50 }}
"""

# Rows, tag and size of the two attacks in `events.csv`.
ATTACKS = (
    (16 * DAY + 30, 16 * DAY + 90, 0, 0.9),
    (18 * DAY + 30, 18 * DAY + 90, 4, -3.0),
)


def _rows() -> list[list[float]]:
    draw = random.Random(20_260_101)
    drift, rows = 0.0, []
    for row in range(DAYS * DAY):
        phase = row % DAY / DAY * 2 * math.pi
        drift = 0.9 * drift + 0.2 * draw.gauss(0, 1)
        demand = 10 + 4 * math.sin(phase) + 0.3 * draw.gauss(0, 1)
        pump = 1.0 if row // 36 % 2 == 0 else 0.0
        level = 3 + 0.8 * math.cos(phase) + 0.2 * drift
        second = 0.5 * level + 0.1 * demand + 0.02 * draw.gauss(0, 1)
        flow = 12 * pump + 0.1 * draw.gauss(0, 1)
        pressure = 40 + 2 * level - 0.1 * demand + 0.05 * draw.gauss(0, 1)
        rows.append([level, second, demand, flow, pressure, pump])
    for start, end, tag, size in ATTACKS:
        for row in range(start, end):
            rows[row][tag] += size
    return rows


def stamp(row: int) -> str:
    minutes = row * 10
    return f"2026-01-{minutes // 1440 + 1:02d}T{minutes // 60 % 24:02d}:{minutes % 60:02d}:00Z"


ROWS = _rows()


def csv(start: int, end: int) -> str:
    lines = ["time,L_T1,L_T2,D_1,F_P1,P_J1,S_P1"]
    lines += [f"{stamp(i)}," + ",".join(f"{v:.3f}" for v in ROWS[i]) for i in range(start, end)]
    return "\n".join(lines) + "\n"


FIRST, SECOND = csv(0, CUT * DAY), csv(CUT * DAY, DAYS * DAY)


def make(folder: Path, *, output: str = ".", second: bool = True) -> Path:
    """Write the plant's files; without its second file it is the plant of an earlier night."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tocsin.yaml").write_text(CONFIGURATION.format(output=output))
    (folder / "data-1.csv").write_text(FIRST)
    if second:
        (folder / "data-2.csv").write_text(SECOND)
    lines = ["start,end,asset,kind,source,note"]
    lines += [f"{stamp(a)},{stamp(b - 1)},T1,attack,test,drawn" for a, b, _, _ in ATTACKS]
    (folder / "events.csv").write_text("\n".join(lines) + "\n")
    return folder
