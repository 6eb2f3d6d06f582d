"""What EPANET 2.2 makes of an .inp file: its error codes or everything its toolkit tells.

EPANET is the library that wntr ships (wntr 1.5.0, libepanet22, toolkit version 20200), called through
ctypes in a process of its own, because it crashes on some files.
"""

import ctypes
import glob
import json
import os
import re
import signal
import tempfile

import wntr

LIBRARY = glob.glob(
    os.path.join(os.path.dirname(wntr.__file__), "epanet/libepanet/*-x64/libepanet22.*")
)[0]

NODE = dict(elevation=0, emitter=3, quality=4, source=5, source_pattern=6, source_type=7)
TANK = [8, 20, 21, 17, 18, 19, 14, 25, 26, 15, 22, 23, 2]
LINK = [0, 1, 2, 3, 4, 5, 6, 7]
PUMP = [18, 19, 20, 21, 22, 15]


class Toolkit:
    """The calls of one project, with errors as exceptions."""

    def __init__(self):
        self.toolkit = ctypes.CDLL(LIBRARY)
        self.project = ctypes.c_void_p()
        self.toolkit.EN_createproject(ctypes.byref(self.project))

    def call(self, name, *arguments):
        code = getattr(self.toolkit, "EN_" + name)(self.project, *arguments)
        if code > 100:
            raise RuntimeError(f"{name}{arguments[:2]}: {code}")
        return code

    def number(self, name, *arguments):
        value = ctypes.c_double()
        self.call(name, *arguments, ctypes.byref(value))
        return value.value

    def whole(self, name, *arguments):
        value = ctypes.c_int()
        self.call(name, *arguments, ctypes.byref(value))
        return value.value

    def text(self, name, *arguments):
        value = ctypes.create_string_buffer(256)
        self.call(name, *arguments, value)
        return value.value.decode("latin-1")

    def many(self, name, arguments, kinds):
        values = [dict(i=ctypes.c_int, f=ctypes.c_double)[k]() for k in kinds]
        self.call(name, *arguments, *[ctypes.byref(v) for v in values])
        return [v.value for v in values]


def dump(en):
    """Everything that the toolkit tells of the open project."""
    counts = [en.whole("getcount", i) for i in range(7)]
    times = [en.many("gettimeparam", [i], "i")[0] for i in range(9)]
    data = dict(
        counts=counts,
        units=en.whole("getflowunits"),
        times=times,
        options=[en.number("getoption", i) for i in range(23)],
        demandModel=en.many("getdemandmodel", [], "ifff"),
        quality=list(en.many("getqualtype", [], "ii")),
        nodes=[],
        tanks=[],
        links=[],
        pumps=[],
        patterns=[],
        curves=[],
        controls=[],
        rules=[],
    )
    for i in range(1, counts[0] + 1):
        kind = en.whole("getnodetype", i)
        values = [en.number("getnodevalue", i, NODE[k]) for k in ("elevation", "emitter", "quality")]
        demands = []
        if kind == 0:
            for k in range(1, en.whole("getnumdemands", i) + 1):
                demands.append(
                    [
                        en.number("getbasedemand", i, k),
                        en.whole("getdemandpattern", i, k),
                        en.text("getdemandname", i, k),
                    ]
                )
        try:
            source = [en.number("getnodevalue", i, k) for k in (7, 5, 6)]
        except RuntimeError:
            source = None
        try:
            point = en.many("getcoord", [i], "ff")
        except RuntimeError:
            point = None
        data["nodes"].append([en.text("getnodeid", i), kind, *values, demands, source, point])
        if kind != 0:
            data["tanks"].append([en.number("getnodevalue", i, k) for k in TANK])
    for i in range(1, counts[2] + 1):
        kind = en.whole("getlinktype", i)
        ends = en.many("getlinknodes", [i], "ii")
        values = [en.number("getlinkvalue", i, k) for k in LINK]
        vertices = []
        for k in range(1, en.whole("getvertexcount", i) + 1):
            vertices.append(en.many("getvertex", [i, k], "ff"))
        data["links"].append([en.text("getlinkid", i), kind, *ends, values, vertices])
        if kind == 2:
            form = en.whole("getpumptype", i)
            data["pumps"].append([i, form] + [en.number("getlinkvalue", i, k) for k in PUMP])
    for i in range(1, counts[3] + 1):
        length = en.whole("getpatternlen", i)
        values = [en.number("getpatternvalue", i, k) for k in range(1, length + 1)]
        data["patterns"].append([en.text("getpatternid", i), values])
    for i in range(1, counts[4] + 1):
        length = en.whole("getcurvelen", i)
        points = [en.many("getcurvevalue", [i, k], "ff") for k in range(1, length + 1)]
        data["curves"].append([en.text("getcurveid", i), en.whole("getcurvetype", i), points])
    for i in range(1, counts[5] + 1):
        data["controls"].append(en.many("getcontrol", [i], "iifif"))
    for i in range(1, counts[6] + 1):
        premises, then, other, priority = en.many("getrule", [i], "iiif")
        data["rules"].append(
            [
                en.text("getruleID", i),
                priority,
                [en.many("getpremise", [i, k], "iiiiiif") for k in range(1, premises + 1)],
                [en.many("getthenaction", [i, k], "iif") for k in range(1, then + 1)],
                [en.many("getelseaction", [i, k], "iif") for k in range(1, other + 1)],
            ]
        )
    return data


def clean(value):
    """JSON has no NaN and no infinity."""
    if isinstance(value, float) and (value != value or abs(value) == float("inf")):
        return None
    if isinstance(value, list):
        return [clean(v) for v in value]
    if isinstance(value, dict):
        return {k: clean(v) for k, v in value.items()}
    return value


def examine(path, folder, full=True):
    """Opens one file; returns code, error numbers of the report and, where it is accepted, the dump."""
    en = Toolkit()
    report = os.path.join(folder, "report.txt")
    code = en.toolkit.EN_open(en.project, path.encode(), report.encode(), b"")
    result = dict(code=code)
    if code <= 100:
        result["openH"] = en.toolkit.EN_openH(en.project)
        if full:
            result["dump"] = clean(dump(en))
    en.toolkit.EN_close(en.project)
    en.toolkit.EN_deleteproject(en.project)
    with open(report, errors="replace") as f:
        found = re.findall(r"Error (\d+):", f.read())
    result["errors"] = [int(n) for n in found if n != "200"]
    return result


def reference(path, full=True, seconds=60):
    """``examine`` in a child process; a crash or a hang is a result too."""
    with tempfile.TemporaryDirectory() as folder:
        answer = os.path.join(folder, "answer.json")
        child = os.fork()
        if child == 0:
            signal.alarm(seconds)
            # What the C library says when it dies is no part of the result.
            for stream in (1, 2):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
            try:
                with open(answer, "w") as f:
                    json.dump(examine(path, folder, full), f)
                os._exit(0)
            except BaseException as error:
                with open(answer, "w") as f:
                    json.dump(dict(code=-1, failure=str(error), errors=[]), f)
                os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            return dict(code=-1, failure=f"signal {os.WTERMSIG(status)}", errors=[])
        with open(answer) as f:
            return json.load(f)
