#!/usr/bin/env python3
"""Refuses public symbols without documentation, as the compiler sees them.

Reads the symbol graph of every built module, so enum cases, protocol requirements and members of
extensions count too, while a witness may inherit what its protocol says. Needs `make build` first.

    Scripts/check-docs.py [--sources Sources] [--modules .build/release/Modules]
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import urllib.parse
from pathlib import Path

LIBRARIES = ["openblas", "lapacke", "libcrypto"]


def run(*command):
    return subprocess.run(command, capture_output=True, text=True)


def c_search_paths(sources, modules):
    """Folders with a module map that a Swift module may refer to, ours and those of packages."""
    build = modules.parent
    maps = [
        *sources.glob("*/module.modulemap"),
        *build.glob("*.build/module.modulemap"),
        *build.glob("../../checkouts/*/Sources/*/include/module.modulemap"),
        *build.glob("../checkouts/*/Sources/*/include/module.modulemap"),
    ]
    flags = [f"-I{path.parent.resolve()}" for path in maps]
    for library in LIBRARIES:
        found = run("pkg-config", "--cflags", library)
        flags += [part for flag in found.stdout.split() for part in ("-Xcc", flag)]
    return flags


def target_flags(swift):
    target = json.loads(run(swift, "-print-target-info").stdout)["target"]["triple"]
    flags = ["-target", target]
    if sys.platform == "darwin":
        flags += ["-sdk", run("xcrun", "--show-sdk-path").stdout.strip()]
    return flags


def symbols(folder):
    for file in sorted(Path(folder).glob("*.symbols.json")):
        yield from json.loads(file.read_text(encoding="utf-8"))["symbols"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sources", type=Path, default=Path("Sources"))
    parser.add_argument("--modules", type=Path, default=Path(".build/release/Modules"))
    options = parser.parse_args()

    swift = os.environ.get("SWIFT", "swift")
    sources = options.sources.resolve()
    modules = options.modules.resolve()
    flags = ["-I", str(modules), *c_search_paths(sources, modules), *target_flags(swift)]
    findings = set()
    for source in sorted(p for p in sources.iterdir() if any(p.rglob("*.swift"))):
        if not (modules / f"{source.name}.swiftmodule").exists():
            sys.exit(f"error: module {source.name} is not built\n  hint: make build")
        with tempfile.TemporaryDirectory() as folder:
            extracted = run(
                swift, "symbolgraph-extract", "-module-name", source.name, *flags,
                "-minimum-access-level", "public", "-skip-synthesized-members",
                "-output-dir", folder)
            if extracted.returncode != 0:
                sys.exit(f"error: no symbol graph for {source.name}\n{extracted.stderr}")
            public = list(symbols(folder))
        located = [symbol for symbol in public if "location" in symbol]
        if public and not located:
            sys.exit(f"error: no source locations in module {source.name}\n  hint: make clean build")
        for symbol in located:
            path = Path(urllib.parse.unquote(urllib.parse.urlparse(symbol["location"]["uri"]).path))
            if symbol.get("docComment") or path.name.endswith(".pb.swift"):
                continue
            line = symbol["location"]["position"]["line"] + 1
            name = ".".join(symbol["pathComponents"])
            findings.add((os.path.relpath(path), line, name))

    for path, line, name in sorted(findings):
        print(f"{path}:{line}: public symbol '{name}' has no documentation comment", file=sys.stderr)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
