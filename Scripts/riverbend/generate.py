#!/usr/bin/env python3
"""Make the telemetry of the example plant riverbend.

The hydraulics are EPANET 2.2 (through PyPI's `wntr`), stepped every 10 minutes. The controllers run outside EPANET on what they
are *told*, so a falsified level really drives pumps. Demand is stochastic, sensors are noisy, the historian rounds.

    pip install -r Scripts/riverbend/requirements.txt
    python Scripts/riverbend/generate.py                 # rewrites datasets/riverbend/*.csv, Examples/riverbend/{tags,events}.csv

Same seed, same versions: the same bytes. Running Tocsin needs none of this.
"""
import argparse, csv, datetime as dt, hashlib, io, logging, pathlib, re, tempfile, warnings

import numpy as np

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)  # EPANET warns while an attack empties a tank
from wntr.epanet.toolkit import ENepanet  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLE, DATA = ROOT / "Examples/riverbend", ROOT / "datasets/riverbend"
STEP = dt.timedelta(minutes=10)
START, END = dt.datetime(2026, 1, 1), dt.datetime(2026, 7, 1)  # UTC; END is exclusive
WARMUP = 3 * 144  # samples thrown away before START
DEMAND, HEAD, FLOW, PRESSURE = 1, 10, 8, 11  # EPANET toolkit codes; BASEDEMAND is 1
STATUS, SETTING = 11, 12

TANKS = ["T1", "T2", "T3", "T4", "T5"]
PUMPS = ["PU1", "PU2", "PU3", "PU4", "PU5", "PU6"]
SWITCHED = ["V1", "V2"]  # valves that are open or closed
VALVES = SWITCHED + ["V3"]  # V3 reduces pressure and has a setpoint
GAUGES = ["J4", "J10", "J14", "J17", "J21", "J22", "J28", "J30", "J33", "J38", "J42"]
TAGS = ([f"L_{t}" for t in TANKS] + [f"F_{p}" for p in PUMPS] + [f"S_{p}" for p in PUMPS] + [f"F_{v}" for v in VALVES]
        + [f"S_{v}" for v in SWITCHED] + [f"P_{j}" for j in GAUGES])
COLUMN = {tag: i for i, tag in enumerate(TAGS)}


# ---------------------------------------------------------------- the plant's files
def sections(text):
    """The sections of an .inp file: name -> rows of words, comments removed."""
    out, name = {}, None
    for line in text.splitlines():
        line = line.split(";")[0].strip()
        if line.startswith("["):
            name = line
            out[name] = []
        elif line and name:
            out[name].append(line.split())
    return out


def read_plant():
    """Rules, owners of the tags, and the network; the two files must name the same thresholds."""
    rules, owner, controller = {}, {}, None
    for line in (EXAMPLE / "plant.yaml").read_text().splitlines():
        line = line.split("#")[0]
        if m := re.search(r"- id: (\w+)", line):
            controller = m[1]
        elif m := re.search(r"reads: \[(.*)\]", line):
            owner.update({tag.strip(): controller for tag in m[1].split(",")})
        elif m := re.search(r"actuator: (\w+), sensor: (\w+), on-below: ([\d.]+), off-above: ([\d.]+)", line):
            rules[m[1]] = (m[2], float(m[3]), float(m[4]))
            owner[m[1]] = controller
        elif m := re.search(r"actuator: (\w+), setpoint", line):
            owner[m[1]] = controller
    network = sections((EXAMPLE / "riverbend.inp").read_text())
    written = {}
    for _, link, action, _, _, tank, where, level in network["[CONTROLS]"]:
        assert (action, where) in {("OPEN", "BELOW"), ("CLOSED", "ABOVE")}
        written.setdefault(link, {})[where] = (f"L_{tank}", float(level))
    for link, ends in written.items():
        expected = (ends["BELOW"][0], ends["BELOW"][1], ends["ABOVE"][1])
        assert rules[link] == expected, f"{link}: plant.yaml says {rules[link]}, riverbend.inp says {expected}"
    assert rules.keys() == written.keys()
    return rules, owner, network


