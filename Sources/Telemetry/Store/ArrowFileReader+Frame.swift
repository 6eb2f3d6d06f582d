public import Diagnostics
internal import LinearAlgebra

extension ArrowFileReader {
  /// The index of the time axis: `time` or `step` of ours, otherwise the only timestamp column.
  ///
  /// - Throws: ``Fault`` of kind `badData` where there is none, or several.
  public func timeColumn() throws(Fault) -> (index: Int, kind: TimeKind) {
    let stamps = columns.indices.filter { index in
      if case .timestamp = columns[index].type { true } else { false }
    }
    if let index = stamps.first(where: { columns[$0].name == TimeKind.clock.columnName }) {
      return (index, .clock)
    }
    if stamps.count == 1 { return (stamps[0], .clock) }
    if stamps.isEmpty, let index = index(of: TimeKind.step.columnName),
      columns[index].type == .integer(bits: 64, signed: true)
    {
      return (index, .step)
    }
    let names = stamps.map { "'\(columns[$0].name)'" }.joined(separator: ", ")
    throw Fault(
      .badData,
      stamps.isEmpty
        ? "the Arrow file has no timestamp column"
        : "the Arrow file has \(stamps.count) timestamp columns: \(names)",
      at: Place(file: file.path),
      hint: "name the time axis 'time', or 'step' where whole numbers count the rows")
  }

  /// The whole file as a frame; a missing cell is NaN.
  ///
  /// Every column besides the time axis and the units is a tag, but for the `<tag>.quality` bytes of a
  /// tag. Tags take unit, role and resolution from the fields.
  /// - Throws: ``Fault`` of kind `badData` where there is no time axis or it does not ascend.
  public func frame() throws(Fault) -> Frame {
    let time = try timeColumn()
    let names = Set(columns.map(\.name))
    let selected = columns.indices.filter { index in
      index != time.index && index != unitColumn && !isQuality(columns[index], among: names)
    }
    return try frame(time: time, tags: selected)
  }

  /// The index of the column of units; nil where there is none.
  var unitColumn: Int? {
    columns.firstIndex { column in
      if case .dictionary = column.type { true } else { false }
    }
  }

  /// The time axis and some columns as a frame.
  func frame(time: (index: Int, kind: TimeKind), tags: [Int]) throws(Fault) -> Frame {
    let times = try ascendingTimes(column: time.index, kind: time.kind)
    var elements = [Double](repeating: 0, count: rows * tags.count)
    try elements.withUnsafeMutableBufferPointer { buffer throws(Fault) in
      for (position, column) in tags.enumerated() {
        let part = buffer[position * rows..<(position + 1) * rows]
        try readDoubles(column: column, into: UnsafeMutableBufferPointer(rebasing: part))
      }
    }
    return Frame(
      times: times, units: try unitColumn.map { column throws(Fault) in try units(column: column) },
      tags: tags.map { Tag(arrowName: columns[$0].name, metadata: columns[$0].metadata) },
      values: Matrix(rows: rows, columns: tags.count, columnMajor: elements))
  }

  /// The time axis, checked to ascend; equal stamps may follow each other.
  func ascendingTimes(column: Int, kind: TimeKind) throws(Fault) -> [Timestamp] {
    let times =
      switch kind {
      case .clock: try times(column: column)
      case .step: try integers(column: column).map { Timestamp(nanoseconds: $0) }
      }
    for row in times.indices.dropFirst() where times[row] < times[row - 1] {
      throw fault("does not ascend at row \(row)", column)
    }
    return times
  }

  private func isQuality(_ column: ArrowColumn, among names: Set<String>) -> Bool {
    column.type == .integer(bits: 8, signed: false) && column.name.hasSuffix(".quality")
      && names.contains(String(column.name.dropLast(".quality".count)))
  }
}
