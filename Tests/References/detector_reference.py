"""Writes detector_reference.json: scores of three detectors, worked out again by other means.

Usage: detector_reference.py  (Python with NumPy 2.4.6, SciPy 1.17.1, scikit-learn 1.9.1)
Values come from an LCG that the Swift test repeats, so that no numbers but the results are stored.

- invariants: weights by numpy.linalg.lstsq on stacked rows, and, where a relation is exact, its direction by
  scipy.linalg.null_space.
- regime-mahalanobis: regimes by scikit-learn's KMeans (ten starts), covariances by its EmpiricalCovariance.
- twin-residual: the equations by numpy.linalg.lstsq on stacked rows, the distance by numpy.linalg.solve. Which tag is
  a stock and which is shut by what is told; that the detector finds it is for the Swift test to say.
"""
import json
from pathlib import Path

import numpy as np
from scipy.linalg import null_space
from sklearn.cluster import KMeans
from sklearn.covariance import EmpiricalCovariance

START, STEP = 1_767_225_600_000_000_000, 600_000_000_000


class LCG:
    def __init__(self, seed):
        self.state = seed

    def __call__(self):
        self.state = (1103515245 * self.state + 12345) % 2**31
        return self.state / 2**31


def ridge(a, y, weights):
    """min |y - a w|² + Σ weights w², through the stacked system."""
    stacked = np.vstack([a, np.diag(np.sqrt(weights))])
    return np.linalg.lstsq(stacked, np.concatenate([y, np.zeros(len(weights))]), rcond=None)[0]


# Invariants ---------------------------------------------------------------------------------------------------------

TANK = ["IN", "OUT", "LEVEL", "POWER", "AIR"]


def tank(rows, seed, noise):
    """Inflow and outflow by chance; the level gathers a tenth of their difference; power follows the inflow."""
    u, inflow, outflow, level, table = LCG(seed), 5.0, 5.0, 50.0, []
    for _ in range(rows):
        before, after = inflow, outflow
        inflow = 5 + 0.7 * (inflow - 5) + (u() - 0.5)
        outflow = 5 + 0.7 * (outflow - 5) + (u() - 0.5) + 0.02 * (level - 50)
        level += 0.1 * ((inflow + before) / 2 - (outflow + after) / 2)
        power = 3 * inflow + 7 + noise * (u() - 0.5)
        # Python rounds halves to even.
        table.append([inflow, outflow, round(level * 1000) / 1000 if noise else level, power, u()])
    return np.array(table)


def invariants(case):
    x = tank(case["rows"] + case["test"], case["seed"], case["noise"])
    x[case["rows"] + 20:, 3] += 0.05
    x[case["rows"] + 40:, 2] -= 0.01
    training, test = x[: case["rows"]], x[case["rows"] - 1:]
    floor = np.array([0, 0, 1e-6 / 12, 0, 0])
    mean = training[1:].mean(axis=0)
    scale = np.sqrt(training[1:].var(axis=0) + floor)
    z = (training - mean) / scale
    now, before, n = z[1:], z[:-1], len(z) - 1
    own = floor / scale**2
    results = {}
    # Of a row: power by inflow, or the other way round: both leave the same.
    for target, term in [(3, 0), (0, 3)]:
        w = ridge(now[:, [term]], now[:, target], [n * (own[term] + 1e-9)])
        results[TANK[target]] = {"weights": {TANK[term]: w[0]}, "row": {target: 1.0, term: -w[0]}, "before": {}}
    # The balance: what the level gains by the means of both flows over the step.
    means = (now[:, [0, 1]] + before[:, [0, 1]]) / 2
    w = ridge(means, now[:, 2] - before[:, 2], [n * 1e-9, n * 1e-9])
    half = {0: -w[0] / 2, 1: -w[1] / 2}
    results["LEVEL"] = {"weights": {"IN": w[0], "OUT": w[1]}, "row": half | {2: 1.0}, "before": half | {2: -1.0}}
    tested = (test - mean) / scale
    for relation in results.values():
        def residual(a, b):
            return sum(w * a[:, j] for j, w in relation["row"].items()) + sum(
                w * b[:, j] for j, w in relation["before"].items())
        sizes = np.sort(np.abs(residual(now, before)))
        noise = 1e-18 + sum(w * w * own[j] for part in ("row", "before") for j, w in relation[part].items())
        size = max(sizes[min(int(np.ceil(0.995 * n)), n) - 1], np.sqrt(noise))
        relation["scores"] = (np.abs(residual(tested[1:], tested[:-1])) / size).tolist()
        relation["engineering"] = {
            name: w * scale[TANK.index(target)] / scale[TANK.index(name)]
            for target, own_relation in results.items() if own_relation is relation
            for name, w in relation["weights"].items()}
        del relation["row"], relation["before"], relation["weights"]
    return case | {"relations": results}


