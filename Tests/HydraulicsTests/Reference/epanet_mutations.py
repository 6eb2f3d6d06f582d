"""Seeded mutations of the large case, with what EPANET 2.2 says of each.

    python epanet_mutations.py COUNT SEED OUT.json
    TOCSIN_INP_REFERENCE=OUT.json swift test --filter ReferenceTests

Known differences, all by intent: we refuse negative times that make EPANET hang or read outside its
patterns, volume curves that give no area, and values that are no finite numbers; after a quoted text
EPANET may read what an earlier line left in its buffer, so that its first error can be another.
"""

import json
import os
import random
import sys
import tempfile

from epanet_cases import UNITS, full
from epanet_toolkit import reference

WORDS = (
    "-1 0 x * CLOSED OPEN CV 6:30 1:2:3 J1 T1 R1 P1 U1 V1 P2 H1 VOL LOSS GPV PRV TIME CLOCKTIME LEVEL "
    'STATUS IS ABOVE 1e3 .5 5. +3 1e 0x5 YES NO NONE MINUTES DAYS "J1" SYSTEM PUMP GLOBAL BULK 2COMP AGE'
).split() + ["12 AM", "5 HOURS", "TRACE J1", "1.0 2.0 3.0", ""]


def mutate(text, random):
    lines = text.split("\n")
    at = random.randrange(len(lines))
    tokens = lines[at].split(" ")
    kind = random.randrange(6)
    if kind < 3:
        tokens[random.randrange(len(tokens))] = random.choice(WORDS)
    elif kind == 3:
        return "\n".join(lines[:at] + lines[at + 1 :])
    elif kind == 4:
        lines.insert(at, random.choice(lines))
        return "\n".join(lines)
    elif random.random() < 0.5:
        tokens.pop(random.randrange(len(tokens)))
    else:
        tokens.insert(random.randrange(len(tokens) + 1), random.choice(WORDS))
    lines[at] = " ".join(tokens)
    return "\n".join(lines)


def main():
    count, seed, out = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    generator = random.Random(seed)
    cases = []
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "case.inp")
        for number in range(count):
            units = " UNITS " + generator.choice(UNITS)
            text = full(units, generator.choice(["H-W", "D-W", "C-M"]))
            for _ in range(generator.choice([1, 1, 1, 2])):
                text = mutate(text, generator)
            with open(path, "w") as f:
                f.write(text)
            cases.append(dict(name=f"mutation {number}", inp=text, **reference(path, seconds=5)))
    with open(out, "w") as f:
        json.dump(dict(cases=cases), f)
    accepted = sum(case["code"] == 0 for case in cases)
    crashed = sum(case["code"] < 0 for case in cases)
    print(f"{count} mutations, {accepted} accepted, {crashed} crashed")


if __name__ == "__main__":
    main()
