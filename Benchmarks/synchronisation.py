"""How well the calibrated C-Town follows dataset04's first eight weeks.

Runs CTownSynchronisationTests, which measure and hold the figures, prints them as Markdown and writes them into
Benchmarks/RESULTS.md between the markers `synchronisation: begin` and `synchronisation: end`. Tests that are built are
run as they are (building them takes longer than the measurement); without any they are built first.
"""
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = os.environ.get("TOCSIN_DATASETS", str(ROOT / "datasets"))
PARTS = [("1-whiteness", "### Innovations of C-Town's tanks (dataset04, first eight weeks; Ljung–Box, 24 lags)"),
         ("2-wrong-start", "### From a wrong start: tanks half full, demand of all zones 10 % too large"),
         ("3-leaks", "### A leak of 2 % of the plant's use, opened in the twin after 192 hours, in each zone in turn")]


def built():
    """Whether the tests are there, and no source is newer than they are."""
    bundles = list((ROOT / ".build/release").glob("*.xctest"))
    if not bundles:
        return False
    made = max(path.stat().st_mtime for path in bundles)
    sources = [path for folder in ("Sources", "Tests") for path in (ROOT / folder).rglob("*.swift")]
    return all(path.stat().st_mtime <= made for path in sources)


def main():
    if not built():
        subprocess.run(["swift", "build", "-c", "release", "--build-tests"], cwd=ROOT, check=True)
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            ["swift", "test", "-c", "release", "--skip-build", "--disable-xctest", "--filter",
             "CTownSynchronisationTests"], cwd=ROOT,
            env={**os.environ, "TOCSIN_DATASETS": DATA, "TOCSIN_FIGURES": folder})
        lines = []
        for name, title in PARTS:
            path = Path(folder) / f"{name}.md"
            if not path.exists():
                sys.exit(f"the tests wrote no {name}.md; is TOCSIN_DATASETS right?")
            lines += [title, "", path.read_text()]
        if done.returncode != 0:
            lines += ["Not all bars were met: see the output of the tests.", ""]
    text = "\n".join(lines).rstrip() + "\n"
    print(text)
    path = ROOT / "Benchmarks/RESULTS.md"
    page = path.read_text()
    begin, end = "<!-- synchronisation: begin -->", "<!-- synchronisation: end -->"
    head, rest = page.split(begin)
    path.write_text(head + begin + "\n" + text + end + rest.split(end)[1])


if __name__ == "__main__":
    main()
