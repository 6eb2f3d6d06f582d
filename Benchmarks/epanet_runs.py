"""EPANET through its C API, for the benches: every reported solution of one run, or the seconds of many runs.

Run as a process of its own, so that a crash of the library is one row of a table and not its end:
    epanet_runs.py reference LIBRARY NETWORK.inp OUT.npz [accuracy=X] [duration=SECONDS]
    epanet_runs.py seconds LIBRARY NETWORK.inp FACTOR... (7 days at 5 minutes, one run per demand factor)
    epanet_runs.py energy LIBRARY NETWORK.inp [accuracy=X] [duration=SECONDS] (its report of every pump's energy, as JSON)
"""
import ctypes
import json
import os
import struct
import sys
import tempfile
import time

import numpy as np

FOOT = 0.3048
# EPANET's own factors: flow units per cubic foot per second, in the order of its unit codes.
PER_CFS = [1.0, 448.831, 0.64632, 0.5382, 1.9837, 28.317, 1699.0, 2.4466, 101.94, 2446.6, 0.028317]
METRIC_FROM = 5
NODES, LINKS, HEAD, ELEVATION, DEMAND, FLOW, STATUS = 0, 2, 10, 0, 9, 8, 11
ACCURACY, DEMAND_FACTOR, RELATIVE_ERROR, HEAD_ERROR, JUNCTION = 1, 4, 1, 2, 0
DURATION, HYDRAULIC_STEP, REPORT_STEP, REPORT_START = 0, 1, 5, 6


class Epanet:
    """One project of one library."""

    def __init__(self, library, inp, output=""):
        self.lib = ctypes.CDLL(library)
        self.project = ctypes.c_void_p()
        self.check(self.lib.EN_createproject(ctypes.byref(self.project)))
        report = os.path.join(tempfile.mkdtemp(), "report.txt")
        self.check(self.lib.EN_open(self.project, inp.encode(), report.encode(), output.encode()))

    def check(self, code):
        if code > 100:
            text = ctypes.create_string_buffer(256)
            self.lib.EN_geterror(code, text, 255)
            sys.exit(f"{text.value.decode(errors='replace') or code}")
        return code

    def integer(self, function, *arguments):
        value = ctypes.c_int()
        self.check(getattr(self.lib, function)(self.project, *arguments, ctypes.byref(value)))
        return value.value

    def number(self, function, *arguments):
        value = ctypes.c_double()
        getattr(self.lib, function)(self.project, *arguments, ctypes.byref(value))
        return value.value

    def time(self, what):
        value = ctypes.c_long()
        self.check(self.lib.EN_gettimeparam(self.project, what, ctypes.byref(value)))
        return value.value

    def set_time(self, what, seconds):
        self.check(self.lib.EN_settimeparam(self.project, what, ctypes.c_long(seconds)))

    def set_option(self, what, value):
        self.check(self.lib.EN_setoption(self.project, what, ctypes.c_double(value)))

    def name(self, function, index):
        text = ctypes.create_string_buffer(64)
        self.check(getattr(self.lib, function)(self.project, index, text))
        return text.value.decode("utf-8", errors="replace")

    def solve(self, solved=lambda time, code: None):
        """Solves to the end without reading anything by itself; the first code above 100, or 0."""
        lib, project = self.lib, self.project
        now, step = ctypes.c_long(), ctypes.c_long()
        at_now, at_step = ctypes.byref(now), ctypes.byref(step)
        run, following = lib.EN_runH, lib.EN_nextH
        self.check(lib.EN_initH(project, 10))
        while True:
            code = run(project, at_now)
            if code > 100:
                return code
            solved(now.value, code)
            code = following(project, at_step)
            if code > 100:
                return code
            if step.value <= 0:
                return 0


    def apply(self, settings):
        """Takes `accuracy=X` and `duration=SECONDS`."""
        settings = dict(s.split("=") for s in settings)
        if "accuracy" in settings:
            self.set_option(ACCURACY, float(settings["accuracy"]))
        if "duration" in settings:
            self.set_time(DURATION, int(settings["duration"]))


