#!/usr/bin/env python3
"""Rewrites the tables in README.md and Documentation/ from the tool's catalogs.

A table stands between `<!-- table: detectors -->` and `<!-- end -->` and is what
`tocsin list detectors --markdown` prints. With --check nothing is written: exit 1 if one is stale.

    Scripts/docs-tables.py [--check] [--tool .build/release/tocsin] [--root .]
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path

TABLE = re.compile(r"(<!-- table: ([a-z-]+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
OPENING = re.compile(r"<!-- table:")


def pages(root):
    yield from sorted(root.glob("*.md"))
    yield from sorted((root / "Documentation").rglob("*.md"))


def printed(tool, kind, cache={}):
    if kind not in cache:
        listed = subprocess.run(
            [tool, "list", kind, "--markdown"], capture_output=True, text=True, check=False)
        if listed.returncode != 0:
            sys.exit(f"error: `{tool} list {kind} --markdown` failed\n{listed.stderr}")
        cache[kind] = listed.stdout.strip("\n")
    return cache[kind]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--tool", default=".build/release/tocsin")
    parser.add_argument("--root", type=Path, default=Path("."))
    options = parser.parse_args()

    stale = 0
    for page in pages(options.root):
        text = page.read_text(encoding="utf-8")
        if len(OPENING.findall(text)) != len(TABLE.findall(text)):
            sys.exit(f"error: {page}: a table without `<!-- end -->`, or its marker is misspelt")
        fresh = TABLE.sub(
            lambda match: f"{match[1]}{printed(options.tool, match[2])}\n{match[4]}", text)
        if fresh == text:
            continue
        stale += 1
        if options.check:
            print(f"{page}: a table differs from the catalog\n  hint: make docs", file=sys.stderr)
        else:
            page.write_text(fresh, encoding="utf-8")
            print(f"rewrote {page}")
    return 1 if options.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
