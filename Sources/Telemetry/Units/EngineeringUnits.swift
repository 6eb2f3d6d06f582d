public import Diagnostics

/// The table of units that can be converted, one row each.
///
/// Definitions: NIST SP 811 (2008), appendix B; the foot, gallon and pound are exact in SI units. A
/// metre of water is 9,806.65 Pa (the conventional one: 1,000 kg/m³ at standard gravity).
public enum EngineeringUnits {
  private static let foot = 0.3048
  private static let gallon = 0.003_785_411_784
  private static let imperialGallon = 0.004_546_09
  private static let gravity = 9.806_65
  private static let pound = 0.453_592_37
  private static let acreFoot = 43_560 * foot * foot * foot

  /// All units, those of one dimension together.
  public static let all: [EngineeringUnit] = [
    EngineeringUnit("m", .length, 1, ["metre", "meter", "metres", "meters", "mtr"]),
    EngineeringUnit("mm", .length, 1e-3, ["MM", "millimetre", "millimeter"]),
    EngineeringUnit("cm", .length, 1e-2, ["centimetre", "centimeter"]),
    EngineeringUnit("km", .length, 1e3, ["kilometre", "kilometer"]),
    EngineeringUnit("um", .length, 1e-6, ["µm", "micron", "micrometre", "micrometer"]),
    EngineeringUnit("ft", .length, foot, ["foot", "feet"]),
    EngineeringUnit("in", .length, 0.0254, ["inch", "inches"]),
    EngineeringUnit("yd", .length, 0.9144, ["yard", "yards"]),
    EngineeringUnit("mi", .length, 1_609.344, ["mile", "miles"]),
    EngineeringUnit("mil", .length, 2.54e-5, ["thou"]),

    EngineeringUnit("Pa", .pressure, 1, ["pascal"]),
    EngineeringUnit("hPa", .pressure, 100),
    EngineeringUnit("kPa", .pressure, 1e3, ["kPag", "kPaa", "kPa(g)", "kPa(a)"]),
    EngineeringUnit("MPa", .pressure, 1e6),
    EngineeringUnit("bar", .pressure, 1e5, ["barg", "bara", "bar(g)", "bar(a)"]),
    EngineeringUnit("mbar", .pressure, 100, ["MBAR", "mbarg", "mbara"]),
    EngineeringUnit(
      "psi", .pressure, pound * gravity / (0.0254 * 0.0254),
      ["psig", "psia", "psi(g)", "psi(a)", "lbf/in2"]),
    EngineeringUnit("atm", .pressure, 101_325),
    EngineeringUnit("mH2O", .pressure, 1_000 * gravity, ["mWC", "mWS", "mCE", "m head", "mca"]),
    EngineeringUnit("cmH2O", .pressure, 10 * gravity, ["cmWC"]),
    EngineeringUnit("mmH2O", .pressure, gravity, ["mmWC", "mmWS"]),
    EngineeringUnit(
      "ftH2O", .pressure, 1_000 * gravity * foot, ["ft head", "ftWC", "ft H2O", "feet head"]),
    EngineeringUnit(
      "inH2O", .pressure, 1_000 * gravity * 0.0254, ["inWC", "inWG", "iwc", "in H2O"]),
    EngineeringUnit("mmHg", .pressure, 133.322_387_415),
    EngineeringUnit("inHg", .pressure, 25.4 * 133.322_387_415),
    EngineeringUnit("torr", .pressure, 101_325.0 / 760),
    EngineeringUnit("kgf/cm2", .pressure, gravity * 1e4, ["kg/cm2", "kg/cm2g", "at"]),

    EngineeringUnit("m3/s", .flow, 1, ["cms", "cumec", "cumecs"]),
    EngineeringUnit("m3/min", .flow, 1.0 / 60),
    EngineeringUnit(
      "m3/h", .flow, 1.0 / 3_600, ["m3/hr", "m3/hour", "CMH", "cbm/h", "mc/h"]),
    EngineeringUnit("m3/d", .flow, 1.0 / 86_400, ["m3/day", "CMD"]),
    EngineeringUnit("L/s", .flow, 1e-3, ["l/sec", "lps"]),
    EngineeringUnit("L/min", .flow, 1e-3 / 60, ["lpm"]),
    EngineeringUnit("L/h", .flow, 1e-3 / 3_600, ["l/hr", "lph"]),
    EngineeringUnit("ML/d", .flow, 1e3 / 86_400, ["ML/day", "MLD", "mld"]),
    EngineeringUnit("gpm", .flow, gallon / 60, ["gal/min", "usgpm", "US gpm"]),
    EngineeringUnit("gph", .flow, gallon / 3_600, ["gal/h", "gal/hr"]),
    EngineeringUnit("gpd", .flow, gallon / 86_400, ["gal/d", "gal/day"]),
    EngineeringUnit("MGD", .flow, 1e6 * gallon / 86_400, ["mgd", "Mgal/d"]),
    EngineeringUnit("IMGD", .flow, 1e6 * imperialGallon / 86_400),
    EngineeringUnit("cfs", .flow, foot * foot * foot, ["ft3/s", "ft3/sec", "cusec"]),
    EngineeringUnit("cfm", .flow, foot * foot * foot / 60, ["ft3/min"]),
    EngineeringUnit("ft3/h", .flow, foot * foot * foot / 3_600, ["cfh", "ft3/hr"]),
    EngineeringUnit("AFD", .flow, acreFoot / 86_400, ["acre-ft/d", "ac-ft/day"]),
    EngineeringUnit("bbl/d", .flow, 42 * gallon / 86_400, ["bpd", "bbl/day"]),

    EngineeringUnit("kg/s", .massFlow, 1, ["kg/sec"]),
    EngineeringUnit("kg/min", .massFlow, 1.0 / 60),
    EngineeringUnit("kg/h", .massFlow, 1.0 / 3_600, ["kg/hr"]),
    EngineeringUnit("t/h", .massFlow, 1 / 3.6, ["t/hr", "tph"]),
    EngineeringUnit("lb/s", .massFlow, pound, ["lbm/s", "pps"]),
    EngineeringUnit("lb/min", .massFlow, pound / 60, ["lbm/min"]),
    EngineeringUnit("lb/h", .massFlow, pound / 3_600, ["lb/hr", "lbm/h", "pph"]),

    EngineeringUnit("K", .temperature, 1, ["kelvin", "degK"]),
    EngineeringUnit(
      "°C", .temperature, 1, offset: 273.15, ["C", "degC", "deg C", "celsius", "ºC", "℃"]),
    EngineeringUnit(
      "°F", .temperature, 5.0 / 9, offset: 459.67 * 5 / 9,
      ["F", "degF", "deg F", "fahrenheit", "ºF", "℉"]),
    EngineeringUnit("°R", .temperature, 5.0 / 9, ["degR", "deg R", "rankine"]),

    EngineeringUnit("W", .power, 1, ["watt", "watts"]),
    EngineeringUnit("mW", .power, 1e-3),
    EngineeringUnit("kW", .power, 1e3),
    EngineeringUnit("MW", .power, 1e6),
    EngineeringUnit("GW", .power, 1e9),
    EngineeringUnit("hp", .power, 550 * foot * pound * gravity, ["HP"]),
    EngineeringUnit("PS", .power, 75 * gravity, ["metric hp"]),
    EngineeringUnit("BTU/h", .power, 1_055.055_852_62 / 3_600, ["btu/hr"]),

    EngineeringUnit("J", .energy, 1, ["joule"]),
    EngineeringUnit("kJ", .energy, 1e3),
    EngineeringUnit("MJ", .energy, 1e6),
    EngineeringUnit("GJ", .energy, 1e9),
    EngineeringUnit("Wh", .energy, 3_600),
    EngineeringUnit("kWh", .energy, 3.6e6),
    EngineeringUnit("MWh", .energy, 3.6e9),
    EngineeringUnit("BTU", .energy, 1_055.055_852_62),
    EngineeringUnit("MMBTU", .energy, 1_055.055_852_62e6),

    EngineeringUnit("m/s", .speed, 1, ["m/sec", "mps"]),
    EngineeringUnit("mm/s", .speed, 1e-3, ["mm/sec"]),
    EngineeringUnit("km/h", .speed, 1 / 3.6, ["kph", "kmh"]),
    EngineeringUnit("m/min", .speed, 1.0 / 60),
    EngineeringUnit("mph", .speed, 0.447_04, ["mi/h"]),
    EngineeringUnit("ft/s", .speed, foot, ["fps", "ft/sec"]),
    EngineeringUnit("in/s", .speed, 0.0254, ["ips", "in/sec"]),
    EngineeringUnit("kn", .speed, 1_852.0 / 3_600, ["knot", "knots", "kt"]),

    EngineeringUnit("m/s2", .acceleration, 1, ["m/s^2"]),
    EngineeringUnit("mm/s2", .acceleration, 1e-3),
    EngineeringUnit("gn", .acceleration, gravity, ["g0"]),

    EngineeringUnit("rps", .rotation, 1, ["rev/s", "r/s"]),
    EngineeringUnit("rpm", .rotation, 1.0 / 60, ["r/min", "rev/min", "1/min", "min-1"]),
    EngineeringUnit("rad/s", .rotation, 1 / (2 * Double.pi)),

    EngineeringUnit("Hz", .frequency, 1, ["hertz", "1/s", "cps"]),
    EngineeringUnit("kHz", .frequency, 1e3),
    EngineeringUnit("MHz", .frequency, 1e6),

    EngineeringUnit("m3", .volume, 1, ["cbm", "m^3", "cubic metre", "cubic meter"]),
    EngineeringUnit("L", .volume, 1e-3, ["litre", "liter", "litres", "liters", "dm3", "ltr"]),
    EngineeringUnit("mL", .volume, 1e-6, ["ml", "cm3", "cc"]),
    EngineeringUnit("hL", .volume, 0.1),
    EngineeringUnit("ML", .volume, 1e3, ["megalitre", "megaliter"]),
    EngineeringUnit("gal", .volume, gallon, ["gallon", "gallons", "US gal"]),
    EngineeringUnit("kgal", .volume, 1e3 * gallon),
    EngineeringUnit("Mgal", .volume, 1e6 * gallon, ["MG"]),
    EngineeringUnit("imp gal", .volume, imperialGallon),
    EngineeringUnit("ft3", .volume, foot * foot * foot, ["cf", "cuft", "cu ft", "ft^3"]),
    EngineeringUnit("bbl", .volume, 42 * gallon, ["barrel", "barrels"]),
    EngineeringUnit("acre-ft", .volume, acreFoot, ["ac-ft", "acft"]),

    EngineeringUnit("m2", .area, 1, ["m^2", "sqm"]),
    EngineeringUnit("cm2", .area, 1e-4),
    EngineeringUnit("mm2", .area, 1e-6),
    EngineeringUnit("ft2", .area, foot * foot, ["sqft", "sq ft"]),
    EngineeringUnit("in2", .area, 0.0254 * 0.0254, ["sqin", "sq in"]),

    EngineeringUnit("kg", .mass, 1),
    EngineeringUnit("g", .mass, 1e-3),
    EngineeringUnit("mg", .mass, 1e-6),
    EngineeringUnit("t", .mass, 1e3, ["tonne", "tonnes"]),
    EngineeringUnit("lb", .mass, pound, ["lbs", "lbm"]),

    EngineeringUnit("N", .force, 1, ["newton"]),
    EngineeringUnit("kN", .force, 1e3),
    EngineeringUnit("lbf", .force, pound * gravity),
    EngineeringUnit("kgf", .force, gravity),

    EngineeringUnit("N·m", .torque, 1, ["Nm", "N.m", "N*m"]),
    EngineeringUnit("kN·m", .torque, 1e3, ["kNm", "kN.m"]),
    EngineeringUnit("lbf·ft", .torque, pound * gravity * foot, ["lb-ft", "ft-lb", "lbf ft"]),

    EngineeringUnit("V", .voltage, 1, ["volt", "volts", "VDC", "VAC"]),
    EngineeringUnit("mV", .voltage, 1e-3),
    EngineeringUnit("kV", .voltage, 1e3),
    EngineeringUnit("A", .current, 1, ["amp", "amps", "ampere"]),
    EngineeringUnit("mA", .current, 1e-3),
    EngineeringUnit("uA", .current, 1e-6, ["µA"]),
    EngineeringUnit("kA", .current, 1e3),
    EngineeringUnit("ohm", .resistance, 1, ["Ω", "ohms"]),
    EngineeringUnit("kohm", .resistance, 1e3, ["kΩ"]),
    EngineeringUnit("Mohm", .resistance, 1e6, ["MΩ"]),

    EngineeringUnit("s", .time, 1, ["sec", "second", "seconds"]),
    EngineeringUnit("ms", .time, 1e-3, ["msec"]),
    EngineeringUnit("us", .time, 1e-6, ["µs"]),
    EngineeringUnit("min", .time, 60, ["minute", "minutes"]),
    EngineeringUnit("h", .time, 3_600, ["hr", "hrs", "hour", "hours"]),
    EngineeringUnit("d", .time, 86_400, ["day", "days"]),

    EngineeringUnit("kg/m3", .concentration, 1),
    EngineeringUnit("g/L", .concentration, 1),
    EngineeringUnit("mg/L", .concentration, 1e-3, ["MG/L", "g/m3"]),
    EngineeringUnit("ug/L", .concentration, 1e-6, ["µg/L", "mg/m3"]),
    EngineeringUnit("ug/m3", .concentration, 1e-9, ["µg/m3"]),
    EngineeringUnit("lb/ft3", .concentration, pound / (foot * foot * foot)),

    EngineeringUnit("S/m", .conductivity, 1),
    EngineeringUnit("mS/cm", .conductivity, 0.1),
    EngineeringUnit("uS/cm", .conductivity, 1e-4, ["µS/cm", "umho/cm"]),

    EngineeringUnit("1", .share, 1, ["fraction", "ratio", "pu", "p.u."]),
    EngineeringUnit("%", .share, 1e-2, ["percent", "pct", "%RH", "level %", "vol%", "% open"]),
    EngineeringUnit("‰", .share, 1e-3, ["permille"]),
    EngineeringUnit("ppm", .share, 1e-6),
    EngineeringUnit("ppb", .share, 1e-9),

    EngineeringUnit("rad", .angle, 1, ["radian", "radians"]),
    EngineeringUnit("deg", .angle, Double.pi / 180, ["°", "degree", "degrees"]),
  ]

