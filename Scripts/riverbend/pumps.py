#!/usr/bin/env python3
"""Make the run-to-failure histories of riverbend's pumps: datasets/riverbend/pump-histories.csv and pump-units.csv.

Wear follows the centrifugal pump of M. Daigle and K. Goebel, "Model-Based Prognostics With Concurrent Damage Progression Processes",
IEEE Transactions on Systems, Man, and Cybernetics: Systems 43 (3), 2013, 535-546; its numbers are those of NASA's ProgPy (CentrifugalPump):
impeller area A, friction of the thrust and of the radial bearing, heat balances of both bearings and of the oil, and the four limits.

    dA/dt  = -wA Q^2                      while the pump runs; Q in units of the position's usual flow here
    drT/dt =  wT rT w^2,  drR/dt = wR rR w^2
    rT w^2 = HT1 (Tt - Ta) + HT2 (Tt - To)           the balances are taken at rest: their time constants are below two hours,
    rR w^2 = HR1 (Tr - Ta) + HR2 (Tr - To)           a row is the mean of a day's running hours
    0      = HO1 (Tt - To) + HO2 (Tr - To) + HO3 (Ta - To)

What the model leaves open is ours, and said where it stands: the head curve scaled by the area, the efficiency, the power lost in bearings,
the vibration, the day on which damage sets in, and how wear rates scatter. The six positions are those of Examples/riverbend/riverbend.inp.

    python Scripts/riverbend/pumps.py                  # --truth FILE also writes when the running pumps will fail, which the data set hides

Python 3.11, numpy 2.4.6; one seed, a few seconds, the same bytes again.
"""
import argparse, csv, datetime as dt, io, math, pathlib

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
NETWORK, DATA = ROOT / "Examples/riverbend/riverbend.inp", ROOT / "datasets/riverbend"
FIRST, TODAY = dt.date(2018, 11, 5), dt.date(2026, 6, 30)

# position: usual flow L/s (as in the telemetry while it runs), share of head that is static, vibration of a new pump mm/s, warmth of the station °C
POSITIONS = {
    "PU1": (120.5, 0.72, 1.50, 1.0), "PU2": (108.8, 0.75, 1.65, 1.0),
    "PU3": (24.7, 0.80, 1.05, -1.5), "PU4": (22.2, 0.83, 1.10, -1.5),
    "PU5": (25.0, 0.76, 1.25, 2.5), "PU6": (22.3, 0.80, 1.20, 2.5),
}
# today's pumps: days left that are asked for (least, most), days they have run (least, most)
ASKED = {"PU4": ((19, 24), (150, 420)), "PU2": ((55, 66), (150, 420))}
YOUNG = ((150, 600), (30, 230))

# ---------------------------------------------------------------- the published model: ProgPy's parameters and limits
SPEED = 376.991118431  # rad/s
FRICTION_T, FRICTION_R = 1.4e-6, 1.8e-6  # of new bearings
AREA, AREA_LIMIT = 12.7084, 9.5
HT1, HT2, HR1, HR2, HO1, HO2, HO3 = 0.0034, 0.0026, 0.0018, 0.020, 1.0, 3.0, 1.5
BEARING_LIMIT, OIL_LIMIT = 370 - 273.15, 350 - 273.15  # °C
# temperatures above ambient per unit of heat in the thrust and in the radial bearing: rows thrust, radial, oil
WARMTH = np.linalg.solve(
    np.array([[HT1 + HT2, 0, -HT2], [0, HR1 + HR2, -HR2], [HO1, HO2, -(HO1 + HO2 + HO3)]]), np.array([[1.0, 0], [0, 1], [0, 0]])).tolist()


def temperatures(thrust, radial, ambient):
    """Thrust bearing, radial bearing and oil, °C, of a running pump; frictions relative to new bearings."""
    heat = FRICTION_T * thrust * SPEED**2, FRICTION_R * radial * SPEED**2
    return [ambient + row[0] * heat[0] + row[1] * heat[1] for row in WARMTH]