def reference(library, inp, out, *settings):
    e = Epanet(library, inp)
    e.apply(settings)
    nodes, links = e.integer("EN_getcount", NODES), e.integer("EN_getcount", LINKS)
    kinds = np.array([e.integer("EN_getnodetype", i) for i in range(1, nodes + 1)])
    ends = np.zeros((links, 2), int)
    for link in range(links):
        a, b = ctypes.c_int(), ctypes.c_int()
        e.check(e.lib.EN_getlinknodes(e.project, link + 1, ctypes.byref(a), ctypes.byref(b)))
        ends[link] = a.value - 1, b.value - 1
    units = e.integer("EN_getflowunits")
    length = 1.0 if units >= METRIC_FROM else FOOT
    flow = FOOT**3 / PER_CFS[units]
    start, step = e.time(REPORT_START), max(1, e.time(REPORT_STEP))
    limit = e.number("EN_getoption", ACCURACY)
    times, codes, unbalanced, head_errors, heads, demands, flows, open_ = [], [], [], [], [], [], [], []

    def read(function, count, what):
        value = ctypes.c_double()
        at, call, project = ctypes.byref(value), getattr(e.lib, function), e.project
        found = np.empty(count)
        for i in range(count):
            call(project, i + 1, what, at)
            found[i] = value.value
        return found

    def solved(now, code):
        if now < start or (now - start) % step:
            return
        times.append(now)
        codes.append(code)
        unbalanced.append(e.number("EN_getstatistic", RELATIVE_ERROR) > limit)
        # EPANET does not compute it for an unbalanced solution: the number would be an earlier trial's.
        head_errors.append(0.0 if unbalanced[-1] else e.number("EN_getstatistic", HEAD_ERROR) * length)
        heads.append(read("EN_getnodevalue", nodes, HEAD) * length)
        demands.append(read("EN_getnodevalue", nodes, DEMAND) * flow)
        flows.append(read("EN_getlinkvalue", links, FLOW) * flow)
        open_.append(read("EN_getlinkvalue", links, STATUS) > 0)

    duration = e.time(DURATION)
    e.check(e.lib.EN_openH(e.project))
    code = e.solve(solved)
    flows = np.array(flows).reshape(-1, links)
    demands = np.array(demands).reshape(-1, nodes)
    residual = -demands
    np.subtract.at(residual.T, ends[:, 0], flows.T)
    np.add.at(residual.T, ends[:, 1], flows.T)
    np.savez(
        out, error=code, times=times, codes=codes, unbalanced=unbalanced, heads=heads, demands=demands, flows=flows, open=open_,
        mass=np.abs(residual[~np.array(unbalanced, bool)][:, kinds == JUNCTION]).max(initial=0), energy=max(head_errors, default=0), accuracy=limit,
        kinds=kinds, ends=ends, duration=duration, node_names=[e.name("EN_getnodeid", i + 1) for i in range(nodes)],
        link_names=[e.name("EN_getlinkid", i + 1) for i in range(links)])


def energy(library, inp, *settings):
    """Prints what EPANET stores of every pump's energy in its binary output file (32-bit floats, section "Energy Use").

    Share of time on line and mean efficiency in percent, kWh per Mgal or m3, mean and largest kW while on line, cost per day;
    and the charge for the largest power of all pumps at once.
    """
    fields = ["utilisation", "efficiency", "kWhPerVolume", "averageKW", "peakKW", "costPerDay"]
    library, inp, folder = os.path.abspath(library), os.path.abspath(inp), tempfile.mkdtemp()
    # Its scratch files go where it stands.
    os.chdir(folder)
    out = os.path.join(folder, "out.bin")
    e = Epanet(library, inp, out)
    e.apply(settings)
    # Water quality has no say in energy, and takes long.
    e.check(e.lib.EN_setqualtype(e.project, 0, b"", b"", b""))
    duration = e.time(DURATION)
    for call in [e.lib.EN_solveH, e.lib.EN_solveQ, e.lib.EN_close]:
        e.check(call(e.project))
    with open(out, "rb") as file:
        binary = file.read()
    _, _, nodes, tanks, links, pumps = struct.unpack_from("<6i", binary)
    # The prologue: 15 numbers, titles, names of files and of the chemical, ids; then links, tanks and nodes.
    ids = 15 * 4 + 3 * 80 + 2 * 260 + 2 * 32 + 32 * nodes
    names = [binary[ids + 32 * i:ids + 32 * (i + 1)].split(b"\0")[0].decode(errors="replace") for i in range(links)]
    at = ids + 32 * links + 12 * links + 8 * tanks + 4 * nodes + 8 * links
    found = {}
    for _ in range(pumps):
        link, *values = struct.unpack_from("<i6f", binary, at)
        found[names[link - 1]] = dict(zip(fields, (float(f"{v:.9g}") for v in values)))
        at += 28
    charge = float(f"{struct.unpack_from('<f', binary, at)[0]:.9g}")
    print(json.dumps({"duration": duration, "peakCharge": charge, "pumps": found}))


def seconds(library, inp, *factors):
    """Prints wall and processor seconds from opening the file to the last solution, without the start of this process."""
    begin, processor = time.perf_counter(), time.process_time()
    e = Epanet(library, inp)
    e.set_time(DURATION, 7 * 86_400)
    e.set_time(HYDRAULIC_STEP, 300)
    e.set_time(REPORT_STEP, 300)
    usual = e.number("EN_getoption", DEMAND_FACTOR)
    e.check(e.lib.EN_openH(e.project))
    for factor in factors:
        e.set_option(DEMAND_FACTOR, usual * float(factor))
        code = e.solve()
        if code:
            print(f"error {code}", file=sys.stderr)
    print(time.perf_counter() - begin, time.process_time() - processor)


if __name__ == "__main__":
    {"reference": reference, "seconds": seconds, "energy": energy}[sys.argv[1]](*sys.argv[2:])
