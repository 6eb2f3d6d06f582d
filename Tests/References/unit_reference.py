"""Writes unit_reference.json: conversions by pint 0.25.3, which the units of tags.csv are held against.

    python -m pip install pint==0.25.3 && python Tests/References/unit_reference.py
"""

import json
import pathlib

import pint

registry = pint.UnitRegistry()
Quantity = registry.Quantity
# Tocsin's spelling: pint's, per dimension.
FAMILIES = [
    {"m": "m", "mm": "mm", "cm": "cm", "km": "km", "um": "um", "ft": "ft", "in": "inch", "yd": "yard",
     "mi": "mile", "mil": "thou"},
    {"Pa": "Pa", "hPa": "hPa", "kPa": "kPa", "MPa": "MPa", "bar": "bar", "mbar": "mbar", "psi": "psi",
     "atm": "atm", "torr": "torr", "kgf/cm2": "kgf/cm**2"},
    {"m3/s": "m**3/s", "m3/h": "m**3/hour", "L/s": "L/s", "L/min": "L/min", "gpm": "gallon/minute",
     "MGD": "1e6*gallon/day", "cfs": "ft**3/s", "cfm": "ft**3/minute", "ML/d": "1e6*L/day",
     "IMGD": "1e6*imperial_gallon/day", "bbl/d": "oil_bbl/day"},
    {"kg/s": "kg/s", "t/h": "tonne/hour", "lb/h": "lb/hour", "lb/s": "lb/s"},
    {"K": "kelvin", "°C": "degC", "°F": "degF", "°R": "degR"},
    {"W": "W", "kW": "kW", "MW": "MW", "hp": "horsepower", "PS": "metric_horsepower"},
    {"J": "J", "kWh": "kWh", "BTU": "Btu_it", "MJ": "MJ"},
    {"m/s": "m/s", "km/h": "km/h", "mph": "mile/hour", "ft/s": "ft/s", "kn": "knot", "in/s": "inch/s"},
    {"m3": "m**3", "L": "L", "gal": "gallon", "imp gal": "imperial_gallon", "ft3": "ft**3",
     "bbl": "oil_bbl"},
    {"N·m": "N*m", "lbf·ft": "lbf*ft"},
    {"kg": "kg", "lb": "lb", "t": "tonne", "g": "g"},
    {"N": "N", "lbf": "lbf", "kgf": "kgf"},
    {"mg/L": "mg/L", "kg/m3": "kg/m**3", "ug/m3": "ug/m**3", "lb/ft3": "lb/ft**3"},
    {"rpm": "rpm", "rad/s": "rad/s"},
    {"s": "s", "min": "minute", "h": "hour", "d": "day", "ms": "ms"},
    {"rad": "rad", "deg": "degree"},
    {"V": "V", "mV": "mV"}, {"A": "A", "mA": "mA"}, {"S/m": "S/m", "uS/cm": "uS/cm"},
]


def convert(value, source, target):
    """The value in the other unit; factors like 1e6*gallon/day are no names of units."""
    if source.startswith("deg") and source != "degree" or source == "kelvin":
        return Quantity(value, source).to(target).magnitude
    scale = registry.parse_expression(target)
    return (value * registry.parse_expression(source) / scale).to("").magnitude


rows = []
for family in FAMILIES:
    names = list(family)
    for place, name in enumerate(names):
        # Each to the first, the first to each, and to its neighbour.
        for other in {names[0], names[(place + 1) % len(names)]} - {name}:
            for source, target in ((name, other), (other, name)):
                row = {"from": source, "to": target, "value": 37.5,
                       "result": float(convert(37.5, family[source], family[target]))}
                if row not in rows:
                    rows.append(row)
rows.sort(key=lambda row: (row["from"], row["to"]))
path = pathlib.Path(__file__).with_name("unit_reference.json")
path.write_text(json.dumps({"pint": pint.__version__, "rows": rows}, indent=1, ensure_ascii=False) + "\n")
print(len(rows), "rows")
