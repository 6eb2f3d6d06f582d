internal import Diagnostics
internal import Ingest
internal import LinearAlgebra
internal import Telemetry

/// The rows of a run of a network, as text that is taken away piece by piece, or as columns.
struct NetworkRecorder {
  private let names: [String]
  private let keepsRows: Bool
  /// Rows of text that were not taken yet.
  private(set) var text: [UInt8] = []
  /// How many rows came.
  private(set) var rows = 0
  private var times: [Timestamp] = []
  private var values: [[Double]]

  /// Text is taken away at this length.
  static let pieceBytes = 1 << 20

  /// Records columns of these names, as text or kept for ``batch(network:)``.
  init(_ names: [String], keepsRows: Bool) {
    self.names = names
    self.keepsRows = keepsRows
    values = [[Double]](repeating: [], count: keepsRows ? names.count : 0)
    if !keepsRows {
      let header = ["time_s"] + names.map { CSVField.escaped($0) }
      text = Array((header.joined(separator: ",") + "\n").utf8)
    }
  }

  /// Takes the next row: its time in seconds since the start, and the value of each column.
  mutating func add(time: Int, _ value: (_ column: Int) -> Double) {
    rows += 1
    if keepsRows {
      times.append(Timestamp(nanoseconds: Int64(time) * 1_000_000_000))
      for index in names.indices { values[index].append(value(index)) }
      return
    }
    ArrowCellText.append(Int64(time), to: &text)
    for index in names.indices {
      text.append(UInt8(ascii: ","))
      ArrowCellText.append(value(index), to: &text)
    }
    text.append(UInt8(ascii: "\n"))
  }

  /// The text since the last call.
  mutating func takeText() -> [UInt8] {
    defer { text.removeAll(keepingCapacity: true) }
    return text
  }

  /// The kept rows; the run's start stands at the beginning of 1970, and `time_s` counts from it.
  func batch(network: String) -> ArrowBatch {
    let seconds = times.map { Double($0.nanoseconds) / 1e9 }
    return ArrowBatch(
      frame: Frame(
        times: times, tags: (["time_s"] + names).map { Tag(id: $0) },
        values: Matrix(
          rows: times.count, columns: names.count + 1,
          columnMajor: seconds + values.flatMap { $0 })),
      metadata: ["tocsin.network": PathName.last(of: network)])
  }
}