  /// The unit of a spelling, whatever its blanks, superscripts and, where one is meant, its case.
  ///
  /// - Throws: ``Fault`` of kind `configuration` where no unit, or more than one, is spelled so.
  public static func unit(_ spelling: String) throws(Fault) -> EngineeringUnit {
    let wanted = normalised(spelling)
    if let exact = bySpelling[wanted] { return all[exact] }
    // Milli or mega is told by the case alone: where it differs, nobody guesses.
    let found = (byLowercase[wanted.lowercased()] ?? []).filter {
      !prefixed.contains(all[$0].id) || all[$0].id.first == wanted.first
    }
    let shown = CellText.shown(spelling.utf8)
    if found.count == 1 { return all[found[0]] }
    if found.count > 1 {
      let ids = found.map { "'\(all[$0].id)'" }.joined(separator: " or ")
      throw Fault(.configuration, "unit '\(shown)' may be \(ids)", hint: "write it in that case")
    }
    throw Fault(
      .configuration, "unknown unit '\(shown)'",
      hint: Suggestion.nearest(to: spelling, in: all.flatMap { [$0.id] + $0.spellings }).map {
        "did you mean '\($0)'?"
      } ?? "known: \(all.map(\.id).joined(separator: ", "))")
  }

  /// Units whose first letter is a milli or a mega.
  private static let prefixed: Set<String> = [
    "mm", "MPa", "mbar", "mW", "MW", "MJ", "MWh", "mm/s", "mm/s2", "MHz", "mL", "ML", "mm2", "mV",
    "mA", "Mohm", "ms", "mS/cm", "mg/L", "mg", "mmH2O", "mmHg", "ML/d", "MGD", "Mgal",
  ]