def exact(case):
    """Without noise the directions of both relations are null spaces, in engineering units."""
    x = tank(case["rows"], case["seed"], 0)
    centred = x - x.mean(axis=0)
    row = null_space(centred[:, [0, 3]], rcond=1e-9)[:, 0]
    change = np.column_stack(
        [(x[1:, 0] + x[:-1, 0]) / 2, (x[1:, 1] + x[:-1, 1]) / 2, x[1:, 2] - x[:-1, 2]])
    balance = null_space(change, rcond=1e-9)[:, 0]
    return case | {
        "power": -row[0] / row[1], "in": -row[1] / row[0],
        "balance": [-balance[0] / balance[2], -balance[1] / balance[2]]}


# Regimes ------------------------------------------------------------------------------------------------------------

CENTRES = [[0, 0, 5], [4, 1, -3], [-2, 6, 1]]


def regimes(case):
    u, table = LCG(case["seed"]), []
    for i in range(case["rows"] + case["test"]):
        k = i // 25 % 3
        a, b, c = u() - 0.5, u() - 0.5, u() - 0.5
        table.append([CENTRES[k][0] + a + k * b, CENTRES[k][1] + b - 0.5 * a, CENTRES[k][2] + 0.3 * c + (2 - k) * a])
    x = np.array(table)
    x[case["rows"]::7, 1] += 0.8
    training, test = x[: case["rows"]], x[case["rows"]:]
    floor = np.full(3, 1e-4 / 12)
    mean, scale = training.mean(axis=0), np.sqrt(training.var(axis=0) + floor)
    z, tested = (training - mean) / scale, (test - mean) / scale
    labels = KMeans(n_clusters=3, n_init=10, random_state=0).fit(z).labels_
    parts = [z[labels == k] for k in range(3)]
    fits = [EmpiricalCovariance().fit(part) for part in parts]
    pooled = sum(len(part) * fit.covariance_ for part, fit in zip(parts, fits)) / len(z)
    weight = z.shape[1] + 2
    distances = []
    for part, fit in zip(parts, fits):
        sigma = (len(part) * fit.covariance_ + weight * pooled) / (len(part) + weight)
        sigma += np.diag(floor / scale**2 + 1e-9)
        d = tested - fit.location_
        distances.append(np.einsum("ij,ij->i", d, np.linalg.solve(sigma, d.T).T))
    return case | {"scores": np.sqrt(np.min(distances, axis=0) / 3).tolist()}


# The twin one row ahead ---------------------------------------------------------------------------------------------

STOCKS, DRIVEN, PUMPS, GATES = [0, 1], [2], [3, 4], {5: 3, 6: 4}


def tanks(rows, seed):
    """Two tanks whose pumps switch between rows, a bystander, and a meter behind each pump."""
    u, a, b, w, fills, empties, table = LCG(seed), 3.0, 6.0, 0.0, 0.0, 0.0, []
    for _ in range(rows):
        demand = 0.012 + 0.008 * u()
        for _ in range(20):
            a += fills * 0.04 - demand
            b += 0.02 + demand / 2 - empties * 0.06
            fills = 1.0 if a < 2 else 0.0 if a > 4 else fills
            empties = 1.0 if b > 8 else 0.0 if b < 5 else empties
        w = 0.95 * w + (u() - 0.5)
        table.append([a, b, w, fills, empties, fills * (8 + 0.1 * (u() - 0.5)), empties * (12 + 0.1 * (u() - 0.5))])
    return np.array(table)


