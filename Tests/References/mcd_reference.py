"""Writes mcd_reference.json: minimum covariance determinants as scikit-learn's MinCovDet has them.

Usage: mcd_reference.py  (Python with scikit-learn 1.9.1, NumPy 2.4.6)
Values come from an LCG that the Swift test repeats, so that no numbers but the results are stored.
"""
import json
from pathlib import Path

import numpy as np
from sklearn.covariance import MinCovDet

CASES = [
    {"rows": 80, "columns": 2, "outliers": 16, "support": 0.75, "seed": 1},
    {"rows": 200, "columns": 4, "outliers": 60, "support": 0.6, "seed": 2},
    {"rows": 400, "columns": 6, "outliers": 40, "support": 0.75, "seed": 3},
    {"rows": 300, "columns": 3, "outliers": 0, "support": 0.9, "seed": 4},
]


def values(case):
    """Correlated columns; the last rows lie together, far off."""
    state = case["seed"]

    def noise():
        nonlocal state
        total = 0.0
        for _ in range(12):
            state = (1103515245 * state + 12345) % 2**31
            total += state / 2**31
        return total - 6
    rows = []
    for i in range(case["rows"]):
        common = noise()
        row = [j + (1 + j) * (common + 0.5 * noise()) for j in range(case["columns"])]
        if i >= case["rows"] - case["outliers"]:
            row = [cell + 12 * (1 + j) * (1 if j % 2 else -1) for j, cell in enumerate(row)]
        rows.append(row)
    return np.array(rows)


def main():
    results = []
    for case in CASES:
        found = MinCovDet(support_fraction=case["support"], random_state=0).fit(values(case))
        results.append(case | {
            "location": found.raw_location_.tolist(), "scatter": found.raw_covariance_.tolist(),
            "support-rows": int(found.raw_support_.sum()), "clean": np.flatnonzero(found.support_).tolist(),
            "reweighted-location": found.location_.tolist(), "reweighted-scatter": found.covariance_.tolist(),
        })
    path = Path(__file__).with_name("mcd_reference.json")
    path.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