  /// Whether a spelling of a pressure says gauge (true) or absolute (false); nil where it says neither.
  static func isGauge(_ spelling: String) -> Bool? {
    let text = normalised(spelling).lowercased()
    for unit in ["kpa", "bar", "mbar", "psi"] where text.hasPrefix(unit) {
      switch text.dropFirst(unit.count) {
      case "g", "(g)": return true
      case "a", "(a)": return false
      default: continue
      }
    }
    return nil
  }

  /// The spelling without blanks, with plain digits and one sign for micro.
  private static func normalised(_ spelling: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in spelling.unicodeScalars {
      switch scalar {
      case " ", "\t", "\u{A0}", "^": continue
      case "²": result.append("2")
      case "³": result.append("3")
      case "μ", "µ": result.append("u")
      case "₂": result.append("2")
      case "º": result.append("°")
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  private static let bySpelling: [String: Int] = {
    var table: [String: Int] = [:]
    for (index, unit) in all.enumerated() {
      for spelling in [unit.id] + unit.spellings { table[normalised(spelling)] = index }
    }
    return table
  }()

  private static let byLowercase: [String: [Int]] = {
    var table: [String: [Int]] = [:]
    for (index, unit) in all.enumerated() {
      for spelling in [unit.id] + unit.spellings {
        let key = normalised(spelling).lowercased()
        if table[key]?.contains(index) != true { table[key, default: []].append(index) }
      }
    }
    return table
  }()
}
