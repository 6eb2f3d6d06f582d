internal import Diagnostics

/// Reads the columns out of Arrow's table `Schema`.
enum ArrowSchemaReader {
  /// The columns and the file's `tocsin.` texts.
  static func read(
    _ schema: FlatTableView
  ) throws(Fault) -> (columns: [ArrowColumn], metadata: [String: String]) {
    guard try schema.integer(0, default: Int16(0)) == 0 else {
      throw schema.buffer.damaged("its numbers are big-endian; only little-endian is read")
    }
    // Texts may share bytes, so that a hostile schema could claim far more text than it has bytes.
    var budget = 4 * schema.buffer.bytes.count + 65_536
    let metadata = try texts(schema, slot: 2, budget: &budget) {
      $0.starts(with: Array("tocsin.".utf8))
    }
    let fields = try schema.vector(1, width: 4)
    var columns: [ArrowColumn] = []
    var seen: Set<String> = []
    for index in 0..<fields.count {
      let field = try schema.buffer.table(at: fields.first + 4 * index)
      let name = try text(try field.text(0), of: field, budget: &budget)
      guard seen.insert(name).inserted else {
        throw Fault(
          .badData, "two columns are named '\(name)'", at: Place(file: schema.buffer.file))
      }
      columns.append(
        ArrowColumn(
          name: name, type: try type(of: field, name: name),
          metadata: try texts(field, slot: 6, budget: &budget) { key in
            Tag.arrowKeys.contains { key.elementsEqual($0.utf8) }
          }))
    }
    return (columns, metadata)
  }

  private static func type(
    of field: FlatTableView, name: String
  ) throws(Fault) -> ArrowColumnType {
    let code = try field.integer(2, default: UInt8(0))
    if let encoding = try field.table(4) {
      guard let id = try unitDictionary(encoding, valueType: code, name: name) else {
        throw unsupported("dictionary", name, field)
      }
      return .dictionary(id: id)
    }
    let details = try field.table(3)
    switch code {
    case ArrowFormat.TypeCode.floatingPoint:
      switch try details?.integer(0, default: Int16(0)) ?? 0 {
      case 2: return .float64
      case 1: return .float32
      default: throw unsupported("float16", name, field)
      }
    case ArrowFormat.TypeCode.int:
      let bits = Int(try details?.integer(0, default: Int32(0)) ?? 0)
      let signed = try details?.integer(1, default: UInt8(0)) ?? 0 != 0
      guard [8, 16, 32, 64].contains(bits) else {
        throw unsupported("\(signed ? "" : "u")int\(bits)", name, field)
      }
      return .integer(bits: bits, signed: signed)
    case ArrowFormat.TypeCode.bool:
      return .bool
    case ArrowFormat.TypeCode.timestamp:
      let number = try details?.integer(0, default: Int16(0)) ?? 0
      guard let unit = ArrowTimeUnit(rawValue: number) else {
        throw unsupported("timestamp of unit \(number)", name, field)
      }
      return .timestamp(unit)
    default:
      let known = Int(code) < typeNames.count ? typeNames[Int(code)] : "type \(code)"
      throw unsupported(known, name, field)
    }
  }

  /// The dictionary of a column of units as we write it; nil for other dictionaries.
  private static func unitDictionary(
    _ encoding: FlatTableView, valueType: UInt8, name: String
  ) throws(Fault) -> Int64? {
    let index = try encoding.table(1)
    guard name == UnitColumn.columnName, valueType == ArrowFormat.TypeCode.utf8,
      try index?.integer(0, default: Int32(0)) == 32, try index?.integer(1, default: UInt8(0)) == 1
    else { return nil }
    return try encoding.integer(0, default: Int64(0))
  }

  /// The union `Type` of Schema.fbs in Arrow's own words.
  private static let typeNames = [
    "none", "null", "int", "float", "binary", "utf8", "bool", "decimal", "date", "time",
    "timestamp", "interval", "list", "struct", "union", "fixed-size binary", "fixed-size list",
    "map", "duration", "large binary", "large utf8", "large list", "run-end encoded",
    "binary view", "utf8 view", "list view", "large list view",
  ]

  private static func unsupported(_ type: String, _ name: String, _ field: FlatTableView) -> Fault {
    Fault(
      .badData, "column '\(name)' has the Arrow type \(type), which is not read",
      at: Place(file: field.buffer.file, path: "column \(name)"),
      hint: "write it as float64, float32, a whole number, bool or timestamp, or leave it out")
  }

  /// The key-value pairs of a table whose key is wanted; the first of equal keys counts.
  private static func texts(
    _ table: FlatTableView, slot: Int, budget: inout Int, wanted: (ArraySlice<UInt8>) -> Bool
  ) throws(Fault) -> [String: String] {
    let pairs = try table.vector(slot, width: 4)
    var result: [String: String] = [:]
    for index in 0..<pairs.count {
      let pair = try table.buffer.table(at: pairs.first + 4 * index)
      let key = try pair.text(0)
      guard wanted(key) else { continue }
      let name = try text(key, of: pair, budget: &budget)
      if result[name] != nil { continue }
      result[name] = try text(try pair.text(1), of: pair, budget: &budget)
    }
    return result
  }

  private static func text(
    _ bytes: ArraySlice<UInt8>, of table: FlatTableView, budget: inout Int
  ) throws(Fault) -> String {
    budget -= bytes.count
    guard budget >= 0 else { throw table.buffer.damaged("its texts lie upon each other") }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw table.buffer.damaged("a name is not UTF-8")
    }
    return text
  }
}
