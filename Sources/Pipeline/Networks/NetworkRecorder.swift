internal import Diagnostics
internal import HydraulicLanes
internal import Ingest
internal import LinearAlgebra
internal import Telemetry

/// The rows of a run of a network, as text that is taken away piece by piece, or as columns.
struct NetworkRecorder {
  private let columns: [NetworkColumns.Column]
  private let keepsRows: Bool
  /// Rows of text that were not taken yet.
  private(set) var text: [UInt8] = []
  /// How many rows came.
  private(set) var rows = 0
  private var times: [Timestamp] = []
  private var values: [[Double]]

  /// Text is taken away at this length.
  static let pieceBytes = 1 << 20

  /// Records some columns, as text or kept for ``batch(network:)``.
  init(_ columns: [NetworkColumns.Column], keepsRows: Bool) {
    self.columns = columns
    self.keepsRows = keepsRows
    values = [[Double]](repeating: [], count: keepsRows ? columns.count : 0)
    if !keepsRows {
      let names = ["time_s"] + columns.map { CSVField.escaped($0.name) }
      text = Array((names.joined(separator: ",") + "\n").utf8)
    }
  }

  /// Takes a solution as the next row.
  mutating func add(_ scenario: Scenario) {
    rows += 1
    if keepsRows {
      times.append(Timestamp(nanoseconds: Int64(scenario.time) * 1_000_000_000))
      for (index, column) in columns.enumerated() { values[index].append(column.read(scenario)) }
      return
    }
    ArrowCellText.append(Int64(scenario.time), to: &text)
    for column in columns {
      text.append(UInt8(ascii: ","))
      ArrowCellText.append(column.read(scenario), to: &text)
    }
    text.append(UInt8(ascii: "\n"))
  }

  /// The text since the last call.
  mutating func takeText() -> [UInt8] {
    defer { text.removeAll(keepingCapacity: true) }
    return text
  }

  /// The kept rows; the run's start stands at the beginning of 1970.
  func batch(network: String) -> ArrowBatch {
    ArrowBatch(
      frame: Frame(
        times: times, tags: columns.map { Tag(id: $0.name) },
        values: Matrix(
          rows: times.count, columns: columns.count, columnMajor: values.flatMap { $0 })),
      metadata: ["tocsin.network": PathName.last(of: network)])
  }
}