def stepped_copy(network, steps):
    """The network as it is stepped: no controls, no patterns (demands are set at every step)."""
    network = dict(network)
    del network["[CONTROLS]"], network["[PATTERNS]"]
    network["[JUNCTIONS]"] = [row[:3] for row in network["[JUNCTIONS]"]]
    network["[TIMES]"] = [["Duration", f"{steps // 6 + 2}:00"], ["Hydraulic", "Timestep", "0:10"], ["Report", "Timestep", "0:10"]]
    # pressure-driven: a customer at no pressure draws nothing (only attacks get there; customers normally have 30 m and more)
    network["[OPTIONS]"] = [row for row in network["[OPTIONS]"] if row[0] != "Demand"] + [
        ["Demand", "Model", "PDA"], ["Minimum", "Pressure", "0"], ["Required", "Pressure", "15"], ["Pressure", "Exponent", "0.5"]]
    network["[OPTIONS]"] = [["Unbalanced", "Continue", "20"] if row[0] == "Unbalanced" else row for row in network["[OPTIONS]"]]
    return "\n".join("\n".join([name] + [" ".join(row) for row in rows]) + "\n" for name, rows in network.items()) + "\n[END]\n"


# ---------------------------------------------------------------- demand
HOLIDAYS = {(1, 1), (1, 19), (2, 16), (5, 25), (6, 19)}


def local_time(utc):
    """America/Chicago in 2026: summer time from 8 March 08:00 UTC."""
    return utc + dt.timedelta(hours=-5 if utc >= dt.datetime(2026, 3, 8, 8) else -6)


def ar1(rng, n, phi, sd):
    noise = rng.normal(0, sd * np.sqrt(1 - phi * phi), n)
    out = np.empty(n)
    x = rng.normal(0, sd)
    for i in range(n):
        x = phi * x + noise[i]
        out[i] = x
    return out


def demands(network, times, rng):
    """Litres per second, times x junctions: weekly profile x season x day x slow noise x the junction's own noise."""
    n = len(times)
    patterns = {}
    for name, *values in network["[PATTERNS]"]:
        patterns.setdefault(name, []).extend(float(v) for v in values)
    local = [local_time(t) for t in times]
    hour = np.array([t.hour + t.minute / 60 for t in local])
    rest = np.array([t.weekday() >= 5 or (t.month, t.day) in HOLIDAYS for t in local])
    day = np.array([t.toordinal() for t in local])
    first = day[0]
    season = 1 + 0.015 * np.sin(2 * np.pi * (day - dt.date(2026, 4, 1).toordinal()) / 365.25)
    fraction = (hour - 12) / 24  # daily shocks are interpolated between noons
    zones = {}

    def daily(sd):
        shock = rng.normal(0, sd, day[-1] - first + 4)
        at = day - first + 1
        side = np.where(fraction < 0, -1, 1)
        return shock[at] * (1 - np.abs(fraction)) + shock[at + side] * np.abs(fraction)

    weather = daily(0.02)
    for zone, profile in patterns.items():
        wrapped = np.array(profile[-1:] + profile + profile[:1])
        centres = np.arange(-0.5, 25)
        week = np.interp(hour, centres, wrapped)
        late = np.interp((hour - 1.5) % 24, centres, wrapped)  # people rise later on Saturdays, Sundays and holidays
        factor = np.where(rest, 0.5 * week if zone == "INDUSTRY" else 0.4 * week + 0.6 * late + 0.03, week)
        zones[zone] = factor * season * np.exp(weather + daily(0.025) + ar1(rng, n, 0.97, 0.04))
    out = np.zeros((n, len(network["[JUNCTIONS]"])))
    for j, row in enumerate(network["[JUNCTIONS]"]):
        if len(row) > 3:
            out[:, j] = float(row[2]) * zones[row[3]] * np.exp(ar1(rng, n, 0.6, 0.08))
    return out


