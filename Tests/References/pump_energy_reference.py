"""Writes pump_energy_reference.json: the energy of every pump as EPANET 2.2's own report has it.

Usage: pump_energy_reference.py  (in `make venv`'s Python, with TOCSIN_DATASETS set)
The library is libepanet22.so of wntr 1.5.0; `Benchmarks/epanet_runs.py energy` says where the numbers stand.
`uncertainty` is EPANET's largest difference from itself at ACCURACY 1e-5, in parts of the number or of 1.
"""
import json
import os
import subprocess
import sys
from pathlib import Path

import wntr

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WNTR = Path(wntr.__file__).parent
LIBRARY = WNTR / "epanet/libepanet/linux-x64/libepanet22.so"
DATA = Path(os.environ["TOCSIN_DATASETS"])
NETWORKS = {
    "two-tanks": HERE.parent / "HydraulicLanesTests/Reference/two-tanks.inp",
    "riverbend": ROOT / "Examples/riverbend/riverbend.inp",
    "CTOWN": DATA / "batadal/CTOWN.INP",
    "minitown_map": DATA / "epanet/minitown_map.inp",
    **{name: WNTR / f"library/networks/{name}.inp" for name in ["Net1", "Net3", "Net6", "ky4", "ky10"]},
}
# These are files of a single moment.
LONGER = {name: ["duration=86400"] for name in ["ky4", "ky10"]}


def energy(inp, *settings):
    command = [sys.executable, ROOT / "Benchmarks/epanet_runs.py", "energy", LIBRARY, inp, *settings]
    return json.loads(subprocess.run([str(c) for c in command], check=True, capture_output=True, text=True).stdout)


def main():
    result = {"madeBy": "EPANET 2.2 (libepanet22.so of wntr 1.5.0), Tests/References/pump_energy_reference.py", "networks": {}}
    for name, inp in NETWORKS.items():
        own = energy(inp, *LONGER.get(name, []))
        finer = energy(inp, "accuracy=1e-5", *LONGER.get(name, []))
        own["uncertainty"] = max(
            abs(value - finer["pumps"][pump][field]) / max(abs(value), 1)
            for pump, fields in own["pumps"].items() for field, value in fields.items())
        result["networks"][name] = own
    (HERE / "pump_energy_reference.json").write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
