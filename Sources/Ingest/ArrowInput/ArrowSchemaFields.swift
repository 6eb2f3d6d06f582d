internal import Diagnostics
internal import Telemetry

/// Reads the columns out of an Arrow schema by any writer.
struct ArrowSchemaFields {
  /// How many fields, children too, may still be visited: hostile schemas share children.
  private var visits: Int
  /// How many bytes of text may still be made: hostile schemas share names.
  private var textBytes: Int

  static let deepest = 64

  /// The columns in the order of the schema.
  ///
  /// - Throws: ``Fault`` of kind `badData` where the schema is damaged, its numbers are big-endian
  ///   or two columns have one name.
  static func read(_ schema: FlatTableView) throws(Fault) -> [ArrowField] {
    guard try schema.integer(0, default: Int16(0)) == 0 else {
      throw Fault(
        .badData, "the Arrow file's numbers are big-endian; only little-endian is read",
        at: Place(file: schema.buffer.file))
    }
    var reader = ArrowSchemaFields(
      visits: schema.buffer.bytes.count, textBytes: 4 * schema.buffer.bytes.count + 65_536)
    let list = try schema.vector(1, width: 4)
    var fields: [ArrowField] = []
    var seen: Set<String> = []
    for index in 0..<list.count {
      let field = try reader.field(schema.buffer.table(at: list.first + 4 * index))
      guard seen.insert(field.name).inserted else {
        throw Fault(
          .badData, "two columns are named '\(CellText.cleaned(field.name))'",
          at: Place(file: schema.buffer.file))
      }
      fields.append(field)
    }
    return fields
  }

  private init(visits: Int, textBytes: Int) {
    self.visits = visits
    self.textBytes = textBytes
  }

  private mutating func field(_ table: FlatTableView) throws(Fault) -> ArrowField {
    let bytes = try table.text(0)
    textBytes -= bytes.count
    guard textBytes >= 0 else { throw table.buffer.damaged("its texts lie upon each other") }
    let name = String(decoding: bytes, as: UTF8.self)
    var field = try value(table, name)
    if let encoding = try table.table(4) {
      let index = try encoding.table(1)
      let bits = try index?.integer(0, default: Int32(0)) ?? 32
      let isSigned = try index?.integer(1, default: UInt8(0)) ?? 1 != 0
      guard [8, 16, 32, 64].contains(bits) else {
        throw table.buffer.damaged(
          "the codes of column '\(CellText.cleaned(name))' have \(bits) bits")
      }
      field.dictionary = ArrowField.Dictionary(
        id: try encoding.integer(0, default: Int64(0)), indexBytes: Int(bits / 8),
        isSigned: isSigned)
      field.typeName = "dictionary of \(field.typeName)"
      field.extent = ArrowField.Extent(nodes: 1, buffers: 2)
    } else {
      field.extent = try extent(table, depth: 0)
    }
    return field
  }

