#!/usr/bin/env python3
"""VUS-PR and AUC-PR from TSB-AD, for Evaluation's tests.

    evaluation_reference.py                 writes evaluation_reference.json beside this file
    evaluation_reference.py --pairs FILE    prints them for a CSV of `label,score` rows without a header

The 200 cases are made here and in ReferenceCases.swift by the same generator from their number, so the
file holds results only. Needs tsb-ad 1.5, scikit-learn and numpy.
"""

import argparse
import importlib.metadata
import json
import sys
from pathlib import Path

import numpy as np
from TSB_AD.evaluation.basic_metrics import basic_metricor

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


def vus_pr(labels, scores):
    if not 0 < labels.sum() < len(labels):
        return None  # TSB-AD raises an IndexError: there are no events, or no border of one
    return float(basic_metricor().RangeAUC_volume_opt(labels, scores, 24, 250)[-1])


def auc_pr(labels, scores):
    return float(basic_metricor().metric_PR(labels, scores)) if labels.any() else None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=Path)
    options = parser.parse_args()
    if options.pairs:
        rows = np.loadtxt(options.pairs, delimiter=",", ndmin=2)
        labels, scores = rows[:, 0].astype(int), rows[:, 1]
        json.dump({"vusPR": vus_pr(labels, scores), "aucPR": auc_pr(labels, scores)}, sys.stdout)
        return
    cases = []
    for number in range(CASES):
        labels, scores = case(number)
        cases.append({
            "rows": len(labels), "attackRows": int(labels.sum()), "lastScore": scores[-1],
            "vusPR": vus_pr(labels, scores), "aucPR": auc_pr(labels, scores)})
    versions = {name: importlib.metadata.version(name) for name in ("tsb-ad", "scikit-learn", "numpy")}
    target = Path(__file__).with_suffix(".json")
    text = ",\n".join("    " + json.dumps(row) for row in cases)
    target.write_text(
        '{\n  "versions": ' + json.dumps(versions) + ',\n  "cases": [\n' + text + "\n  ]\n}\n",
        encoding="utf-8")


if __name__ == "__main__":
    main()
