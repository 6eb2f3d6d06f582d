"""Writes the CSV files beside this script: EPANET 2.2's own results of the networks here.

Usage: make_references.py LIBRARY, with LIBRARY the libepanet22.so of wntr 1.5.0.
A row is one solution: time, then heads, demands, flows and statuses, in the file's units.
"""
import os, sys
import numpy as np
from epanet_reference import Epanet

here = os.path.dirname(os.path.abspath(__file__))
for name in sorted(os.listdir(here)):
    if name.endswith(".inp"):
        nodes, links, rows, codes = Epanet(sys.argv[1], os.path.join(here, name)).run()
        out = os.path.join(here, name.replace(".inp", ".csv"))
        with open(out, "w") as f:
            f.write(f"# EPANET 2.2, {nodes} nodes, {links} links: time, trials, warning, heads, demands, flows, statuses\n")
            for row, code in zip(rows, codes):
                f.write(",".join([f"{row[0]:.0f}", f"{row[1]:.0f}", str(code)] + [f"{v:.9g}" for v in row[2:]]) + "\n")
