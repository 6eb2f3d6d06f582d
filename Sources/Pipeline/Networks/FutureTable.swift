internal import Diagnostics
internal import Hydraulics
internal import Ingest
internal import LinearAlgebra
internal import Telemetry

/// Quantiles over futures of every column and row.
struct FutureTable {
  private let names: [String]
  private let rows: FutureRows
  /// By column, quantile and row.
  private let quantiles: [[Double]]

  /// Sorts the futures of each cell.
  ///
  /// - Complexity: O(cells · futures · log futures), spread over threads by column.
  init(_ groups: [FutureRecord], rows: FutureRows, columns: [String], threads: Int) throws {
    names = columns
    self.rows = rows
    let shares = NetworkFutures.quantiles.map(\.1)
    quantiles = try ParallelMap(threads: threads)(columns.count) { column in
      var found = [Double](repeating: .nan, count: shares.count * rows.count)
      var cell: [Double] = []
      for row in 0..<rows.count {
        cell.removeAll(keepingCapacity: true)
        for group in groups { cell += group.values(column: column, row: row) }
        cell.removeAll(where: \.isNaN)
        cell.sort()
        for (index, share) in shares.enumerated() {
          found[index * rows.count + row] = Self.quantile(share, ofSorted: cell)
        }
      }
      return found
    }
  }

  /// The quantile of sorted numbers, linear between neighbours; NaN of none.
  static func quantile(_ share: Double, ofSorted values: [Double]) -> Double {
    guard let last = values.last else { return .nan }
    let place = share * Double(values.count - 1)
    let below = Int(place)
    guard below + 1 < values.count else { return last }
    let (a, b) = (values[below], values[below + 1])
    return a + (place - Double(below)) * (b - a)
  }

  /// The smallest lower and the largest upper quantile of a column; nil where it was not asked for.
  func range(of name: String) -> (low: Double, high: Double)? {
    guard let column = names.firstIndex(of: name) else { return nil }
    let low = quantiles[column].prefix(rows.count).filter { !$0.isNaN }.min()
    let high = quantiles[column].suffix(rows.count).filter { !$0.isNaN }.max()
    guard let low, let high else { return nil }
    return (low, high)
  }

  /// Writes CSV, or Arrow where the name ends so; the columns are `<name>.p05`, `.p50` and `.p95`.
  func write(to output: String, network: String) throws {
    let width = NetworkFutures.quantiles.count
    let isArrow = [".arrow", ".feather"].contains(where: output.hasSuffix)
    let headers = names.flatMap { name in NetworkFutures.quantiles.map { "\(name).\($0.0)" } }
    var recorder = NetworkRecorder(headers, keepsRows: isArrow)
    func add(_ row: Int) {
      recorder.add(time: rows.time(row)) { column in
        quantiles[column / width][column % width * rows.count + row]
      }
    }
    if isArrow {
      for row in 0..<rows.count { add(row) }
      try ArrowFile.write(recorder.batch(network: network), to: output)
      return
    }
    try AtomicFile.write(to: output) { (file: inout OpenFile) throws(Fault) in
      for row in 0..<rows.count {
        add(row)
        if recorder.text.count >= NetworkRecorder.pieceBytes {
          try file.append(recorder.takeText())
        }
      }
      try file.append(recorder.takeText())
    }
  }
}
