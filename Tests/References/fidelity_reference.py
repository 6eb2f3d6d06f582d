"""Writes fidelity_reference.json: what scipy, numpy and scikit-learn make of two courses and of some cases.

    python Tests/References/fidelity_reference.py        (with the packages of Scripts/requirements.txt)

Measures of fidelity (distances of distributions, autocorrelation, spectra, area under the operating curve) and the
boosted trees are held against them.
"""

import json
import pathlib

import numpy
import scipy
import scipy.signal
import scipy.stats
import sklearn
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score


def course(seed, memory, period):
    """300 rows of a daily wave with noise that remembers itself, rounded to 0.01."""
    generator = numpy.random.default_rng(seed)
    noise = numpy.zeros(300)
    for row in range(1, 300):
        noise[row] = memory * noise[row - 1] + generator.normal()
    return numpy.round(numpy.sin(2 * numpy.pi * numpy.arange(300) / period) + 0.5 * noise, 2)


def autocorrelation(x, lags):
    centred = x - x.mean()
    return [float((centred[:-lag] * centred[lag:]).mean() / (centred**2).mean()) for lag in lags]


def shares(x, length):
    power = scipy.signal.welch(x, nperseg=length, window="hann", detrend="constant")[1][1:]
    return power / power.sum()


def distances():
    a, b = course(1, 0.7, 24), course(2, 0.3, 25)
    p, q = shares(a, 64), shares(b, 64)
    return {
        "a": a.tolist(), "b": b.tolist(), "lags": [1, 2, 5, 24], "length": 64,
        "ks": scipy.stats.ks_2samp(a, b).statistic,
        "wasserstein": scipy.stats.wasserstein_distance(a, b),
        # Samples of unlike size, with ties between them.
        "ksPart": scipy.stats.ks_2samp(a[:70], b).statistic,
        "wassersteinPart": scipy.stats.wasserstein_distance(a[:70], b),
        "autocorrelation": autocorrelation(a, [1, 2, 5, 24]),
        "shares": p.tolist(),
        "hellinger": float(numpy.sqrt(1 - numpy.sqrt(p * q).sum())),
        "auroc": roc_auc_score(a > 0.2, b.round(1)),
    }


def boosting(seed, known, unknown, features, decimals):
    """Probabilities of scikit-learn's defaults on cases whose features tell their kind in part."""
    generator = numpy.random.default_rng(seed)
    values = numpy.round(generator.normal(size=(known + unknown, features)), decimals)
    # A constant and a switch are features too.
    values[:, 0] = 0.5
    values[:, 1] = (values[:, 1] > 0).astype(float)
    signal = values[:, 2] * (1 + values[:, 1]) + numpy.abs(values[:, 3]) - 0.8
    kinds = signal + 0.8 * generator.normal(size=known + unknown) > 0
    model = HistGradientBoostingClassifier().fit(values[:known], kinds[:known])
    return {
        "features": features, "values": values.ravel().tolist(),
        "kinds": [int(kind) for kind in kinds[:known]],
        "probabilities": model.predict_proba(values[known:])[:, 1].tolist(),
    }


def main():
    data = {
        "versions": {"scipy": scipy.__version__, "numpy": numpy.__version__, "scikit-learn": sklearn.__version__},
        "distances": distances(),
        # As many cases as a fold of C2ST has; more different values than bins, and all 31 leaves; too few for a split.
        "boosting": [boosting(3, 170, 40, 8, 2), boosting(4, 1200, 60, 5, 4), boosting(5, 38, 10, 4, 1)],
    }
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(data, separators=(",", ":")) + "\n")


main()
