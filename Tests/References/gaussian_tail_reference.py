"""Writes gaussian_tail_reference.json, and prints the coefficients of Sources/Learning/GaussianTail.swift.

Usage: gaussian_tail_reference.py  (Python with SciPy 1.17.1, NumPy 2.4.6)
Digits of two-sided tails come from scipy.special.log_ndtr; scores of the detector from scipy.signal.lfilter (means
of values and of squares that fade) and log_ndtr. Values come from an LCG that the Swift test repeats.
"""
import json
from pathlib import Path

import numpy as np
from numpy.polynomial import chebyshev
from scipy.signal import lfilter
from scipy.special import erfcx, log_ndtr

ROWS, TRAINING, TAGS, MEMORY, LEAST = 300, 400, 3, 40, 0.01


def digits(u):
    return -(log_ndtr(-np.abs(u)) + np.log(2)) / np.log(10)


def coefficients():
    """p of ln erfc y = ln t − y² + p(2t − 1), t = 2/(2 + y), by 200 Chebyshev nodes, degree 23."""
    w = np.cos(np.pi * (np.arange(200) + 0.5) / 200)
    t = (w + 1) / 2
    return chebyshev.cheb2poly(chebyshev.chebfit(w, np.log(erfcx(2 / t - 2)) - np.log(t), 23))


def uniforms(seed, rows):
    """Cells of uniform noise, rows × tags, each tag with its own level and size."""
    state, table = seed, []
    for _ in range(rows):
        row = []
        for tag in range(TAGS):
            state = (1103515245 * state + 12345) % 2**31
            row.append(tag + (1 + tag) * (state / 2**31 - 0.5))
        table.append(row)
    return np.array(table)


def main():
    training, values = uniforms(1, TRAINING), uniforms(2, ROWS)
    z = (values - training.mean(axis=0)) / training.std(axis=0, ddof=0)
    # A level that moves and noise that grows, but nothing beyond 3 deviations: what is held there has no reference.
    z = z * (1 + np.arange(ROWS)[:, None] / ROWS) + 0.3
    values = z * training.std(axis=0, ddof=0) + training.mean(axis=0)
    alpha = 1 / MEMORY
    start = [1 - alpha]
    mean = np.vstack([lfilter([alpha], [1, -(1 - alpha)], z[:, j], zi=[0.0])[0] for j in range(TAGS)]).T
    square = np.vstack(
        [lfilter([alpha], [1, -(1 - alpha)], z[:, j] ** 2, zi=start)[0] for j in range(TAGS)]).T
    before_mean = np.vstack([np.zeros(TAGS), mean[:-1]])
    before_variance = np.vstack([np.ones(TAGS), (square - mean**2)[:-1]])
    u = (z - before_mean) / np.sqrt(before_variance)
    assert np.abs(u).max() < 3 and before_variance.min() > LEAST
    tails = [0.0, 1e-9, 0.1, 0.5, 1.0, 1.236, 2.0, 3.0, 5.0, 8.3, 12.0, 37.6, 40.0, 200.0, 1e4, 1e9]
    Path(__file__).with_name("gaussian_tail_reference.json").write_text(json.dumps({
        "tails": [[u, float(digits(u))] for u in tails],
        "training": training.tolist()[:2], "values": values.tolist(),
        "scores": digits(u).mean(axis=1).tolist(),
    }) + "\n")
    print(",\n".join("%.17g" % c for c in coefficients()))


if __name__ == "__main__":
    main()