# ---------------------------------------------------------------- the plant
def head_curves():
    """position -> (h0, a, n) of H = h0 - a Q^n through EPANET's three points."""
    section, points, curve = "", {}, {}
    for line in NETWORK.read_text().splitlines():
        words = line.split(";")[0].split()
        if words and words[0].startswith("["):
            section = words[0]
        elif words and section == "[CURVES]":
            points.setdefault(words[0], []).append((float(words[1]), float(words[2])))
        elif words and section == "[PUMPS]":
            curve[words[0]] = words[4]
    out = {}
    for position, name in curve.items():
        (_, h0), (q1, h1), (q2, h2) = points[name]
        n = math.log((h0 - h2) / (h0 - h1)) / math.log(q2 / q1)
        out[position] = (h0, (h0 - h1) / q1**n, n)
    return out


def flow_of(h0, a, n, static, slope, guess):
    """Where the pump's head h0 - a Q^n meets the system's, static + slope Q^2; Newton's method, both fall apart monotonically."""
    q = guess
    for _ in range(30):
        step = (h0 - a * q**n - static - slope * q * q) / (a * n * q ** (n - 1) + 2 * slope * q)
        q = max(q + step, 0.01 * guess)
        if abs(step) < 1e-9 * guess:
            break
    return q


def ar1(rng, n, phi, sd):
    noise, out, x = rng.normal(0, sd * math.sqrt(1 - phi * phi), n), np.empty(n), rng.normal(0, sd)
    for i in range(n):
        x = phi * x + noise[i]
        out[i] = x
    return out


class Station:
    """What a position's pumps meet, day by day from FIRST on: weather, demand, how long they run, days of standing by."""
    def __init__(self, position, rng):
        n = (TODAY - FIRST).days + 1500
        day = np.array([(FIRST + dt.timedelta(d)).timetuple().tm_yday for d in range(n)])
        self.ambient = 16.0 + POSITIONS[position][3] - 8.0 * np.cos(2 * np.pi * (day - 20) / 365.25) + ar1(rng, n, 0.8, 2.2)
        self.static = 1 + ar1(rng, n, 0.5, 0.008) + 0.006 * np.cos(2 * np.pi * (day - 200) / 365.25)  # levels of the tanks
        self.slope = np.exp(ar1(rng, n, 0.7, 0.10))  # the higher the demand, the lower the resistance
        # two pumps share a station: 40 to 70 % of the time each, with weeks of more and of less
        self.duty = np.clip(0.55 + 0.03 * rng.normal() + ar1(rng, n, 0.93, 0.06) + rng.normal(0, 0.02, n), 0.25, 0.85)
        self.stands = np.zeros(n, bool)
        for at in np.flatnonzero(rng.random(n) < 1 / 250):  # the other pump runs alone for a while
            self.stands[at:at + rng.integers(3, 12)] = True
        self.stands |= rng.random(n) < 0.004


# ---------------------------------------------------------------- one pump
MODES = ("impeller", "thrust", "radial")
NOTES = ("impeller worn, too little head", "thrust bearing hot, seized", "radial bearing hot, noisy", "oil of the bearings too hot")  # limit passed


