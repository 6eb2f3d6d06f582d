"""Small networks and broken ones, one for every section and error of EPANET's reader."""

BASE = """[TITLE]
Case
[JUNCTIONS]
J1 10 5
J2 12 5
[RESERVOIRS]
R 100
[TANKS]
T 50 5 0 10 20
[PIPES]
P1 R J1 100 10 100
P2 J1 J2 100 10 100
P3 J2 T 100 10 100
"""


def replaced(old, new, extra=""):
    assert old in BASE
    return BASE.replace(old, new) + extra


def with_(*lines):
    return BASE + "\n".join(lines) + "\n"


UNITS = "CFS GPM MGD IMGD AFD LPS LPM MLD CMH CMD SI".split()

FULL = """[TITLE]
First line
second ; with a comment
third
fourth is dropped
[JUNCTIONS]
;ID Elev Demand Pattern
 J1 10 5 ;first
 J2 12.5 5 P2
 J3 -3.25
 J4 0 0 "
 J5 1e1 +2.5
[RESERVOIRS]
 R1 100 P2
 R2 90
[TANKS]
 T1 50 5 1 10 20
 T2 40 3 0 8 15 7.5
 T3 30 3 1 8 15 0 VOL
 T4 20 1 0 2 5 0 * YES
 R3 80 2 1 3 0
[PIPES]
 P1 R1 J1 100 10 100
 P2 J1 J2 120.5 8 120 0.7
 P3 J2 J3 80 6 110 CLOSED
 P4 J3 J4 80 6 110 1.5 CV
 P5 J4 T1 80 6 110 0 Closed
 P6 J5 T2 80 6 110 OPEN
 P7 J5 J4 80 6 110 0.2 open
 P8 J3 T3 50 4 90 CV
 P9 J3 T4 50 4 90
 P10 R3 J3 50 4 90 0 0 0 0
[PUMPS]
 U1 R2 J1 HEAD H1 SPEED 1.2 PATTERN P2
 U2 R2 J2 POWER 7.5
 U3 R2 J3 HEAD H3
 U4 R2 J4 HEAD H5
 U5 R2 J5 HEAD H4 POWER 3
 U6 R2 J5 25
 U7 R2 J5 100 50
 U8 R2 J5 120 100 50 60 80
 U9 R2 J5 speed 0 head H1 dangling
[VALVES]
 V1 J1 J3 8 PRV 40
 V2 J4 J2 8 PSV 30 0.5
 V3 J4 J5 8 PBV 10
 V4 J1 J2 8 FCV 12.5
 V5 J2 J5 8 TCV 3
 V6 J1 J5 8 GPV LOSS 0.1
[DEMANDS]
 MULTIPLY 1.5
 J1 7 P2 ;Domestic
 J1 3 ;Industry of thirty bytes name
 J2 0
 T1 5
[PATTERNS]
;comment
 1 0.5 1.5
 P2 1 1.1 1.2
 P2 0.9
 1 2
[CURVES]
;PUMP: one point
 H1 50 100
 H3 0 120
 H3 50 100
 H3 90 60
 H5 0 120
 H5 30 110
 H5 60 80
 H5 90 40
 H4 10 80
 H4 20 70
 VOL 0 0
 VOL 5 600
 VOL 9 1200
 LOSS 0 0
 LOSS 50 10
 EFF 0 50
 EFF 50 80
[CONTROLS]
LINK P2 OPEN IF NODE T1 BELOW 3
LINK P2 0 IF NODE J1 ABOVE 60
LINK U1 1.1 AT TIME 5
LINK U2 CLOSED AT CLOCKTIME 6:30 PM
link V1 35.5 at time 8:10
LINK V4 10 AT TIME 90 MIN
LINK V3 CLOSED IF NODE T1 ABOVE 8
LINK V6 OPEN AT CLOCKTIME 12 AM
LINK V5 2 AT TIME 1.5 DAYS
LINK U4 OPEN AT TIME 30 seconds extra
[RULES]
RULE 1
IF TANK T1 LEVEL BELOW 3
AND SYSTEM CLOCKTIME >= 6 AM
OR SYSTEM TIME < 10:30
THEN PUMP U1 STATUS IS OPEN
AND VALVE V1 SETTING IS 33
ELSE PIPE P2 STATUS IS CLOSED
AND VALVE V4 SETTING = 8
PRIORITY 5
rule two
if junction J1 pressure above 30
and node J2 head <= 100
and reservoir R1 grade <> 4
and tank T2 filltime > 2
and tank T2 draintime not 3.5
and pump U1 setting = 1
and valve V1 status is active
and link P1 flow >= 5
and system demand < 500
and junc J3 demand is 0
then pump U2 setting is 0
then
RULE three
"""
# The last rule of FULL is completed or broken by the cases.
FULL = FULL[: FULL.index("then\nRULE three")]
FULL += """[SOURCES]
 J1 CONCEN 1.5 P2
 R1 MASS 3
 T1 SETPOINT 2 *
 J2 FLOWPACED 4
 J3 0.7 P2
[EMITTERS]
 J3 2.5
 J4 0
 T1 5
[QUALITY]
 J1 0.5
 J2 J4 0.25
 T1 1
[STATUS]
 U3 CLOSED
 U1 0.9
 V1 OPEN
 V2 25
 V6 CLOSED
 P9 CLOSED
[ENERGY]
 GLOBAL PRICE 0.12
 GLOBAL PATTERN P2
 GLOBAL EFFIC 70
 DEMAND CHARGE 3
 PUMP U1 PRICE 0.2
 PUMP U1 PATTERN P2
 PUMP U1 EFFIC EFF
[REACTIONS]
 ORDER BULK 2
 ORDER WALL 0
 ORDER TANK 1
 GLOBAL BULK -0.5
 GLOBAL WALL -1
 BULK P1 -0.7
 WALL P2 P4 -2
 TANK T1 -0.3
 LIMITING POTENTIAL 2
 ROUGHNESS CORRELATION 0
[MIXING]
 T1 2COMP 0.4
 T2 FIFO
 T3 LIFO
 R1 MIXED
[REPORT]
 PAGE 50
 STATUS FULL
 SUMMARY NO
 MESSAGES YES
 ENERGY YES
 NODES J1 J2
 LINKS ALL
 PRESSURE PRECISION 4
 HEADLOSS BELOW 3
 FILE out.txt
[TIMES]
 DURATION 48
 HYDRAULIC TIMESTEP 0:30
 QUALITY TIMESTEP 0:05
 RULE TIMESTEP 0:06
 PATTERN TIMESTEP 2:00
 PATTERN START 1:00
 REPORT TIMESTEP 1:00
 REPORT START 3
 START CLOCKTIME 6:30 AM
 STATISTIC AVERAGED
 MINIMUM TRAVELTIME 5
[OPTIONS]
@UNITS
 HEADLOSS @LOSS
 QUALITY Chlorine ug/L
 UNBALANCED CONTINUE 12
 PATTERN P2
 DEMAND MULTIPLIER 1.25
 DEMAND MODEL PDA
 MINIMUM PRESSURE 3
 REQUIRED PRESSURE 25
 PRESSURE EXPONENT 0.6
 EMITTER EXPONENT 0.55
 VISCOSITY 1.1
 DIFFUSIVITY 1.2
 SPECIFIC GRAVITY 0.98
 TRIALS 100
 ACCURACY 0.0005
 HEADERROR 0.2
 FLOWCHANGE 0.3
 TOLERANCE 0.02
 CHECKFREQ 3
 MAXCHECK 20
 DAMPLIMIT 0.01
 HTOL 0.001
 QTOL 0.002
 RQTOL 1e-6
 SEGMENTS 5
 MAP some.map
[COORDINATES]
 J1 1 2
 T1 3.5 -4
[VERTICES]
 P1 1 1
 P1 2 2
[LABELS]
 1 2 "a label"
[TAGS]
 NODE J1 x
[BACKDROP]
 UNITS None
[ROUGHNESS]
 anything
[END]
after the end
"""


