#!/usr/bin/env python3
"""Metrics from TSB-AD, prts, faster-etapr and scikit-learn, for Evaluation's tests.

    evaluation_reference.py                 writes evaluation_reference.json beside this file
    evaluation_reference.py --pairs FILE    prints them for a CSV of `label,score` or `label,score,alarm` rows
                                            without a header

The 200 cases are made here and in ReferenceCases.swift by the same generator from their number, so the
file holds results only. Needs tsb-ad 1.5, prts 1.0.0.3, faster-etapr 0.1.2, scikit-learn and numpy.
"""

import argparse
import importlib.metadata
import json
import sys
import types
from pathlib import Path

import numpy as np
import sklearn.metrics
from prts import ts_precision, ts_recall
from TSB_AD.evaluation.basic_metrics import basic_metricor


def without_mlnext():
    """faster_etapr takes three small functions from mlnext-framework, which is not maintained and cannot be imported
    with a scikit-learn or numpy of today. These do what it does with them: maximal stretches of ones, and checks."""
    def find_anomalies(y):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], np.asarray(y).ravel(), [0]])))
        return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2])]

    package, utils = types.ModuleType("mlnext"), types.ModuleType("mlnext.utils")
    package.find_anomalies, package.utils = find_anomalies, utils
    utils.check_ndim = utils.check_shape = lambda *arrays, **rules: None
    sys.modules.setdefault("mlnext", package)
    sys.modules.setdefault("mlnext.utils", utils)


without_mlnext()
from faster_etapr import evaluate_from_preds  # noqa: E402

CASES = 200
MASK = (1 << 64) - 1


class Generator:
    """Knuth's 64-bit linear congruential generator; the upper 31 bits."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) & MASK
        return self.state >> 33


def case(number):
    """Labels and scores of a case; its kind is its number modulo 8."""
    generator = Generator(number + 1)
    kind = number % 8
    if kind == 6:
        n = 251 + generator.next() % 950
    elif kind == 7:
        n = 1 + generator.next() % 30
    else:
        n = 40 + generator.next() % 260
    labels = [0] * n
    longest = 1 if kind == 4 else 1 + n // 6
    for _ in range(n // 8 if kind == 4 else 1 + generator.next() % 5):
        start = generator.next() % n
        length = 1 + generator.next() % longest
        for row in range(start, min(n, start + length)):
            labels[row] = 1
    if kind == 3:
        labels[0] = labels[-1] = 1
    if number % 25 == 24:
        labels = [0] * n
    if number % 50 == 49:
        labels = [1] * n
    scores = []
    for row in range(n):
        uniform = generator.next() / 2147483648
        if kind == 1:
            scores.append(float(int(uniform * 10)) / 8)
        elif kind == 2:
            scores.append(0.5)
        elif kind in (5, 6):
            scores.append(uniform + 0.5 * labels[row])
        else:
            scores.append(uniform - 0.5)
    return np.array(labels), np.array(scores)


def alarms_of(number, labels):
    """Alarms of a case; their kind is its number modulo 4."""
    generator = Generator(number + 100001)
    alarms = []
    state = 0
    for row in range(len(labels)):
        draw = generator.next()
        if number % 4 == 0:
            alarms.append(int(draw % 10 < 3))
        elif number % 4 == 1:
            alarms.append(int(labels[row]) ^ int(draw % 5 == 0))
        elif number % 4 == 2:
            state ^= int(draw % 8 == 0)
            alarms.append(state)
        else:
            alarms.append(int(draw % 20 == 0 or (row >= 3 and labels[row - 3] == 1)))
    return np.array(alarms)


def of_scores(labels, scores):
    """What scores are worth; nothing where there is no surface: TSB-AD raises an IndexError there."""
    result = {"vusPR": None, "vusROC": None, "aucPR": None, "bestPointAdjusted": None}
    if labels.any():
        result["aucPR"] = float(basic_metricor().metric_PR(labels, scores))
        result["bestPointAdjusted"] = float(basic_metricor().metric_PointF1PA(labels, scores))
    if 0 < labels.sum() < len(labels):
        volumes = basic_metricor().RangeAUC_volume_opt(labels, scores, 24, 250)
        result["vusROC"], result["vusPR"] = float(volumes[-2]), float(volumes[-1])
    return result


def of_alarms(labels, alarms):
    """What alarms are worth; nothing without an attack or an alarm, which the three packages refuse or call 0."""
    if not labels.any() or not alarms.any():
        return {}
    result = {
        "rangePrecision": float(ts_precision(labels, alarms, alpha=0.0, cardinality="reciprocal", bias="flat")),
        "rangeRecall": {
            bias: float(ts_recall(labels, alarms, alpha=0.2, cardinality="reciprocal", bias=bias))
            for bias in ("flat", "front", "middle", "back")},
        "rangeRecallOfOne": float(ts_recall(labels, alarms, alpha=0.5, cardinality="one", bias="front")),
        "tsbRangeRecall": float(basic_metricor().range_recall_new(labels, alarms, 0.2)[0]),
        "tsbRangePrecision": float(basic_metricor().range_recall_new(alarms, labels, 0)[0]),
        "pointAdjusted": float(basic_metricor().metric_PointF1PA(labels, alarms, alarms))
        if labels[0] == 0 else None,  # it never adjusts the first row
        "f1": float(sklearn.metrics.f1_score(labels, alarms)),
        "missedAlarmRate": 1 - float(sklearn.metrics.recall_score(labels, alarms)),
        "falseAlarmRate": None if labels.all() else 1 - float(sklearn.metrics.recall_score(1 - labels, 1 - alarms)),
    }
    judged = evaluate_from_preds(y_hat=alarms, y=labels)
    for name, key in (("etaPrecision", "eta/precision"), ("etaRecall", "eta/recall"), ("etaF1", "eta/f1")):
        result[name] = float(judged[key])
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=Path)
    options = parser.parse_args()
    if options.pairs:
        rows = np.loadtxt(options.pairs, delimiter=",", ndmin=2)
        labels = rows[:, 0].astype(int)
        result = of_scores(labels, rows[:, 1])
        if rows.shape[1] > 2:
            result.update(of_alarms(labels, rows[:, 2].astype(int)))
        json.dump(result, sys.stdout)
        return
    cases = []
    for number in range(CASES):
        labels, scores = case(number)
        alarms = alarms_of(number, labels)
        cases.append({
            "rows": len(labels), "attackRows": int(labels.sum()), "alarmRows": int(alarms.sum()),
            "lastScore": scores[-1], **of_scores(labels, scores), **of_alarms(labels, alarms)})
    versions = {
        name: importlib.metadata.version(name)
        for name in ("tsb-ad", "prts", "faster-etapr", "scikit-learn", "numpy")}
    target = Path(__file__).with_suffix(".json")
    text = ",\n".join("    " + json.dumps(row) for row in cases)
    target.write_text(
        '{\n  "versions": ' + json.dumps(versions) + ',\n  "cases": [\n' + text + "\n  ]\n}\n",
        encoding="utf-8")


if __name__ == "__main__":
    main()
