#!/usr/bin/env python3
"""Metrics on remaining life from scikit-learn and SciPy, for Evaluation's tests.

    life_reference.py        writes life_reference.json beside this file

RMSE and MAE are scikit-learn's; the NASA score is the published formula (Saxena et al., 2008) in NumPy;
the intervals are SciPy's `binomtest(...).proportion_ci(method="wilson")`. Lives are whole numbers and
their eighths, so that the file holds them exactly. Needs scikit-learn, scipy and numpy.
"""

import importlib.metadata
import json
from pathlib import Path

import numpy as np
from scipy.stats import binomtest
from sklearn.metrics import mean_absolute_error, root_mean_squared_error


def case(number):
    random = np.random.default_rng(number)
    n = int(random.integers(1, 120))
    truth = random.integers(0, 200, n).astype(float)
    told = np.clip(truth + np.round(random.normal(0, 20, n) * 8) / 8, 0, None)
    width = random.integers(0, 400, (n, 2)) / 8
    low, high = np.clip(told - width[:, 0], 0, None), told + width[:, 1]
    cap = None if number % 2 == 0 else 125.0
    cut = (lambda x: x) if cap is None else (lambda x: np.minimum(x, cap))
    a, b, lo, hi = cut(truth), cut(told), cut(low), cut(high)
    d = b - a
    held = int(((lo <= a) & (a <= hi)).sum())
    wilson = binomtest(held, n).proportion_ci(confidence_level=0.95, method="wilson")
    return {
        "truth": truth.tolist(), "told": told.tolist(), "low": low.tolist(), "high": high.tolist(),
        **({} if cap is None else {"cap": cap}),
        "rmse": float(root_mean_squared_error(a, b)),
        "mae": float(mean_absolute_error(a, b)),
        "nasaScore": float(np.where(d < 0, np.exp(-d / 13) - 1, np.exp(d / 10) - 1).sum()),
        "coverage": held / n, "intervalWidth": float((hi - lo).mean()),
        "wilsonLow": float(wilson.low), "wilsonHigh": float(wilson.high),
    }


def main():
    packages = ["scikit-learn", "scipy", "numpy"]
    result = {
        "versions": {name: importlib.metadata.version(name) for name in packages},
        "cases": [case(number) for number in range(20)],
    }
    path = Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(result) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
