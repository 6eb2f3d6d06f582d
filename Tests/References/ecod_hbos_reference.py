"""Writes ecod_hbos_reference.json: scores of PyOD's ECOD and HBOS on the same rows.

Usage: ecod_hbos_reference.py  (Python with PyOD 3.6.7, NumPy 2.4.6)
Values come from an LCG that the Swift test repeats, so that no numbers but the results are stored.
ECOD judges each row alone: PyOD ranks several rows among each other. HBOS is given standardised rows.
"""
import json
from pathlib import Path

import numpy as np
from pyod.models.ecod import ECOD
from pyod.models.hbos import HBOS

CASES = [
    {"rows": 300, "columns": 3, "test": 40, "bins": 13, "seed": 1},
    {"rows": 150, "columns": 5, "test": 40, "bins": 7, "seed": 2},
    {"rows": 1000, "columns": 2, "test": 40, "bins": 31, "seed": 3},
]


def values(case):
    """Skewed and rounded columns; every fifth of the last rows lies farther and farther off."""
    state, rows = case["seed"], []
    for i in range(case["rows"] + case["test"]):
        row = []
        for j in range(case["columns"]):
            state = (1103515245 * state + 12345) % 2**31
            u = state / 2**31
            cell = round(10 * u * u) / 10 if j % 2 else u * u * u
            late = i - case["rows"]
            if late >= 0 and late % 5 == 0:
                cell += (late / 20 - 1) * (1 if j % 2 else -1)
            row.append(cell)
        rows.append(row)
    return np.array(rows)


def main():
    results = []
    for case in CASES:
        x = values(case)
        training, test = x[: case["rows"]], x[case["rows"]:]
        ecod = ECOD().fit(training)
        alone = [float(ecod.decision_function(row[None])[0]) for row in test]
        mean, deviation = training.mean(axis=0), training.std(axis=0, ddof=0)
        z = (training - mean) / deviation
        hbos = HBOS(n_bins=case["bins"]).fit(z)
        scores = hbos.decision_function((test - mean) / deviation)
        least = -np.log2(hbos.hist_ + hbos.alpha).max(axis=0).sum()
        results.append(case | {"ecod": alone, "hbos": scores.tolist(), "least": float(least)})
    path = Path(__file__).with_name("ecod_hbos_reference.json")
    path.write_text(json.dumps(results) + "\n")


if __name__ == "__main__":
    main()
