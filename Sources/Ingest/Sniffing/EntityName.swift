/// What a column's name says of what its texts or numbers name: a machine, a place, or only that they
/// name something.
enum EntityName {
  private static let machines: Set<String> = [
    "unit", "serial", "device", "machine", "asset", "engine", "pump", "drive", "host", "hostname",
    "node", "station", "well", "turbine", "entity", "motor", "compressor", "inverter", "generator",
    "boiler", "chiller", "robot", "vehicle", "truck", "logger", "meter", "plc", "rtu", "slave",
    "wtg",
    // German, French, Spanish, Italian, Portuguese, Dutch.
    "maschine", "pumpe", "gerat", "geraet", "aggregat", "pompe", "appareil", "maquina", "bomba",
    "macchina", "pompa", "pomp",
  ]

  /// Words that say of any other that it is a name.
  private static let names: Set<String> = [
    "id", "ids", "no", "nr", "num", "number", "nummer", "numero", "name", "code", "key", "index",
    "idx", "address", "addr", "adresse", "direccion", "indirizzo", "endereco", "adres", "ident",
  ]

  /// Whether nothing but a machine's word stands in a name, and words that say that it is named:
  /// `machine`, `turbine_id`, `Pump No`.
  static func isMachine(_ name: String) -> Bool { isNamed(name, machines) }

  /// Whether nothing but a place's word stands in a name, and words that say that it is named.
  static func isPlace(_ name: String) -> Bool { isNamed(name, TagParts.places) }

  /// Whether a name says only that something is named: `id`, `Address`.
  static func isName(_ name: String) -> Bool {
    let words = words(of: name)
    return !words.isEmpty && words.allSatisfy(names.contains)
  }

  private static func isNamed(_ name: String, _ kinds: Set<String>) -> Bool {
    let words = words(of: name)
    return words.contains { kinds.contains(stem($0)) }
      && words.allSatisfy { kinds.contains(stem($0)) || names.contains($0) }
  }

  /// `machineid` says what `machine_id` does.
  private static func stem(_ word: String) -> String {
    for suffix in ["number", "name", "id", "nr", "no"] where word.hasSuffix(suffix) {
      let stem = String(word.dropLast(suffix.count))
      if machines.contains(stem) { return stem }
    }
    return word
  }

  /// No words where digits stand among them: `pump 1` is one of several columns.
  private static func words(of name: String) -> [String] {
    name.contains(where: \.isNumber) ? [] : TimeName.words(name).map(HeaderWords.key)
  }
}
