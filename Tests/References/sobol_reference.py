"""Writes sobol_reference.json: points of Sobol's sequence, unscrambled, as scipy.stats.qmc has them.

Usage: sobol_reference.py  (Python with scipy 1.17.1)
scipy takes its direction numbers from Joe and Kuo's new-joe-kuo-6.21201 too, in the same order of points.
"""
import json
from pathlib import Path

import scipy
from scipy.stats import qmc

DIMENSIONS = 6
FIRST = 64
LATER = [1000, 4095, 4096, 65535, 99999]


def main():
    engine = qmc.Sobol(DIMENSIONS, scramble=False, bits=32)
    points = {i: list(p) for i, p in enumerate(engine.random(FIRST))}
    for index in LATER:
        engine.reset()
        engine.fast_forward(index)
        points[index] = list(engine.random(1)[0])
    reference = {
        "scipy": scipy.__version__,
        "points": [{"index": i, "coordinates": p} for i, p in sorted(points.items())],
    }
    path = Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(reference, indent=0).replace("\n", " ").replace("}, ", "},\n") + "\n")


if __name__ == "__main__":
    main()
