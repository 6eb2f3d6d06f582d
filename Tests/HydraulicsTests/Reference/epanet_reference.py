"""What EPANET 2.2 says about .inp files, for the tests of the module Hydraulics.

    python epanet_reference.py cases OUT.json             every small case, its text and its result
    python epanet_reference.py folder OUT.json DIR...     every .inp under the folders, by path

Needs wntr 1.5.0 (EPANET 2.2.0). The committed inp_reference.json is the first one's output.
"""

import json
import os
import sys
import tempfile

import wntr

from epanet_cases import CASES
from epanet_toolkit import reference


def cases():
    results = []
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "case.inp")
        for name, text in CASES.items():
            encoding = "latin-1" if name.endswith("latin-1") else "utf-8"
            with open(path, "wb") as f:
                f.write(text.encode(encoding))
            results.append(dict(name=name, inp=text, encoding=encoding, **reference(path)))
    return results


def folders(names):
    paths = set()
    for name in names:
        for at, _, files in os.walk(name):
            paths |= {os.path.join(at, f) for f in files if f.lower().endswith(".inp")}
    results = []
    for path in sorted(paths):
        print(path, file=sys.stderr)
        results.append(dict(name=path, **reference(path)))
    return results


def main():
    found = cases() if sys.argv[1] == "cases" else folders(sys.argv[3:])
    data = dict(wntr=wntr.__version__, epanet="2.2.0", cases=found)
    with open(sys.argv[2], "w") as f:
        f.write('{"wntr": "%s", "epanet": "2.2.0", "cases": [\n' % data["wntr"])
        f.write(",\n".join(json.dumps(case) for case in found))
        f.write("\n]}\n")
    refused = sum(case["code"] != 0 for case in found)
    print(f"{len(found)} files, {len(found) - refused} accepted, {refused} refused or crashed")


if __name__ == "__main__":
    main()
