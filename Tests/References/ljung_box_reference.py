"""Writes ljung_box_reference.json: Ljung and Box's test as statsmodels has it.

Usage: ljung_box_reference.py  (Python with statsmodels 0.15.0)
Courses come from an LCG that the Swift test repeats, so that no numbers but the results are stored.
"""
import json
from pathlib import Path

from statsmodels.stats.diagnostic import acorr_ljungbox

CASES = [("white", 500, 0.0, 24), ("coloured", 300, 0.2, 24), ("odd", 120, 0.1, 7), ("short", 40, 0.0, 1)]


def course(count, memory):
    state, last, values = 12345, 0.0, []
    for _ in range(count):
        state = (1103515245 * state + 12345) % 2**31
        last = memory * last + state / 2**31 - 0.5
        values.append(last)
    return values


def main():
    result = {"madeBy": "statsmodels 0.15.0, Tests/References/ljung_box_reference.py", "cases": []}
    for name, count, memory, lags in CASES:
        table = acorr_ljungbox(course(count, memory), lags=[lags])
        result["cases"].append({"name": name, "count": count, "memory": memory, "lags": lags,
                                "statistic": float(table["lb_stat"].iloc[0]), "p": float(table["lb_pvalue"].iloc[0])})
    (Path(__file__).resolve().parent / "ljung_box_reference.json").write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