def full(units, loss="H-W"):
    text = FULL.replace("@UNITS", units).replace("@LOSS", loss)
    # A quote alone is EPANET's own trap; the whole network has none.
    return text.replace(' J4 0 0 "\n', " J4 0 0\n")


RULE = "[RULES]\nRULE 1\nIF TANK T LEVEL > 5\nTHEN PIPE P1 STATUS IS CLOSED\n"
CURVE = "[CURVES]\nC 10 5\nC 15 3\nC 20 1\n"
GPV = CURVE + "[VALVES]\nV J1 J2 10 GPV C\n"
LONG = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnop"

CASES = {
    "base": BASE,
    **{f"full-{u.lower()}": full(f" UNITS {u}") for u in UNITS},
    "full-kpa": full(" UNITS LPS\n PRESSURE KPA", "D-W"),
    "full-metres": full(" UNITS CMH\n PRESSURE METERS", "C-M"),
    "full-default": full("", "D-W"),
    "full-crlf": full(" UNITS GPM").replace("\n", "\r\n"),
    "empty": "",
    "no-junctions": BASE.replace("[JUNCTIONS]", "[TITLE]"),
    "no-tanks": "[JUNCTIONS]\nJ1 1\nJ2 2\n[PIPES]\nP J1 J2 1 1 1\n",
    "text-first": "hello\n" + BASE,
    "byte-order-mark": "\ufeff" + BASE,
    "unknown-section": with_("[FOO]", "x"),
    "short-section": with_("[COORD]", "J1 1 2"),
    "lower-section": with_("[coordinates]", "J1 1 2"),
    "section-with-more": with_("[STATUS]foo", "P1 OPEN"),
    "long-line": with_("[PATTERNS]", "A " + "1.0 " * 400),
    "many-tokens": with_("[PATTERNS]", "A " + "1.0 " * 60),
    "junction-alone": replaced("J2 12 5", "J2"),
    "junction-elevation": replaced("J2 12 5", "J2 x 5"),
    "junction-demand": replaced("J2 12 5", "J2 12 x"),
    "junction-pattern": replaced("J2 12 5", "J2 12 5 P"),
    "junction-empty-pattern": replaced("J2 12 5", 'J2 12 5 ""'),
    "junction-twice": replaced("J2 12 5", "J2 12 5\nJ1 3"),
    "junction-long": replaced("J2 12 5", "J2 12 5\n" + LONG + " 3"),
    "junction-31": replaced("J2", LONG[:31]),
    "junction-unconnected": replaced("J2 12 5", "J2 12 5\nJ3 1 1"),
    "junction-latin-1": replaced("J2 12 5", "J2 12\xe9 5"),
    "junction-hex": replaced("J2 12 5", "J2 0x1p3 5"),
    "quoted": replaced("J2 12 5", '"J2" 12 5'),
    "quoted-spaces": replaced("J2 12 5", '"J2" 12 5 '),
    "tank-short": replaced("T 50 5 0 10 20", "T 50 5 0 10"),
    "tank-number": replaced("T 50 5 0 10 20", "T 50 5 0 10 x"),
    "tank-negative": replaced("T 50 5 0 10 20", "T 50 5 -1 10 20"),
    "tank-levels": replaced("T 50 5 0 10 20", "T 50 15 0 10 20"),
    "tank-curve-missing": replaced("T 50 5 0 10 20", "T 50 5 0 10 20 0 C"),
    "tank-curve-range": replaced("T 50 5 0 10 20", "T 50 5 0 10 20 0 C", "[CURVES]\nC 1 0\nC 20 9\n"),
    "tank-curve-falls-back": replaced(
        "T 50 5 0 10 20", "T 50 5 0 10 20 0 C", "[CURVES]\nC 0 0\nC 5 10\nC 3 20\nC 10 30\n"
    ),
    "tank-overflow": replaced("T 50 5 0 10 20", "T 50 5 0 10 20 0 * MAYBE"),
    "reservoir-pattern": replaced("R 100", "R 100 P"),
    "tank-as-reservoir": replaced("T 50 5 0 10 20", "T 50"),
    "pipe-short": replaced("P3 J2 T 100 10 100", "P3 J2 T 100 10"),
    "pipe-node": replaced("P3 J2 T 100 10 100", "P3 J2 X 100 10 100"),
    "pipe-same": replaced("P3 J2 T 100 10 100", "P3 T T 100 10 100"),
    "pipe-twice": replaced("P3 J2 T", "P2 J2 T"),
    "pipe-length": replaced("P3 J2 T 100 10 100", "P3 J2 T 0 10 100"),
    "pipe-length-text": replaced("P3 J2 T 100 10 100", "P3 J2 T x 10 100"),
    "pipe-diameter": replaced("P3 J2 T 100 10 100", "P3 J2 T 100 -1 100"),
    "pipe-diameter-text": replaced("P3 J2 T 100 10 100", "P3 J2 T 100 x 100"),
    "pipe-roughness": replaced("P3 J2 T 100 10 100", "P3 J2 T 100 10 -100"),
    "pipe-roughness-text": replaced("P3 J2 T 100 10 100", "P3 J2 T 100 10 x"),
    "pipe-loss": replaced("P3 J2 T 100 10 100", "P3 J2 T 100 10 100 -1"),
    "pipe-loss-text": replaced("P3 J2 T 100 10 100", "P3 J2 T 100 10 100 x"),
    "pipe-loss-status": replaced("P3 J2 T 100 10 100", "P3 J2 T 100 10 100 x OPEN"),
    "pipe-status": replaced("P3 J2 T 100 10 100", "P3 J2 T 100 10 100 0 AJAR"),
    "pipe-nine": replaced("P3 J2 T 100 10 100", "P3 J2 T 100 10 100 5 CLOSED x"),
    "pump-short": with_("[PUMPS]", "U J1"),
    "pump-bare": with_("[PUMPS]", "U J1 J2"),
    "pump-keyword": with_("[PUMPS]", "U J1 J2 FOO 5"),
    "pump-keyword-alone": with_("[PUMPS]", "U J1 J2 FOO"),
    "pump-curve": with_("[PUMPS]", "U J1 J2 HEAD C"),
    "pump-pattern": with_("[PUMPS]", "U J1 J2 POWER 5 PATTERN X"),
    "pump-speed": with_("[PUMPS]", "U J1 J2 POWER 5 SPEED -1"),
    "pump-speed-text": with_("[PUMPS]", "U J1 J2 POWER 5 SPEED x"),
    "pump-power": with_("[PUMPS]", "U J1 J2 POWER 0"),
    "pump-power-unit": with_("[PUMPS]", "U J1 J2 POWER 5kw"),
    "pump-bad-curve": with_("[CURVES]", "C 10 5", "C 15 8", "[PUMPS]", "U J1 J2 HEAD C"),
    "pump-bad-point": with_("[CURVES]", "C 0 5", "[PUMPS]", "U J1 J2 HEAD C"),
    "pump-bad-three": with_("[CURVES]", "C 0 5", "C 5 4", "C 5 3", "[PUMPS]", "U J1 J2 HEAD C"),
    "pump-falls-back": with_("[CURVES]", "C 10 5", "C 5 3", "[PUMPS]", "U J1 J2 HEAD C"),
    "pump-numbers": with_("[PUMPS]", "U J1 J2 5 6 7"),
    "pump-numbers-bad": with_("[PUMPS]", "U J1 J2 0 6"),
    "pump-numbers-power": with_("[PUMPS]", "U J1 J2 -5"),
    "pump-numbers-text": with_("[PUMPS]", "U J1 J2 5 x"),
    "valve-short": with_("[VALVES]", "V J1 J2 10 PRV"),
    "valve-type": with_("[VALVES]", "V J1 J2 10 PCV 5"),
    "valve-diameter": with_("[VALVES]", "V J1 J2 0 PRV 5"),
    "valve-setting": with_("[VALVES]", "V J1 J2 10 PRV x"),
    "valve-loss": with_("[VALVES]", "V J1 J2 10 PRV 5 x"),
    "valve-curve": with_("[VALVES]", "V J1 J2 10 GPV X"),
    "valve-tank-1": with_("[VALVES]", "V T J2 10 PSV 5"),
    "valve-tank-2": with_("[VALVES]", "V J1 T 10 FCV 5"),
    "valve-tank-throttle": with_("[VALVES]", "V J1 T 10 TCV 5"),
    "valve-prv-prv": with_("[VALVES]", "V J1 J2 10 PRV 5", "W J1 J2 10 PRV 5"),
    "valve-psv-psv": with_("[VALVES]", "V J1 J2 10 PSV 5", "W J2 J1 10 PSV 5"),
    "valve-prv-psv": with_("[VALVES]", "V J1 J2 10 PRV 5", "W J2 J1 10 PSV 5"),
    "valve-psv-prv": with_("[VALVES]", "V J1 J2 10 PSV 5", "W J2 J1 10 PRV 5"),
    "valve-fcv-psv": with_("[VALVES]", "V J1 J2 10 FCV 5", "W J2 J1 10 PSV 5"),
    "valve-fcv-prv": with_("[VALVES]", "V J1 J2 10 FCV 5", "W J2 J1 10 PRV 5"),
    "valve-psv-fcv": with_("[VALVES]", "V J1 J2 10 PSV 5", "W J2 J1 10 FCV 5"),
    "valve-prv-fcv": with_("[VALVES]", "V J1 J2 10 PRV 5", "W J2 J1 10 FCV 5"),
    "valve-fcv-fcv": with_("[VALVES]", "V J1 J2 10 FCV 5", "W J1 J2 10 FCV 5"),
    "demand-short": with_("[DEMANDS]", "J1"),
    "demand-text": with_("[DEMANDS]", "J1 x"),
    "demand-node": with_("[DEMANDS]", "X 5"),
    "demand-pattern": with_("[DEMANDS]", "J1 5 X"),
    "demand-multiply": with_("[DEMANDS]", "MULTIPLY 0"),
    "pattern-alone": with_("[PATTERNS]", "A"),
    "pattern-text": with_("[PATTERNS]", "A 1 x"),
    "pattern-long": with_("[PATTERNS]", LONG + " 1"),
    "pattern-quoted": with_("[PATTERNS]", '"a" 1 2'),
    "curve-short": with_("[CURVES]", "C 1"),
    "curve-x": with_("[CURVES]", "C x 1"),
    "curve-y": with_("[CURVES]", "C 1 x"),
    "control-short": with_("[CONTROLS]", "LINK P1 OPEN AT TIME"),
    "control-link": with_("[CONTROLS]", "LINK X OPEN AT TIME 5"),
    "control-text": with_("[CONTROLS]", "LINK P1 AJAR AT TIME 5"),
    "control-negative": with_("[CONTROLS]", "LINK P1 -1 AT TIME 5"),
    "control-time": with_("[CONTROLS]", "LINK P1 OPEN AT TIME x"),
    "control-disabled": with_("[CONTROLS]", "LINK P1 OPEN AT TIME 5 DISABLED"),
    "control-node": with_("[CONTROLS]", "LINK P1 OPEN IF NODE X BELOW 5"),
    "control-relation": with_("[CONTROLS]", "LINK P1 OPEN IF NODE T NEAR 5"),
    "control-level": with_("[CONTROLS]", "LINK P1 OPEN IF NODE T BELOW x"),
    "control-level-short": with_("[CONTROLS]", "LINK P1 OPEN IF NODE T BELOW"),
    "control-check-valve": replaced(
        "P3 J2 T 100 10 100", "P3 J2 T 100 10 100 CV", "[CONTROLS]\nLINK P3 OPEN AT TIME 5\n"
    ),
    "control-gpv": GPV + "[CONTROLS]\nLINK V 5 AT TIME 5\n",
    "rule-fine": BASE + RULE,
    "rule-label": BASE + RULE.replace("RULE 1", "RULE"),
    "rule-keyword": BASE + RULE.replace("THEN", "SO"),
    "rule-order": BASE + RULE.replace("IF", "THEN"),
    "rule-else-first": BASE + RULE.replace("THEN", "ELSE"),
    "rule-or-last": BASE + RULE + "OR TANK T LEVEL > 5\n",
    "rule-priority-first": BASE + "[RULES]\nRULE 1\nPRIORITY 1\n",
    "rule-priority-text": BASE + RULE + "PRIORITY x\n",
    "rule-disabled": BASE + RULE + "DISABLED\n",
    "rule-node": BASE + RULE.replace("TANK T", "TANK X"),
    "rule-link": BASE + RULE.replace("PIPE P1", "PIPE X"),
    "rule-object": BASE + RULE.replace("TANK T", "LAKE T"),
    "rule-variable": BASE + RULE.replace("LEVEL", "DEPTH"),
    "rule-variable-node": BASE + RULE.replace("LEVEL", "FLOW"),
    "rule-variable-link": BASE + RULE.replace("TANK T LEVEL", "PIPE P1 LEVEL"),
    "rule-fill-junction": BASE + RULE.replace("TANK T LEVEL", "JUNC J1 FILLTIME"),
    "rule-operator": BASE + RULE.replace(">", "~"),
    "rule-value": BASE + RULE.replace("> 5", "> x"),
    "rule-time": BASE + RULE.replace("TANK T LEVEL > 5", "SYSTEM TIME > x"),
    "rule-system": BASE + RULE.replace("TANK T LEVEL > 5", "SYSTEM PRESSURE > 5"),
    "rule-tokens": BASE + RULE.replace("TANK T LEVEL > 5", "TANK T LEVEL >"),
    "rule-action-tokens": BASE + RULE.replace("IS CLOSED", "CLOSED"),
    "rule-action-value": BASE + RULE.replace("IS CLOSED", "IS x"),
    "rule-action-negative": BASE + RULE.replace("IS CLOSED", "IS -1"),
    "rule-action-check-valve": replaced("P1 R J1 100 10 100", "P1 R J1 100 10 100 CV", RULE),
    "rule-action-gpv": GPV + RULE.replace("PIPE P1 STATUS IS CLOSED", "VALVE V SETTING IS 5"),
    "source-short": with_("[SOURCES]", "J1"),
    "source-node": with_("[SOURCES]", "X CONCEN 1"),
    "source-type": with_("[SOURCES]", "J1 FOO 1"),
    "source-value": with_("[SOURCES]", "J1 MASS x"),
    "source-pattern": with_("[SOURCES]", "J1 MASS 1 X"),
    "emitter-short": with_("[EMITTERS]", "J1"),
    "emitter-node": with_("[EMITTERS]", "X 1"),
    "emitter-value": with_("[EMITTERS]", "J1 x"),
    "emitter-negative": with_("[EMITTERS]", "J1 -1"),
    "quality-node": with_("[QUALITY]", "X 1"),
    "quality-alone": with_("[QUALITY]", "X"),
    "quality-value": with_("[QUALITY]", "J1 x"),
    "quality-negative": with_("[QUALITY]", "J1 -1"),
    "quality-range": with_("[QUALITY]", "J1 J2 x"),
    "quality-range-negative": with_("[QUALITY]", "J1 J2 -1"),
    "status-short": with_("[STATUS]", "P1"),
    "status-link": with_("[STATUS]", "X OPEN"),
    "status-value": with_("[STATUS]", "P1 x"),
    "status-negative": with_("[STATUS]", "P1 -1"),
    "status-range": with_("[STATUS]", "P1 P2 CLOSED"),
    "status-check-valve": replaced(
        "P3 J2 T 100 10 100", "P3 J2 T 100 10 100 CV", "[STATUS]\nP3 OPEN\n"
    ),
    "status-gpv": GPV + "[STATUS]\nV 5\n",
    "energy-short": with_("[ENERGY]", "GLOBAL PRICE"),
    "energy-keyword": with_("[ENERGY]", "FOO PRICE 1"),
    "energy-what": with_("[ENERGY]", "GLOBAL FOO 1"),
    "energy-pump": with_("[ENERGY]", "PUMP X PRICE 1"),
    "energy-pump-pipe": with_("[ENERGY]", "PUMP P1 PRICE 1"),
    "energy-pump-short": with_("[ENERGY]", "PUMP X PRICE"),
    "energy-price": with_("[ENERGY]", "GLOBAL PRICE x"),
    "energy-price-negative": with_("[ENERGY]", "GLOBAL PRICE -1"),
    "energy-pattern": with_("[ENERGY]", "GLOBAL PATTERN X"),
    "energy-efficiency": with_("[ENERGY]", "GLOBAL EFFIC 0"),
    "energy-charge": with_("[ENERGY]", "DEMAND CHARGE -1"),
    "reaction-short": with_("[REACTIONS]", "FOO 1"),
    "reaction-keyword": with_("[REACTIONS]", "FOO BAR 1"),
    "reaction-order": with_("[REACTIONS]", "ORDER FOO 1"),
    "reaction-wall": with_("[REACTIONS]", "ORDER WALL 2"),
    "reaction-global": with_("[REACTIONS]", "GLOBAL FOO 1"),
    "reaction-value": with_("[REACTIONS]", "GLOBAL BULK x"),
    "reaction-unknown": with_("[REACTIONS]", "BULK X 1", "TANK X 1", "TANK J1 1"),
    "mixing-node": with_("[MIXING]", "X MIXED"),
    "mixing-model": with_("[MIXING]", "T FOO"),
    "mixing-fraction": with_("[MIXING]", "T 2COMP x"),
    "mixing-junction": with_("[MIXING]", "J1 FOO"),
    "report-short": with_("[REPORT]", "PAGE"),
    "report-keyword": with_("[REPORT]", "FOO 1"),
    "report-page": with_("[REPORT]", "PAGE 256"),
    "report-page-text": with_("[REPORT]", "PAGE x"),
    "report-node": with_("[REPORT]", "NODES J1 X"),
    "report-link": with_("[REPORT]", "LINKS X"),
    "report-variable": with_("[REPORT]", "PRESSURE FOO 1"),
    "report-variable-short": with_("[REPORT]", "PRESSURE BELOW"),
    "report-variable-value": with_("[REPORT]", "PRESSURE BELOW x"),
    "time-short": with_("[TIMES]", "DURATION"),
    "time-value": with_("[TIMES]", "DURATION x"),
    "time-units": with_("[TIMES]", "DURATION 5 weeks"),
    "time-keyword": with_("[TIMES]", "FOO 5"),
    "time-pattern": with_("[TIMES]", "PATTERN FOO 5"),
    "time-report": with_("[TIMES]", "REPORT FOO 5"),
    "time-statistic": with_("[TIMES]", "STATISTIC FOO"),
    "time-clock-units": with_("[TIMES]", "DURATION 24:00 HOURS"),
    "time-afternoon": with_("[TIMES]", "START CLOCKTIME 1:50 PM", "DURATION 3 DAYS"),
    "time-late": with_("[TIMES]", "START CLOCKTIME 13 PM"),
    "time-negative-step": with_("[TIMES]", "DURATION 5", "HYDRAULIC TIMESTEP -1"),
    "time-negative-pattern": with_("[TIMES]", "PATTERN TIMESTEP -2"),
    "time-report-after-end": with_("[TIMES]", "DURATION 5", "REPORT START 6"),
    "option-keyword": with_("[OPTIONS]", "FOO 1"),
    "option-alone": with_("[OPTIONS]", "FOO"),
    "option-text": with_("[OPTIONS]", "FOO BAR"),
    "option-units": with_("[OPTIONS]", "UNITS CMS"),
    "option-pressure": with_("[OPTIONS]", "PRESSURE BAR"),
    "option-headloss": with_("[OPTIONS]", "HEADLOSS X"),
    "option-hydraulics": with_("[OPTIONS]", "HYDRAULICS FOO x"),
    "option-quality-age": with_("[OPTIONS]", "QUALITY AGE", "[TIMES]", "DURATION 1"),
    "option-quality-trace": with_("[OPTIONS]", "QUALITY TRACE R", "[TIMES]", "DURATION 1"),
    "option-trace": with_("[OPTIONS]", "QUALITY TRACE X"),
    "option-trace-short": with_("[OPTIONS]", "QUALITY TRACE"),
    "option-unbalanced": with_("[OPTIONS]", "UNBALANCED FOO"),
    "option-model": with_("[OPTIONS]", "DEMAND MODEL FOO"),
    "option-trials": with_("[OPTIONS]", "TRIALS 0"),
    "option-trials-text": with_("[OPTIONS]", "TRIALS x"),
    "option-accuracy-low": with_("[OPTIONS]", "ACCURACY 1e-9"),
    "option-accuracy-high": with_("[OPTIONS]", "ACCURACY 5"),
    "option-tolerance": with_("[OPTIONS]", "TOLERANCE -1"),
    "option-diffusivity": with_("[OPTIONS]", "DIFFUSIVITY -1"),
    "option-headerror": with_("[OPTIONS]", "HEADERROR -1"),
    "option-flowchange": with_("[OPTIONS]", "FLOWCHANGE -1"),
    "option-minimum": with_("[OPTIONS]", "MINIMUM PRESSURE 10", "REQUIRED PRESSURE 5"),
    "option-minimum-after": with_("[OPTIONS]", "REQUIRED PRESSURE 5", "MINIMUM PRESSURE 10"),
    "option-minimum-alone": with_("[OPTIONS]", "MINIMUM PRESSURE 10"),
    "option-required": with_("[OPTIONS]", "REQUIRED PRESSURE 0.05"),
    "option-exponent": with_("[OPTIONS]", "PRESSURE EXPONENT -1"),
    "option-rqtol": with_("[OPTIONS]", "RQTOL 2"),
    "option-viscosity": with_("[OPTIONS]", "UNITS LPS", "VISCOSITY 1e-6", "DIFFUSIVITY 1e-9"),
    "option-pattern": with_("[PATTERNS]", "X 1 2", "[OPTIONS]", "PATTERN X"),
    "option-pattern-missing": with_("[PATTERNS]", "1 1 2", "[OPTIONS]", "PATTERN X"),
    "coordinates-short": with_("[COORDINATES]", "J1 1"),
    "coordinates-node": with_("[COORDINATES]", "X 1 2"),
    "coordinates-text": with_("[COORDINATES]", "J1 x 2"),
    "vertices-short": with_("[VERTICES]", "P1 1"),
    "vertices-link": with_("[VERTICES]", "X 1 2"),
    "vertices-text": with_("[VERTICES]", "P1 1 x"),
    "several": replaced("J2 12 5", "J2 12 x", "[OPTIONS]\nRQTOL 2\n[TIMES]\nDURATION x\n"),
    "eleven": with_("[OPTIONS]", *["TRIALS 0"] * 11),
    "late-sections": "[PIPES]\nP1 R J1 1 1 1\n" + BASE.replace("P1 R J1", "P4 R J1"),
}
