/// Engineering units as headers write them.
enum UnitText {
  private static let statistics: Set<String> = [
    "avg", "average", "mean", "smp", "sample", "min", "max", "std", "tot", "total", "last", "raw",
    "actual", "interpolated", "float", "double", "string", "number", "real", "int", "boolean",
    "datetime",
  ]

  /// Whether at least half of a record's texts are units, and the rest could be.
  static func areUnits(_ fields: [[UInt8]]) -> Bool {
    let known = fields.filter { isUnit(String(decoding: $0, as: UTF8.self)) }.count
    return known * 2 >= fields.count && fields.allSatisfy { $0.count <= 16 }
  }

  /// Whether a record says how each column was made: averages, samples, types.
  static func areStatistics(_ fields: [[UInt8]]) -> Bool {
    fields.allSatisfy { statistics.contains(String(decoding: $0, as: UTF8.self).lowercased()) }
  }

  /// The unit of a column: as written in a record of units, or in brackets at the end of its name.
  static func unit(written: String, name: String) -> String? {
    let own = stripped(written)
    if !own.isEmpty, own != "-", isUnit(own) || !written.isEmpty { return own }
    guard let last = name.last, last == "]" || last == ")",
      let open = name.lastIndex(of: last == "]" ? "[" : "(")
    else { return nil }
    let inside = String(name[name.index(after: open)...].dropLast())
      .trimmingPrefix { $0 == " " }
    return isUnit(String(inside)) ? String(inside) : nil
  }

  /// Whether a text is a unit that this table knows.
  static func isKnown(_ text: String) -> Bool { text != "-" && isUnit(text) }

  private static func stripped(_ text: String) -> String {
    var text = text[...]
    if let first = text.first, "[(".contains(first), let last = text.last, "])".contains(last) {
      text = text.dropFirst().dropLast()
    }
    return String(text.filter { $0 != " " })
  }

  private static func isUnit(_ text: String) -> Bool {
    let unit = stripped(text)
    return unit == "-" || unit == "%" || spellings.contains(unit.lowercased())
  }

  private static let spellings: Set<String> = [
    "m", "mm", "cm", "km", "ft", "in", "inch", "m2", "m3", "m³", "l", "ml", "gal", "l/s", "l/min",
    "l/h", "lps", "lpm", "m3/h", "m³/h", "m3/s", "m³/s", "gpm", "mgd", "cfs", "cfm", "psi", "psig",
    "psia", "bar", "mbar", "pa", "kpa", "hpa", "mpa", "mh2o", "mwc", "inh2o", "atm", "c", "°c",
    "degc", "deg_c", "f", "°f", "degf", "k", "kelvin", "celsius", "rpm", "1/min", "hz", "khz", "v",
    "mv", "kv", "volt", "volts", "a", "ma", "amp", "amps", "w", "kw", "mw", "hp", "kwh", "mwh",
    "wh", "j", "kj", "mj", "nm", "n", "kn", "kg", "g", "t", "lb", "kg/h", "kg/s", "t/h", "s", "sec",
    "min", "h", "hr", "d", "ms", "mg/l", "ug/l", "µg/l", "ppm", "ppb", "ph", "ntu", "us/cm",
    "µs/cm", "ms/cm", "m/s", "mm/s", "m/s2", "m/s²", "g's", "deg", "°", "rad", "db", "dba", "lux",
    "w/m2", "w/m²", "%rh", "percent", "pct", "kvar", "kva", "va", "ohm", "pu", "ts", "rn", "count",
    "counts", "bool", "on/off", "open/closed",
  ]
}
