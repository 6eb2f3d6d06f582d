"""Scores that were tried in NumPy and are no detectors: do they raise what simulated attacks are caught by?

Usage: detectors_tried.py RUN CSV  (RUN: an output folder with store/riverbend and a calibration, CSV: what
`tocsin simulate --csv CSV` wrote for riverbend's campaign; Python with NumPy, pandas, pyarrow)
Fitted on the first 70 % of January to May, limits on the rest for one alarm a week (causal mean over 6 rows, hold 12 h;
several as the maximum in units of their 0.995-quantiles). No label is looked at but to count. A trial of ideas: the
tool's own cross-fitted limits are stricter, so compare rows of this table with each other alone.
"""
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

HOLD, MEAN, WEEK, WARM = 72, 6, 1008, 24
END = pd.Timestamp("2026-06-01", tz="UTC")


def read(path):
    return pa.ipc.open_file(path).read_all().to_pandas()


def numbers(frame, tags):
    return frame[tags].astype(float).ffill().bfill().fillna(0).to_numpy()


class Data:
    def __init__(self, run, csv):
        table = pd.read_csv(csv / "scenarios.csv", dtype={"id": str})
        first = pd.read_csv(csv / f"trace-{table.id[0].zfill(5)}.csv", nrows=1).columns
        self.tags = [c for c in first if f"{c}.true" in first]
        store = pd.concat([read(f) for f in sorted((run / "store/riverbend").glob("2026-*.arrow"))])
        moment = next(c for c in store.columns if "time" in c.lower())
        store[moment] = pd.to_datetime(store[moment], utc=True)
        store = store[store[moment] < END].sort_values(moment)
        rows = numbers(store, self.tags)
        cut = int(0.7 * len(rows))
        self.training, self.rest = rows[:cut], rows[cut:]
        untouched = next((run / "runs/riverbend/.stages").glob("calibrate-*/untouched.arrow"))
        self.untouched = numbers(read(untouched), self.tags)
        self.kinds, self.traces, self.acting = [], [], []
        for row in table.itertuples():
            path = csv / f"trace-{row.id.zfill(5)}.csv"
            if not path.exists():
                continue
            trace = pd.read_csv(path)
            self.kinds.append(row.kind)
            self.traces.append(numbers(trace, self.tags))
            self.acting.append(((trace.phase == "acting") | (trace.label.astype(float) > 0)).to_numpy())
        # What rounding to hundredths makes of a standard deviation; states are not rounded.
        floor = np.array([0.0 if t.startswith("S_") else 0.01 / 12**0.5 for t in self.tags])
        self.mean = self.training.mean(axis=0)
        self.scale = np.sqrt(self.training.std(axis=0) ** 2 + floor**2)
        self.scale[self.scale == 0] = 1
        self.floor = np.diag((floor / self.scale) ** 2 + 1e-6)

    def z(self, rows):
        return (rows - self.mean) / self.scale


def lagged(z, lags):
    return np.hstack([np.vstack([np.repeat(z[:1], k, 0), z[: len(z) - k]]) if k else z for k in range(lags + 1)])


def whitened(rows, floor):
    mean = rows.mean(axis=0)
    w = np.linalg.inv(np.linalg.cholesky(np.cov(rows.T) + floor)).T
    return lambda x: np.sqrt((((x - mean) @ w) ** 2).mean(axis=1))


def var_innovations(d):
    z = d.z(d.training)
    past, c = lagged(z, 2)[:, z.shape[1]:], z.shape[1]
    b = np.linalg.solve(past.T @ past + 1e-3 * len(past) * np.eye(2 * c), past.T @ z)
    floor = d.floor + sum(b[k * c:(k + 1) * c].T @ d.floor @ b[k * c:(k + 1) * c] for k in range(2))
    residual = lambda q: q - lagged(q, 2)[:, c:] @ b
    score = whitened(residual(z), floor)
    return lambda x: score(residual(d.z(x)))


def mahalanobis(d):
    score = whitened(d.z(d.training), d.floor)
    return lambda x: score(d.z(x))


def fourier_features(d, count=600):
    chance, c = np.random.default_rng(1), len(d.tags)
    w, b = chance.normal(size=(c, count)) / c**0.5 / 1.5, chance.uniform(0, 2 * np.pi, count)
    features = lambda q: np.sqrt(2 / count) * np.cos(q @ w + b)
    score = whitened(features(d.z(d.training)), 1e-6 * np.eye(count))
    return lambda x: score(features(d.z(x)))


def auto_encoder(d, hidden=60):
    """Random tanh features, closed-form decoder (an extreme learning machine); distance of what it leaves."""
    chance, z = np.random.default_rng(2), d.z(d.training)
    w, b = chance.normal(size=(z.shape[1], hidden)) / z.shape[1]**0.5, chance.normal(size=hidden)
    features = lambda q: np.tanh(q @ w + b)
    a = features(z)
    v = np.linalg.solve(a.T @ a + 1e-3 * len(a) * np.eye(hidden), a.T @ z)
    score = whitened(z - a @ v, 1e-6 * np.eye(z.shape[1]))
    return lambda x: score(d.z(x) - features(d.z(x)) @ v)


