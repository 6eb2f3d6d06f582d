"""Writes hidden_markov_reference.json: a hidden Markov model's likelihood and course as hmmlearn has them.

Usage: hidden_markov_reference.py  (Python with hmmlearn 0.3.3)
Values come from an LCG that the Swift test repeats, so that no numbers but the results are stored.
"""
import json
from pathlib import Path

import numpy as np
from hmmlearn.hmm import GaussianHMM

ROWS = 600
INITIAL = [0.5, 0.3, 0.2]
TRANSITION = [[0.95, 0.03, 0.02], [0.04, 0.9, 0.06], [0.01, 0.02, 0.97]]
MEANS = [[0, 0], [1, -1], [-1.5, 0.5]]
VARIANCES = [[0.3, 0.2], [0.5, 0.4], [0.2, 0.6]]


def values():
    state, rows = 12345, []

    def noise():
        nonlocal state
        state = (1103515245 * state + 12345) % 2**31
        return state / 2**31
    regime = 0
    for _ in range(ROWS):
        share, cumulated = noise(), np.cumsum(TRANSITION[regime])
        regime = int(min(np.searchsorted(cumulated, share, side="right"), 2))
        rows.append([MEANS[regime][j] + 2 * np.sqrt(VARIANCES[regime][j]) * (noise() + noise() + noise() - 1.5)
                     for j in range(2)])
    return np.array(rows)


def main():
    x = values()
    model = GaussianHMM(3, covariance_type="diag", init_params="", params="")
    model.startprob_, model.transmat_ = np.array(INITIAL), np.array(TRANSITION)
    model.means_, model.covars_ = np.array(MEANS, float), np.array(VARIANCES)
    fitted = max((GaussianHMM(3, covariance_type="diag", n_iter=200, random_state=seed).fit(x) for seed in range(5)),
                 key=lambda m: m.score(x))
    result = {"madeBy": "hmmlearn 0.3.3, Tests/References/hidden_markov_reference.py",
              "logLikelihood": float(model.score(x)), "path": [int(k) for k in model.predict(x)],
              "fittedLogLikelihood": float(fitted.score(x)),
              "fittedMeans": sorted([float(m) for m in fitted.means_[:, 0]])}
    (Path(__file__).resolve().parent / "hidden_markov_reference.json").write_text(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
