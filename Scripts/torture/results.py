"""Counts of several invocations in one JSON file, and the block of Benchmarks/RESULTS.md that tells them."""

from __future__ import annotations

import json
import platform
import subprocess
from collections import Counter
from pathlib import Path

BEGIN, END = "<!-- torture: begin -->", "<!-- torture: end -->"


def add(path: Path, counts: Counter, seed: int, lost: int) -> dict:
    """Add the counts of a run of this script to those of the file."""
    known = json.loads(path.read_text()) if path.exists() else {"counts": {}, "seeds": [], "lost": 0}
    for what, count in counts.items():
        known["counts"][what] = known["counts"].get(what, 0) + count
    known["seeds"] = sorted({*known["seeds"], seed})
    known["lost"] += lost
    path.write_text(json.dumps(known, indent=1) + "\n")
    return known


def write(root: Path, known: dict) -> None:
    """Replace the block of RESULTS.md."""
    commit = subprocess.run(
        ["git", "-C", root, "rev-parse", "--short", "HEAD"], capture_output=True, text=True
    ).stdout.strip()
    lines = [
        BEGIN,
        "### Torture: a plant of 6 tags, 2,880 rows, every stage",
        "",
        "After each: the current model and the store verify, no row is lost or doubled, and the next run ends",
        f"with the bytes of an undisturbed one. `make torture`, seeds {', '.join(map(str, known['seeds']))}; "
        f"{platform.system()} {platform.release()}, commit {commit}.",
        "",
        "| what | count |",
        "|---|---|",
        *(f"| {what} | {count:,} |" for what, count in known["counts"].items()),
        f"| **lost** | **{known['lost']}** |",
        END,
    ]
    page = root / "Benchmarks" / "RESULTS.md"
    text = page.read_text()
    if BEGIN in text:
        head, rest = text.split(BEGIN + "\n")
        tail = rest.split(END)[1]
    else:
        head, tail = text.rstrip("\n") + "\n\n", "\n"
    page.write_text(head + "\n".join(lines) + tail)