def week(count):
    """Harmonics of the week and the day, and of the day at weekends; weeks begin on Monday."""
    length, monday = 604_800_000_000_000, 4 * 86_400_000_000_000
    share = ((START + STEP * np.arange(count) - monday) % length) / length
    angle = 2 * np.pi * share
    waves = lambda days, most: [f(days * k * angle) for k in range(1, most + 1) for f in (np.cos, np.sin)]
    weekend = (share >= 5 / 7) * 1.0
    return np.column_stack(waves(7, 6) + waves(1, 6) + [weekend] + [weekend * v for v in waves(7, 3)])


def fitted(terms, target, strength):
    """Ridge on standardised terms, written for terms as they are; the number of terms that vary."""
    mean, deviation = terms.mean(axis=0), terms.std(axis=0)
    varies = deviation > 1e-9 * np.maximum(np.abs(mean), 1e-9)
    z = (terms[:, varies] - mean[varies]) / deviation[varies]
    w = np.zeros(terms.shape[1])
    w[varies] = ridge(z, target - target.mean(), np.full(z.shape[1], strength * len(terms))) / deviation[varies]
    return w, target.mean() - mean @ w, int(varies.sum())


def twin(case):
    count = case["rows"] + case["test"]
    x = tanks(count, case["seed"])
    x[case["rows"] + 50, 0] += 0.7
    x[case["rows"] + 90, 5] = 8
    x[case["rows"] + 120:, 2] += 2
    x[case["rows"] + 150, 6] += 0.6
    times = week(count)
    now, before = x[1:], x[:-1]
    flows = list(GATES)
    on, was = now[:, PUMPS], before[:, PUMPS]
    ahead = np.hstack([before[:, STOCKS], before[:, flows], now[:, flows], now[:, flows] ** 2, was, times[1:]])
    at_once = np.hstack([on, on[:, [1]] * on[:, [0]], now[:, STOCKS], times[1:]])
    training = np.arange(len(now)) < case["rows"] - 1
    floor = 1e-8
    scale = np.sqrt(x[: case["rows"]].var(axis=0) + floor)
    expected, telling, terms = np.zeros_like(now), {}, {}
    for tag in STOCKS:
        w, b, terms[tag] = fitted(ahead[training], (now - before)[training, tag], 1e-4)
        expected[:, tag], telling[tag] = before[:, tag] + ahead @ w + b, training
    for tag, pump in GATES.items():
        runs = now[:, pump] != 0
        w, b, terms[tag] = fitted(at_once[training & runs], now[training & runs, tag], 1e-4)
        expected[:, tag], telling[tag] = np.where(runs, at_once @ w + b, 0), training & runs
    for tag in DRIVEN:
        f = now[:, flows]
        own = np.hstack([at_once, f, f * np.abs(f), before[:, [tag]]])
        w, b, terms[tag] = fitted(own[training], now[training, tag], 1e-4)
        expected[:, tag], telling[tag] = own @ w + b, training
    judged = sorted(telling)
    r = (now[:, judged] - expected[:, judged]) / scale[judged]
    rows = np.array([telling[tag].sum() for tag in judged], dtype=float)
    used = np.array([terms[tag] for tag in judged])
    size = np.sqrt((rows + used) / (rows - used) / rows)
    omega = r[training].T @ r[training] * np.outer(size, size) + np.diag(floor / scale[judged] ** 2 + 1e-9)
    late = r[~training]
    distances = np.einsum("ij,ij->i", late, np.linalg.solve(omega, late.T).T)
    return case | {"scores": np.sqrt(distances / len(judged)).tolist()}


def main():
    results = {
        "invariants": [invariants({"rows": 1200, "test": 60, "seed": s, "noise": 0.02}) for s in (1, 2)],
        "exact": exact({"rows": 800, "seed": 3}),
        "regimes": [regimes({"rows": 600, "test": 60, "seed": s}) for s in (4, 5)],
        "twin": [twin({"rows": 3000, "test": 200, "seed": s}) for s in (6, 7)],
    }
    Path(__file__).with_name("detector_reference.json").write_text(json.dumps(results) + "\n")


if __name__ == "__main__":
    main()