# ---------------------------------------------------------------- attacks
def constant(value): return lambda x, i, k, tag: value
def offset(by): return lambda x, i, k, tag: x + by
def ramp(per_step, bound): return lambda x, i, k, tag: x + np.sign(per_step) * min(abs(per_step) * (i + 1), bound)


def freeze():
    held = {}
    return lambda x, i, k, tag: held.setdefault(tag, x)


class Replay:
    """What the historian stored `lag` samples ago; needs the history, which the simulation hands over."""
    def __init__(self, lag): self.lag = lag


class Drop:
    """A lost message: the historian stores nothing, a controller goes on with its last value."""
    def __init__(self, probability): self.probability = probability


def hammer(period): return lambda x, i, k, tag: float((i // period) % 2)


class Event:
    """What is recorded in events.csv, and what it does: `told` to controllers, `stored` by the historian, `forced` on actuators
    (a pump's speed, a valve's position or setpoint), `rules` changed in a controller, `draw` of extra water at a junction."""
    def __init__(self, start, end, asset, kind, note, told={}, stored={}, forced={}, rules={}, draw={}):
        self.start, self.end = (dt.datetime.fromisoformat(t) for t in (start, end))
        self.asset, self.kind, self.note = asset, kind, note
        self.told, self.stored, self.forced, self.rules, self.draw = told, stored, forced, rules, draw


def same(tags, shape): return {tag: shape for tag in tags.split()}


def events():
    bias, frozen, lost, high = offset(-0.30), freeze(), Drop(0.7), offset(0.90)
    return [
        Event("2026-03-17T13:00", "2026-03-17T19:50", "PU1", "maintenance", "seal of PU1 replaced; PU1 locked out, PU2 carries Town",
              forced={"PU1": constant(0.0)}),
        Event("2026-05-12T14:00", "2026-05-12T16:50", "J8", "test", "flushing of hydrants at J8: 14 L/s more in Town", draw={"J8": 14.0}),
        Event("2026-06-02T13:00", "2026-06-02T22:50", "T2", "attack",
              "T0856 spoof reporting message: PLC1 is told a constant level of 2.50 m of T2 by way of PLC2; PU1 and PU2 run on and T2 overflows",
              told={"L_T2": constant(2.50)}),
        Event("2026-06-04T14:00", "2026-06-05T13:50", "T3", "attack",
              "T0856 spoof reporting message: L_T3 reads 0.30 m low for PLC3 and for the historian",
              told={"L_T3": bias}, stored={"L_T3": bias}),
        Event("2026-06-07T06:00", "2026-06-09T01:50", "T4", "attack",
              "T0856 spoof reporting message and T0832 manipulation of view: L_T4 for PLC4 sinks by 0.01 m per sample to 1.00 m low; "
              "the historian gets L_T4 of a week before",
              told={"L_T4": ramp(-0.01, 1.0)}, stored={"L_T4": Replay(7 * 144)}),
        Event("2026-06-11T03:00", "2026-06-11T08:50", "PU3", "attack",
              "T0855 unauthorized command message: PU3 and PU4 forced off, T3 drains", forced=same("PU3 PU4", constant(0.0))),
        Event("2026-06-13T01:00", "2026-06-13T20:50", "PU5", "attack",
              "T0831 manipulation of control: drive of PU5 slowed to 94 % of its speed", forced={"PU5": lambda x, i, k, tag: 0.94 * x}),
        Event("2026-06-15T14:00", "2026-06-15T18:50", "V2", "attack",
              "T0806 brute force I/O: V2 hammered, opened and closed in turn at every sample", forced={"V2": hammer(1)}),
        Event("2026-06-17T10:00", "2026-06-18T15:50", "PLC1", "attack",
              "T0836 modify parameter: thresholds of PU1 changed from 3.2 and 5.2 m to 2.5 and 3.4 m, of PU2 from 2.9 and 4.4 m to 2.2 and 3.0 m",
              rules={"PU1": (2.5, 3.4), "PU2": (2.2, 3.0)}),
        Event("2026-06-20T20:00", "2026-06-21T13:50", "PU3", "attack",
              "T0832 manipulation of view and T0855 unauthorized command message: PU3 and PU4 forced on, T3 overflows; "
              "the historian gets all tags of PLC3 from a day before",
              forced=same("PU3 PU4", constant(1.0)), stored=same("L_T3 F_PU3 F_PU4 S_PU3 S_PU4 P_J21 P_J22 P_J28", Replay(144))),
        Event("2026-06-23T12:00", "2026-06-23T20:50", "T1", "attack",
              "T0804 block reporting message: L_T1 frozen for PLC1 and for the historian",
              told={"L_T1": frozen}, stored={"L_T1": frozen}),
        Event("2026-06-25T14:00", "2026-06-25T21:50", "PLC2", "attack",
              "T0814 denial of service: seven in ten messages of PLC2 lost; PLC1 goes on with the last level of T2",
              told={"L_T2": lost}, stored=same("L_T2 F_V3 P_J14 P_J17 P_J42", lost)),
        Event("2026-06-27T18:00", "2026-06-28T07:50", "V3", "attack",
              "T0836 modify parameter: setpoint of V3 raised from 34 to 37 m", forced={"V3": constant(37.0)}),
        Event("2026-06-29T14:00", "2026-06-29T16:50", "J8", "test", "flushing of hydrants at J8: 14 L/s more in Town", draw={"J8": 14.0}),
        Event("2026-06-30T21:10", "2026-06-30T23:50", "T3", "attack",
              "T0856 spoof reporting message: L_T3 reads 0.90 m high for PLC3 and for the historian; still going on when the data end",
              told={"L_T3": high}, stored={"L_T3": high}),
    ]


# ---------------------------------------------------------------- the closed loop
def simulate(rules, network, happenings, seed):
    """Historian's table and the true one, samples x tags, from START on."""
    streams = [np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(3)]
    steps = WARMUP + int((END - START) / STEP)
    times = [START + (k - WARMUP) * STEP for k in range(steps)]
    demand = demands(network, times, streams[0])
    junctions = [row[0] for row in network["[JUNCTIONS]"]]
    noise = streams[1].normal(size=(steps, len(TAGS)))
    lost = streams[2].random((steps, len(TAGS)))
    elevation = {row[0]: float(row[1]) for row in network["[TANKS]"]}
    sd = {"L": lambda x: 0.007, "F": lambda x: 0.007 * abs(x), "P": lambda x: 0.002 * abs(x), "S": lambda x: 0.0}
    sensed = [(i, tag, sd[tag[0]]) for i, tag in enumerate(TAGS)]
    active = [[] for _ in range(steps)]
    for event in happenings:
        for k in range(int((event.start - START) / STEP), int((event.end - START) / STEP) + 1):
            active[k + WARMUP].append((event, k - int((event.start - START) / STEP)))

    stored, truth = np.full((steps, len(TAGS)), np.nan), np.full((steps, len(TAGS)), np.nan)
    state = {link: 0.0 for link in rules} | {"PU1": 1.0, "V1": 1.0, "V3": 34.0}
    believed, applied = {}, {}
    with tempfile.TemporaryDirectory() as folder:
        inp = pathlib.Path(folder, "stepped.inp")
        inp.write_text(stepped_copy(network, steps))
        en = ENepanet(str(inp), str(inp.with_suffix(".rpt")), str(inp.with_suffix(".bin")))
        en.ENopen()
        node = {name: en.ENgetnodeindex(name) for name in junctions + TANKS}
        link = {name: en.ENgetlinkindex(name) for name in PUMPS + VALVES}
        en.ENopenH()
        en.ENinitH(10)  # flows re-initialised, nothing saved
        clock = 0
        for k in range(steps):
            true = truth[k]
            for tank in TANKS:
                true[COLUMN[f"L_{tank}"]] = en.ENgetnodevalue(node[tank], HEAD) - elevation[tank]

            def reading(i, tag, spread):
                return true[i] + noise[k, i] * spread(true[i])

            # controllers: what they are told decides
            limits, forced, extra = {}, {}, {}
            told = {f"L_{t}": reading(COLUMN[f"L_{t}"], f"L_{t}", sd["L"]) for t in TANKS}
            for event, i in active[k]:
                limits |= event.rules
                forced |= {name: (shape, i) for name, shape in event.forced.items()}
                extra |= event.draw
                for tag, shape in event.told.items():
                    if isinstance(shape, Drop):
                        if lost[k, COLUMN[tag]] < shape.probability:
                            told[tag] = believed[tag]
                    else:
                        told[tag] = shape(told[tag], i, k, tag)
            believed = told
            for name, (tag, low, high) in rules.items():
                low, high = limits.get(name, (low, high))
                if told[tag] < low:
                    state[name] = 1.0
                elif told[tag] > high:
                    state[name] = 0.0
            for name in PUMPS + VALVES:
                value = state[name]
                if name in forced:
                    shape, i = forced[name]
                    value = shape(value, i, k, name)
                if applied.get(name) == value:
                    continue
                applied[name] = value
                if name == "V3":
                    en.ENsetlinkvalue(link[name], SETTING, value)
                else:
                    en.ENsetlinkvalue(link[name], STATUS, float(value > 0))
                    if name in PUMPS and value > 0:
                        en.ENsetlinkvalue(link[name], SETTING, value)
            for j, name in enumerate(junctions):
                if demand[k, j] > 0:
                    en.ENsetnodevalue(node[name], DEMAND, demand[k, j] + extra.get(name, 0.0))

            # hydraulics at this instant
            assert en.ENrunH() == clock
            for name in PUMPS + VALVES:
                true[COLUMN[f"F_{name}"]] = max(en.ENgetlinkvalue(link[name], FLOW), 0.0)
            for name in PUMPS + SWITCHED:
                true[COLUMN[f"S_{name}"]] = float(applied[name] > 0)
            for name in GAUGES:
                true[COLUMN[f"P_{name}"]] = en.ENgetnodevalue(node[name], PRESSURE)

            # historian
            row = stored[k]
            for i, tag, spread in sensed:
                value = reading(i, tag, spread)
                for event, at in active[k]:
                    shape = event.stored.get(tag)
                    if isinstance(shape, Replay):
                        value = stored[k - shape.lag, i]
                    elif isinstance(shape, Drop):
                        value = np.nan if lost[k, i] < shape.probability else value
                    elif shape:
                        value = shape(value, at, k, tag)
                row[i] = round(value, 2)

            # on to the next sample; EPANET may stop in between where a tank fills or empties
            clock += en.ENnextH()
            while clock < (k + 1) * 600:
                en.ENrunH()
                clock += en.ENnextH()
        en.ENcloseH()
        en.ENclose()
    return times[WARMUP:], stored[WARMUP:], truth[WARMUP:]


# ---------------------------------------------------------------- the historian's export, with its usual dirt
GAPS = [("2026-01-23T02:10", "2026-01-23T05:30"), ("2026-02-26T17:20", "2026-02-26T18:10"), ("2026-04-09T11:00", "2026-04-09T15:50")]
DIRT = [  # one row each: when, and what became of it
    ("2026-01-09T04:20", "text", "L_T2", "I/O Timeout"), ("2026-01-17T22:50", "short", 12, None), ("2026-02-03T13:40", "time", "2026-02-03T25:40:00Z", None),
    ("2026-02-14T09:10", "text", "F_PU1", "Bad Input"), ("2026-02-20T00:00", "header", None, None), ("2026-03-05T16:30", "text", "P_J28", "I/O Timeout"),
    ("2026-03-22T07:00", "long", None, None), ("2026-04-02T19:20", "text", "F_V3", "#VALUE!"), ("2026-04-18T12:10", "time", "n/a", None),
    ("2026-05-06T03:30", "text", "L_T5", "I/O Timeout"), ("2026-05-21T21:00", "short", 27, None), ("2026-06-10T08:40", "text", "P_J4", "I/O Timeout"),
]


def cell(value):
    if np.isnan(value):
        return ""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def export(times, stored, rng):
    """Monthly wide CSVs: {name: bytes}."""
    stored = stored.copy()
    for k, i in zip(rng.integers(0, 151 * 144, 40), rng.integers(0, len(TAGS), 40)):
        stored[k, i] = np.nan  # a cell dropped here and there in the normal months
    gaps = [tuple(dt.datetime.fromisoformat(t) for t in gap) for gap in GAPS]
    dirt = {dt.datetime.fromisoformat(at): rest for at, *rest in DIRT}
    header = "time," + ",".join(TAGS)
    files = {}
    for t, row in zip(times, stored):
        lines = files.setdefault(f"{t:%Y-%m}.csv", [header])
        if any(a <= t <= b for a, b in gaps):
            continue
        cells = [f"{t:%Y-%m-%dT%H:%M:%SZ}"] + [cell(v) for v in row]
        if t in dirt:
            what, one, two = dirt[t]
            if what == "text":
                cells[1 + COLUMN[one]] = two
            elif what == "short":
                cells = cells[:one]
            elif what == "long":
                cells += ["", "0"]
            elif what == "time":
                cells[0] = one
            elif what == "header":
                lines.append(header)
        lines.append(",".join(cells))
    return {name: ("\n".join(lines) + "\n").encode() for name, lines in files.items()}


def table(rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def tag_rows(rules, owner):
    yield ["tag", "role", "unit", "resolution", "element", "controller"]
    for tag in TAGS:
        kind, element = tag.split("_")
        role, unit, resolution = {"L": ("sensor", "m", 0.01), "F": ("sensor", "L/s", 0.01), "P": ("sensor", "m", 0.01), "S": ("actuator", "", 1)}[kind]
        yield [tag, role, unit, resolution, element, owner[element] if kind == "S" else owner[tag]]


def event_rows(happenings):
    yield ["start", "end", "asset", "kind", "source", "note"]
    for e in happenings:
        yield [f"{e.start:%Y-%m-%dT%H:%M:%SZ}", f"{e.end:%Y-%m-%dT%H:%M:%SZ}", e.asset, e.kind, "script", e.note]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seed", type=int, default=2026)
    options.add_argument("--data", type=pathlib.Path, default=DATA, help="folder of the monthly CSVs")
    options.add_argument("--example", type=pathlib.Path, default=EXAMPLE, help="folder of tags.csv and events.csv")
    options.add_argument("--truth", type=pathlib.Path, help="also write the true values, unrounded, to this CSV")
    options = options.parse_args()
    rules, owner, network = read_plant()
    happenings = events()
    times, stored, truth = simulate(rules, network, happenings, options.seed)
    files = {options.data / name: data for name, data in export(times, stored, np.random.default_rng([options.seed, 9])).items()}
    files[options.example / "tags.csv"] = table(tag_rows(rules, owner))
    files[options.example / "events.csv"] = table(event_rows(happenings))
    if options.truth:
        files[options.truth] = table([["time", *TAGS]] + [[f"{t:%Y-%m-%dT%H:%M:%SZ}", *(f"{v:.5f}" for v in row)] for t, row in zip(times, truth)])
    for path, data in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        print(f"{hashlib.sha256(data).hexdigest()}  {path.name}  {len(data)} bytes, {data.count(10) - 1} rows")


if __name__ == "__main__":
    main()