class Pump:
    """A pump from its installation to its failure. Damage sets in on some day (sand past a seal, water in the oil, a slow misalignment: ours);
    before it, wear goes on at a tenth of its later rate. One of the three progressions leads, the two others go along at a sixth of its pace."""
    def __init__(self, position, curve, station, start, rng):
        usual, static_share, vibration, _ = POSITIONS[position]
        h0, a, n = curve
        self.position, self.start = position, start
        self.mode = MODES[rng.choice(3, p=[0.36, 0.34, 0.30])]
        self.onset = float(np.clip(190 * rng.lognormal(0, 0.38), 60, 420))
        growth = float(np.clip(95 * rng.lognormal(0, 0.40), 35, 260))  # days that the leading progression would take on its own
        # the share of its limit that a progression covers per day of running at half duty; wA, wT and wR follow from it
        pace = {mode: (1.0 if mode == self.mode else 0.16 * rng.lognormal(0, 0.4)) / (0.55 * growth) for mode in MODES}
        wear_area = pace["impeller"] * (1 - AREA_LIMIT / AREA)
        wear_thrust, wear_radial = pace["thrust"] * math.log(2.0), pace["radial"] * math.log(2.6)
        h0 *= 1 + rng.normal(0, 0.012)  # castings differ
        thrust, radial = rng.lognormal(0, 0.06, 2)
        vibration *= rng.lognormal(0, 0.12)
        efficiency = 0.74 + rng.normal(0, 0.012)
        usual_head = curve[0] - a * usual**n
        static0, slope0 = static_share * usual_head, (1 - static_share) * usual_head / usual**2
        lost = 0.025 * 9.81e-3 * usual * usual_head / 0.74  # kW in the bearings of a new pump (ours: 2.5 % of its power)
        days = 1400
        fluctuation = np.exp(ar1(rng, days, 0.9, 0.45) - 0.10)  # wear rates scatter from week to week
        noise = rng.normal(0, 1, (days, 7))
        offset = 0.4 * rng.normal(), 0.004 * rng.normal()  # of this pump's thermometer and flow meter
        area, self.rows, q, worst = 1.0, [], usual, 0.0
        self.life = float("inf")
        first = (start - FIRST).days
        for day in range(days):
            at = first + day
            rate = (1.0 if day >= self.onset else 0.1) * fluctuation[day]
            static, slope = static0 * station.static[at], slope0 * station.slope[at]
            q = flow_of(area * h0, a, n, static, slope, max(q, 0.3 * usual))  # the area scales the head at no flow
            # a pump that gives less runs longer for the same water
            duty = 0.0 if station.stands[at] else min(station.duty[at] * min(usual / q, 1.6), 0.97)
            ambient = station.ambient[at]
            heat = temperatures(thrust, radial, ambient)
            shares = [(1 - area) / (1 - AREA_LIMIT / AREA)]
            shares += [(t - ambient) / (limit - ambient) for t, limit in zip(heat, (BEARING_LIMIT, BEARING_LIMIT, OIL_LIMIT))]
            spent = max(shares)
            if duty > 0 and spent >= 1:  # a limit was passed within the last day: by a straight line between the two days
                self.life = day - 1 + (1 - worst) / max(spent - worst, 1e-9) if spent > worst else float(day)
                self.life = max(self.life, day - 0.99)
                self.note = NOTES[shares.index(spent)]
                break
            if duty > 0:
                worst = spent
                z = noise[day]
                head = static + slope * q * q
                power = 9.81e-3 * q * head / (efficiency * (1 - 0.5 * (1 - area))) + lost * (0.44 * thrust + 0.56 * radial)
                # independent sources add as squares (ours): the new pump, an impeller out of balance, a bearing that is worn
                shaking = math.sqrt(vibration**2 + (18.0 * (1 - area)) ** 2 + (3.2 * max(thrust - 1.15, 0)) ** 2 + (3.0 * max(radial - 1.15, 0)) ** 2)
                self.rows.append((day + 1, q * (1 + offset[1] + 0.006 * z[0]), head * (1 + 0.006 * z[1]), power * (1 + 0.010 * z[2]),
                                  shaking * math.exp(0.09 * z[3]), max(heat[:2]) + offset[0] + 0.9 * z[4], ambient + 0.3 * z[5], 24 * duty))
            area -= rate * wear_area * duty * (q / usual) ** 2
            thrust *= math.exp(rate * wear_thrust * duty)
            radial *= math.exp(rate * wear_radial * duty)

    def stamp(self, age):
        """The moment at which the pump is so many days old, to the hour."""
        return dt.datetime.combine(self.start, dt.time()) + dt.timedelta(hours=math.floor(24 * age + 1e-9))


