"""What the benchmark scripts share: the tool that they run, their blocks of RESULTS.md, and what was promised of false alarms."""
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOCSIN = ROOT / ".build/release/tocsin"
DATA = Path(os.environ.get("TOCSIN_DATASETS", ROOT / "datasets"))


def tocsin(*arguments, accepted=(0,)):
    """What the tool prints; the script ends where its status is none that is accepted."""
    done = subprocess.run([TOCSIN, *map(str, arguments)], capture_output=True, text=True,
                          env={**os.environ, "TOCSIN_DATASETS": str(DATA)})
    if done.returncode not in accepted:
        sys.exit(f"tocsin {' '.join(map(str, arguments))} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def keep_promises(name, rows):
    """Keeps what was promised and achieved on some data sets for promises.py, which prints one table of all.

    A row is a dict: set, detector, promised (a rate), unit (of time, like `week`, or `row`), held and judged: [alarms, time in that
    unit, how much one alarm counts], or None where nothing was watched.
    """
    folder = ROOT / ".build/promises"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(rows))


def asked(what, found, least, unit=""):
    """A line that says whether a figure is as large as it should be."""
    word = "met" if found >= least else f"**missed** by {least - found:.2f}{unit}"
    return f"- Asked of {what}: at least {least:g}{unit}: {found:.2f}{unit}, {word}."


def report(name, lines):
    """Prints Markdown and puts it between the markers `<name>: begin` and `<name>: end`."""
    text = "\n".join(lines)
    print(text)
    path = ROOT / "Benchmarks/RESULTS.md"
    head, rest = path.read_text().split(f"<!-- {name}: begin -->\n")
    _, tail = rest.split(f"<!-- {name}: end -->")
    path.write_text(f"{head}<!-- {name}: begin -->\n{text}\n<!-- {name}: end -->{tail}")
