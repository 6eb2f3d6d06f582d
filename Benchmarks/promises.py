"""One table of promised against achieved false alarms, of what detection.py, tep.py and public.py left in .build/promises.

Prints Markdown and writes it into Benchmarks/RESULTS.md between the markers `promises: begin` and `promises: end`.
"""
import json
import sys

from measured import ROOT, report
from scipy.stats import chi2

SETS = ["detection", "tep", "public"]
TOLERANCE = 1.5


def interval(count):
    """The exact 95 % interval of a Poisson mean (Garwood 1936)."""
    return (chi2.ppf(0.025, 2 * count) / 2 if count else 0.0), chi2.ppf(0.975, 2 * count + 2) / 2


def shown(value, unit):
    return f"{100 * value:.2f} %" if unit == "row" else f"{value:.2f}"


def rate(counted, unit):
    """`0.55 (0.21 to 1.2)`: the rate and its interval."""
    if not counted or not counted[1]:
        return "–"
    count, time, size = counted
    low, high = (end * size / time for end in interval(count))
    return f"{shown(count * size / time, unit)} ({shown(low, unit)} to {shown(high, unit)})"


def verdict(promised, counted):
    """What PromiseCheck of the tool says, by the same rule."""
    if not counted or not counted[1]:
        return "not watched"
    count, time, size = counted
    allowed = TOLERANCE * promised * time / size
    if interval(count)[0] > allowed:
        return "**no**"
    if count > allowed:
        return "no, perhaps by chance"
    return "yes, too short to tell" if interval(0)[1] > allowed else "yes"


def main():
    rows = []
    for name in SETS:
        path = ROOT / f".build/promises/{name}.json"
        if not path.exists():
            sys.exit(f"there is no {path.relative_to(ROOT)}; run Benchmarks/{name}.py first")
        rows += json.loads(path.read_text())
    lines = ["| set | detector | promised | per | held back (95 %) | within × 1.5 | judged normal time (95 %) | judged ÷ promised | within × 1.5 | normal rows beyond the limit (promised at most) | within × 1.5 | normal time under an alarm |",
             "|---" * 12 + "|"]
    for row in rows:
        unit, promised = row["unit"], row["promised"]
        judged = row["judged"]
        ratio = f"{judged[0] * judged[2] / judged[1] / promised:.2f}" if judged and judged[1] else "–"
        under = f"{100 * row['under']:.1f} %" if row.get("under") is not None else "–"
        beyond, most = row.get("beyond"), row.get("beyond_promised")
        share = f"{100 * beyond:.1f} % ({100 * most:g} %)" if beyond is not None else "the same"
        kept = "yes" if beyond is not None and beyond <= TOLERANCE * most else "**no**" if beyond is not None else "–"
        lines.append(f"| {row['set']} | {row['detector']} | {shown(promised, unit)} | {unit} | {rate(row['held'], unit)} | {verdict(promised, row['held'])} | "
                     f"{rate(judged, unit)} | {ratio} | {verdict(promised, judged)} | {share} | {kept} | {under} |")
    report("promises", lines)


if __name__ == "__main__":
    main()