  /// The type of the cells, or of the dictionary's entries.
  private func value(_ field: FlatTableView, _ name: String) throws(Fault) -> ArrowField {
    let code = try field.integer(2, default: UInt8(0))
    let details = try field.table(3)
    func number(_ slot: Int, _ fallback: Int) throws(Fault) -> Int {
      Int(
        try details?.integer(slot, default: Int32(truncatingIfNeeded: fallback))
          ?? Int32(truncatingIfNeeded: fallback))
    }
    func small(_ slot: Int, _ fallback: Int16) throws(Fault) -> Int16 {
      try details?.integer(slot, default: fallback) ?? fallback
    }
    func made(
      _ typeName: String, _ storage: ArrowField.Storage,
      _ meaning: ArrowField.Meaning = .number
    ) -> ArrowField {
      ArrowField(
        name: name, typeName: typeName, storage: storage, meaning: meaning,
        extent: ArrowField.Extent())
    }
    let known = Int(code) < Self.typeNames.count ? Self.typeNames[Int(code)] : "type \(code)"
    let unread = made(known, .unread)
    switch code {
    case 1: return made(known, .null)
    case 2:
      let bits = try number(0, 0)
      let signed = try details?.integer(1, default: UInt8(0)) ?? 0 != 0
      guard [8, 16, 32, 64].contains(bits) else { return unread }
      return made("\(signed ? "" : "u")int\(bits)", .integer(bytes: bits / 8, signed: signed))
    case 3:
      let precision = try small(0, 0)
      guard (0...2).contains(precision) else { return unread }
      return made("float\(16 << precision)", .float(bytes: 2 << Int(precision)))
    case 5: return made(known, .text(offsetBytes: 4))
    case 20: return made(known, .text(offsetBytes: 8))
    case 24: return made(known, .textView)
    case 6: return made(known, .bool)
    case 7:
      let bits = try number(2, 128)
      let scale = try number(1, 0)
      guard [32, 64, 128].contains(bits), scale.magnitude <= 400 else {
        return made("decimal\(bits)", .unread)
      }
      return made("decimal\(bits)", .decimal(bytes: bits / 8, scale: scale))
    case 8:
      // Days in 32 bits, or milliseconds in 64.
      let isDays = try small(0, 1) == 0
      return made(
        isDays ? "date32" : "date64", .integer(bytes: isDays ? 4 : 8, signed: true),
        .time(tick: isDays ? 86_400_000_000_000 : 1_000_000, hasZone: false))
    case 9:
      guard let unit = ArrowTimeUnit(rawValue: try small(0, 1)) else { return unread }
      let bits = try number(1, 32)
      guard bits == 32 || bits == 64 else { return unread }
      return made(
        "time\(bits)", .integer(bytes: bits / 8, signed: true),
        .seconds(parts: 1e9 / Double(unit.tick), isTimeOfDay: true))
    case 10:
      guard let unit = ArrowTimeUnit(rawValue: try small(0, 0)) else { return unread }
      let zone = try details?.text(1) ?? []
      return made(
        known, .integer(bytes: 8, signed: true), .time(tick: unit.tick, hasZone: !zone.isEmpty))
    case 18:
      guard let unit = ArrowTimeUnit(rawValue: try small(0, 1)) else { return unread }
      return made(
        known, .integer(bytes: 8, signed: true),
        .seconds(parts: 1e9 / Double(unit.tick), isTimeOfDay: false))
    default: return unread
    }
  }

  /// What a field and its children take in a record batch.
  private mutating func extent(
    _ field: FlatTableView, depth: Int
  ) throws(Fault) -> ArrowField.Extent {
    visits -= 1
    guard visits >= 0, depth <= Self.deepest else {
      throw field.buffer.damaged("its columns are nested more than \(Self.deepest) deep")
    }
    if try field.position(4) != nil { return ArrowField.Extent(nodes: 1, buffers: 2) }
    let code = try field.integer(2, default: UInt8(0))
    var total = ArrowField.Extent(nodes: 1)
    switch code {
    case 1, 22: break  // null, run-end encoded
    case 13, 16: total.buffers = 1  // struct, fixed-size list
    case 4, 5, 19, 20, 25, 26: total.buffers = 3  // binary, text, list views
    case 14: total.buffers = try field.table(3)?.integer(0, default: Int16(0)) ?? 0 == 0 ? 1 : 2
    case 23, 24:
      total.buffers = 2
      total.views = 1
    case 2, 3, 6...12, 15, 17, 18, 21: total.buffers = 2
    default: throw field.buffer.damaged("a column has the unknown type \(code)")
    }
    let children = try field.vector(5, width: 4)
    for index in 0..<children.count {
      total =
        total
        + (try extent(field.buffer.table(at: children.first + 4 * index), depth: depth + 1))
    }
    return total
  }

  /// The union `Type` of Schema.fbs in Arrow's own words.
  private static let typeNames = [
    "none", "null", "int", "float", "binary", "utf8", "bool", "decimal", "date", "time",
    "timestamp", "interval", "list", "struct", "union", "fixed-size binary", "fixed-size list",
    "map", "duration", "large binary", "large utf8", "large list", "run-end encoded",
    "binary view", "utf8 view", "list view", "large list view",
  ]
}

extension ArrowTimeUnit {
  /// The unit's length in nanoseconds.
  var tick: Int64 {
    switch self {
    case .second: 1_000_000_000
    case .millisecond: 1_000_000
    case .microsecond: 1_000
    case .nanosecond: 1
    }
  }
}
