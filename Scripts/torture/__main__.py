#!/usr/bin/env python3
"""Tortures the built tool on a small plant and holds one law over whatever happens.

No row of the store is lost or doubled, `models/<plant>/current` always verifies, and the next run
completes with the bytes of a run that nobody disturbed. `--small` is the version of `make check`.

    Scripts/torture [--tool PATH] [--seed 1] [--kills 1000] [--disks 100] … [--write]

`--kills 10 --disks 5` runs these two alone, `--kills 0` everything else.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import disks
import flips
import kills
import others
import replaced
import results
from law import Law

PARTS = {
    "kills": (kills.run, 1000, 8),
    "disks": (disks.run, 100, 4),
    "replaced": (replaced.run, 100, 4),
    "writers": (others.writers, 20, 2),
    "read-only": (others.read_only, 20, 2),
    "clocks": (others.clocks, 24, 2),
    "flips": (flips.run, 10_000, 60),
}


def main() -> int:
    root = Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(prog="Scripts/torture", description=__doc__.splitlines()[0])
    parser.add_argument("--tool", type=Path, default=root / ".build/release/tocsin")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--small", action="store_true", help="a few of each, for `make check`")
    parser.add_argument("--counts", type=Path, help="a JSON file to add the counts to")
    parser.add_argument("--write", action="store_true", help="write the block of Benchmarks/RESULTS.md")
    parser.add_argument("--work", type=Path, help="where the plants stand (default: a temporary folder)")
    for name, (_, large, _) in PARTS.items():
        parser.add_argument(f"--{name}", type=int, help=f"how many (default {large})")
    options = parser.parse_args()
    if not options.tool.exists():
        print(f"error: {options.tool} is not there: run 'make build' first", file=sys.stderr)
        return 66
    chosen = {name: getattr(options, name.replace("-", "_")) for name in PARTS}
    # Named with a number: those and no others. Named with 0 alone: all but those.
    only = any(chosen.values())

    with tempfile.TemporaryDirectory(dir=options.work) as work:
        law = Law(options.tool.resolve(), Path(work), random.Random(options.seed))
        # Whoever runs the tool as another user must be able to reach the plants.
        Path(work).chmod(0o755)
        law.prepare()
        for name, (part, large, small) in PARTS.items():
            count = chosen[name]
            if count is None:
                count = 0 if only else small if options.small else large
            if count == 0:
                continue
            begin, lost = time.monotonic(), len(law.lost)
            part(law, count)
            seconds = time.monotonic() - begin
            print(f"{name}: {count} in {seconds:.0f} s, {len(law.lost) - lost} lost", flush=True)
    if not law.counts:
        print("error: nothing was run: every part has the count 0", file=sys.stderr)
        return 64
    for what, count in law.counts.items():
        print(f"{count:6d}  {what}")
    print(f"seed {options.seed}: {len(law.lost)} lost")
    known = {"counts": dict(law.counts), "seeds": [options.seed], "lost": len(law.lost)}
    if options.counts:
        known = results.add(options.counts, law.counts, options.seed, len(law.lost))
    if options.write:
        results.write(root, known)
    return 1 if law.lost else 0


if __name__ == "__main__":
    sys.exit(main())