def chain(position, curve, seed):
    """The pumps that stood in a position one after the other: [(pump, days in place, outcome, note)]; drawn again until today's pump is as asked."""
    (least, most), (youngest, oldest) = ASKED.get(position, YOUNG)
    number = list(POSITIONS).index(position)
    for attempt in range(10_000):
        rng = np.random.default_rng([seed, number, attempt])
        station = Station(position, rng)
        start, out = FIRST + dt.timedelta(int(rng.integers(0, 60))), []
        while True:
            pump = Pump(position, curve, station, start, rng)
            # three in ten are taken out before it fails, when the station is overhauled anyway: its state plays no part
            overhaul = float(rng.uniform(110, 330)) if rng.random() < 0.31 else float("inf")
            age = (TODAY - start).days
            end = min(pump.life, overhaul)
            if end >= age:
                break
            out.append((pump, end, "failed" if pump.life <= overhaul else "replaced", pump.note if pump.life <= overhaul else "overhaul of the station"))
            start = (pump.stamp(end) + dt.timedelta(days=int(rng.integers(1, 5)))).date()
        is_worn = position not in ASKED or pump.onset <= age - 40  # what is asked to be worn must have begun to show it
        if least <= pump.life - age <= most and youngest <= age <= oldest and is_worn:
            return out + [(pump, age, "running", "")]
    raise SystemExit(f"{position}: no chain of pumps ends as asked")


# ---------------------------------------------------------------- files
PLACES = (2, 2, 2, 2, 1, 1, 1)
HEADER = ["unit", "time", "flow", "head", "power", "vibration", "temperature", "ambient", "hours"]


def text(value, places):
    return f"{value:.{places}f}".rstrip("0").rstrip(".") if places else f"{value:.0f}"


def histories(lives, rng):
    """The lines of pump-histories.csv with the dirt that such exports have."""
    lines = []
    outage = {"PU3-04": (5, 90, 99), "PU6-03": (4, 60, 66)}  # a sensor dead for days: which column, from and to which row
    for name, (pump, end, _, _) in lives.items():
        for i, (day, *values) in enumerate(r for r in pump.rows if r[0] <= end):
            cells = [name, f"{pump.start + dt.timedelta(day)}"] + [text(v, p) for v, p in zip(values, PLACES)]
            if name in outage and outage[name][1] <= i < outage[name][2]:
                cells[outage[name][0]] = ""
            lines.append(cells)
    for at, column in zip(rng.integers(0, len(lines), 60), rng.integers(2, 9, 60)):
        lines[at][column] = ""
    for at, column, what in ((2213, 5, "Bad Input"), (6120, 6, "I/O Timeout"), (9871, 2, "Bad Input")):
        lines[at][column] = what
    return lines


def table(rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seed", type=int, default=2026)
    options.add_argument("--data", type=pathlib.Path, default=DATA, help="folder of the two CSVs")
    options.add_argument("--truth", type=pathlib.Path, help="also write every unit's true life, today's included, to this CSV")
    options = options.parse_args()
    curves, lives = head_curves(), {}
    for position in POSITIONS:
        for i, life in enumerate(chain(position, curves[position], options.seed)):
            lives[f"{position}-{i + 1:02}"] = life
    units, truth = [["unit", "asset", "start", "end", "outcome", "note"]], [["unit", "mode", "onset_days", "life_days", "remaining_days"]]
    for name, (pump, end, outcome, note) in lives.items():
        moment = pump.stamp(end)
        units.append([name, pump.position, f"{pump.start}T00:00:00Z", f"{moment:%Y-%m-%dT%H:%M:%SZ}", outcome, note])
        truth.append([name, pump.mode, f"{pump.onset:.1f}", f"{pump.life:.2f}", f"{pump.life - end:.2f}"])
    options.data.mkdir(parents=True, exist_ok=True)
    (options.data / "pump-histories.csv").write_bytes(table([HEADER] + histories(lives, np.random.default_rng([options.seed, 99]))))
    (options.data / "pump-units.csv").write_bytes(table(units))
    if options.truth:
        options.truth.write_bytes(table(truth))


if __name__ == "__main__":
    main()