def patch_bank(d, rows=6, count=3000):
    """Mean distance from the three nearest of some normal windows of all tags."""
    windows = lagged(d.z(d.training), rows - 1)
    bank = windows[np.random.default_rng(3).choice(len(windows), count, replace=False)]
    lengths = (bank**2).sum(axis=1)

    def score(x):
        q, out = lagged(d.z(x), rows - 1), []
        for start in range(0, len(q), 500):
            some = q[start:start + 500]
            squares = (some**2).sum(axis=1)[:, None] + lengths - 2 * some @ bank.T
            nearest = np.partition(squares, 2, axis=1)[:, :3].mean(axis=1)
            out.append(np.sqrt(np.maximum(nearest, 0) / some.shape[1]))
        return np.concatenate(out)
    return score


def wavelets(d, levels=4):
    """Causal Haar coefficients per tag and level, each under its own Gaussian (as DWT-MLEAD)."""
    def coefficients(q):
        details, smooth = [], q
        for level in range(levels):
            step = 2**level
            before = np.vstack([np.repeat(smooth[:1], step, 0), smooth[:-step]])
            details.append((smooth - before) / 2)
            smooth = (smooth + before) / 2
        return np.hstack([*details, smooth])
    h = coefficients(d.z(d.training))
    mean, scale = h.mean(axis=0), np.sqrt(h.std(axis=0) ** 2 + 1e-4)
    return lambda x: np.sqrt((((coefficients(d.z(x)) - mean) / scale) ** 2).mean(axis=1))


def matrix_profile(d, rows=24, count=1500):
    """Per sensor, the least distance of its last window's shape from some normal ones; the largest over sensors."""
    chance, sensors = np.random.default_rng(4), [j for j, t in enumerate(d.tags) if not t.startswith("S_")]

    def shapes(q, j):
        column = np.concatenate([np.repeat(q[:1, j], rows - 1), q[:, j]])
        v = np.lib.stride_tricks.sliding_window_view(column, rows)
        v = v - v.mean(axis=1, keepdims=True)
        return v / (np.sqrt((v**2).sum(axis=1, keepdims=True)) + 0.05 * rows**0.5)
    z = d.z(d.training)
    banks = {j: shapes(z, j)[chance.choice(len(z), count, replace=False)] for j in sensors}

    def profile(x):
        q, out = d.z(x), []
        for j in sensors:
            v = shapes(q, j)
            squares = (v**2).sum(axis=1)[:, None] + (banks[j]**2).sum(axis=1) - 2 * v @ banks[j].T
            out.append(np.sqrt(np.maximum(squares.min(axis=1), 0)))
        return np.array(out).T
    scale = np.quantile(profile(d.training[-6000:]), 0.99, axis=0)
    return lambda x: (profile(x) / scale).max(axis=1)


def causal_mean(scores):
    sums = np.cumsum(np.concatenate([[0], scores]))
    ends = np.arange(1, len(scores) + 1)
    starts = np.maximum(ends - MEAN, 0)
    return (sums[ends] - sums[starts]) / (ends - starts)


def alarms(on):
    count, last = 0, -10**9
    for row in np.flatnonzero(on):
        count += row - last > HOLD
        last = row
    return count


class Judge:
    def __init__(self, data):
        self.data, self.scores = data, {}

    def add(self, make):
        score, d = make(self.data), self.data
        self.scores[make.__name__] = [causal_mean(score(x)) for x in [d.rest, d.untouched, *d.traces]]

    def line(self, names):
        d = self.data
        units = {name: np.quantile(self.scores[name][0], 0.995) for name in names}
        together = [np.max([self.scores[n][k] / units[n] for n in names], axis=0) for k in range(len(d.traces) + 2)]
        low, high = 0.3, 50.0
        for _ in range(40):
            middle = (low * high) ** 0.5
            low, high = (middle, high) if alarms(together[0] > middle) > len(d.rest) / WEEK else (low, middle)
        caught = alike = 0
        for kind, acting, scores in zip(d.kinds, d.acting, together[2:]):
            on = (scores > high)[WARM:]
            if kind == "attack":
                caught += bool((on & acting[WARM:]).any())
            else:
                alike += bool(on.any())
        untouched = alarms(together[1][WARM:] > high) / (len(d.untouched) / WEEK)
        return f"| {' + '.join(names)} | {caught} | {alike} | {untouched:.2f} |"


def main():
    judge = Judge(Data(Path(sys.argv[1]), Path(sys.argv[2])))
    print("| scores | caught | look-alikes | untouched, a week |\n|---|---|---|---|")
    others = [fourier_features, auto_encoder, patch_bank, wavelets, matrix_profile]
    for make in [var_innovations, mahalanobis, *others]:
        start = time.time()
        judge.add(make)
        print(judge.line([make.__name__]), f"<!-- {time.time() - start:.0f} s -->", flush=True)
    linear = ["var_innovations", "mahalanobis"]
    for names in [linear, *[[*linear, m.__name__] for m in others], *[[linear[0], m.__name__] for m in others]]:
        print(judge.line(names), flush=True)


if __name__ == "__main__":
    main()
