internal import Diagnostics
internal import LinearAlgebra

/// What one Arrow file of ours holds: times, units where there are any, Float64 tags, then columns of single bytes.
public struct ArrowBatch: Sendable {
  /// A column of unsigned bytes: qualities, alarms, reasons.
  public struct ByteColumn: Sendable, Equatable {
    /// The column's name.
    public var name: String
    /// A value per row; none is missing.
    public var values: [UInt8]

    /// Makes a column.
    public init(name: String, values: [UInt8]) {
      self.name = name
      self.values = values
    }
  }

  /// The version of the columns' meaning that files of stores name as `tocsin.schema`.
  static let schemaVersion = 1

  /// Times, tags and values; a NaN is written as missing.
  public var frame: Frame
  /// What the times count.
  public var timeKind: TimeKind
  /// The columns after the tags, in order.
  public var byteColumns: [ByteColumn]
  /// Texts about the whole file; written in the order of their keys.
  public var metadata: [String: String]

  /// Makes a batch.
  public init(
    frame: Frame, timeKind: TimeKind = .clock, byteColumns: [ByteColumn] = [],
    metadata: [String: String] = [:]
  ) {
    self.frame = frame
    self.timeKind = timeKind
    self.byteColumns = byteColumns
    self.metadata = metadata
  }

  /// The quality columns of tags: one per tag, named `<tag>.quality`.
  ///
  /// - Parameter qualities: *rows × tags*, column-major; its count must be rows · tags.
  public static func qualityColumns(
    of tags: [Tag], rows: Int, qualities: [UInt8]
  ) -> [ByteColumn] {
    precondition(qualities.count == rows * tags.count, "a quality per cell is needed")
    return tags.enumerated().map { index, tag in
      ByteColumn(
        name: tag.qualityColumn, values: Array(qualities[index * rows..<(index + 1) * rows]))
    }
  }

  /// The names of all columns in the order written.
  var columnNames: [String] {
    [timeKind.columnName] + (frame.units == nil ? [] : [UnitColumn.columnName])
      + frame.tags.map(\.id) + byteColumns.map(\.name)
  }

  /// Refuses what no reader could tell apart or what would not fit.
  func check(file: String) throws(Fault) {
    try Self.checkNames(columnNames, file: file)
    try checkUnits(file: file)
    for column in byteColumns where column.values.count != frame.count {
      throw Fault(
        .ourBug, "column '\(column.name)' has \(column.values.count) rows, the file \(frame.count)",
        at: Place(file: file))
    }
  }

  /// Refuses more text than Arrow's offsets of 32 bits reach.
  private func checkUnits(file: String) throws(Fault) {
    let bytes = frame.units?.names.reduce(0) { $0 + $1.utf8.count } ?? 0
    guard bytes <= Int(Int32.max) else {
      throw Fault(
        .badData, "the units' names have \(bytes) bytes, at most \(Int32.max) can be written",
        at: Place(file: file))
    }
  }

  /// Refuses two columns of one name.
  static func checkNames(_ names: [String], file: String) throws(Fault) {
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted {
      throw Fault(
        .badData, "two columns of the Arrow file would be named '\(name)'", at: Place(file: file),
        hint: "rename the tag; 'time', 'step', 'unit' and '<tag>.quality' are taken")
    }
  }
}

extension Tag {
  /// The name of the Arrow column with this tag's qualities.
  public var qualityColumn: String { id + Self.qualitySuffix }

  /// What a tag's id is followed by in the name of its qualities' column.
  static let qualitySuffix = ".quality"

  /// What an Arrow field says of the tag, ascending by key; what is not known is left out.
  var arrowMetadata: [(key: String, value: String)] {
    let known: [(key: String, value: String?)] = [
      ("controller", controller), ("element", element), ("quantity", quantity?.rawValue),
      ("resolution", resolution.map { "\($0)" }), ("role", role.rawValue), ("unit", unit),
    ]
    return known.compactMap { entry in entry.value.map { (entry.key, $0) } }
  }

  /// The tag that an Arrow field describes; what is absent or not understood takes its default.
  init(arrowName: String, metadata: [String: String]) {
    self.init(
      id: arrowName, role: metadata["role"].flatMap(TagRole.init(rawValue:)) ?? .sensor,
      unit: metadata["unit"], resolution: metadata["resolution"].flatMap(Double.init),
      element: metadata["element"],
      quantity: metadata["quantity"].flatMap(MeasuredQuantity.init(rawValue:)),
      controller: metadata["controller"])
  }

  /// The keys of ``arrowMetadata``.
  static let arrowKeys = ["controller", "element", "quantity", "resolution", "role", "unit"]
}
