"""Runs networks with EPANET 2.2 as wntr 1.5.0 ships it; the results in SI units as CSV files.

Usage: epanet_run_reference.py FOLDER NETWORK.inp...  (a bare name is a network of wntr's library)
Each NETWORK gives FOLDER/NAME.csv: time_s, then <id>.head, <id>.pressure, <id>.flow, and FOLDER/NAME.inp.
"""
import os
import shutil
import sys

import pandas as pd
import wntr

folder, *networks = sys.argv[1:]
library = os.path.join(os.path.dirname(wntr.__file__), "library", "networks")
os.chdir(folder)
for network in networks:
    path = network if os.path.exists(network) else os.path.join(library, f"{network}.inp")
    name = os.path.splitext(os.path.basename(path))[0]
    shutil.copy(path, f"{name}.inp")
    # A model of wntr would be written anew; EPANET is to read the very file.
    engine = wntr.epanet.toolkit.ENepanet(version=2.2)
    engine.ENopen(path, "x.rpt", "x.bin")
    engine.ENsolveH()
    engine.ENsolveQ()
    engine.ENreport()
    engine.ENclose()
    results = wntr.epanet.io.BinFile().read("x.bin", convert=True)
    parts = [
        results.node["head"].add_suffix(".head"), results.node["pressure"].add_suffix(".pressure"),
        results.link["flowrate"].add_suffix(".flow"),
    ]
    table = pd.concat(parts, axis=1)
    table.index.name = "time_s"
    table.to_csv(f"{name}.csv")
    print(name)
