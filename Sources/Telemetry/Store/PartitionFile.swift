internal import Diagnostics
internal import LinearAlgebra

/// One partition of a store on disk: what the manifest says of it and how its rows are read.
struct PartitionFile: Sendable {
  let folder: String
  let partition: StoreManifest.Partition
  let tags: [Tag]
  let timeKind: TimeKind

  var path: String { "\(folder)/\(partition.file)" }

  /// Opens the file and holds its columns and rows against the manifest.
  func reader() throws(Fault) -> ArrowFileReader {
    let reader: ArrowFileReader
    do {
      reader = try ArrowFileReader(path)
    } catch {
      var fault = error
      fault.hint = fault.hint ?? damageHint
      throw fault
    }
    guard reader.rows == partition.rows else {
      throw damaged("the file has \(reader.rows) rows, store.json says \(partition.rows)")
    }
    let expected =
      [timeKind.columnName] + tags.map(\.id) + tags.map(\.qualityColumn)
    let names = reader.columns.map(\.name)
    guard names == expected else {
      let index = zip(names, expected).prefix { $0 == $1 }.count
      let found = index < names.count ? "'\(names[index])'" : "missing"
      let wanted = index < expected.count ? "'\(expected[index])'" : "nothing"
      throw damaged("column \(index) is \(found), store.json says \(wanted)")
    }
    return reader
  }

  /// The stored times, deleted rows included.
  func times() throws(Fault) -> [Timestamp] { try times(reader()) }

  /// The stored times through an open reader.
  func times(_ reader: borrowing ArrowFileReader) throws(Fault) -> [Timestamp] {
    let times = try reader.ascendingTimes(column: 0, kind: timeKind)
    guard times.first == partition.span.start, times.last == partition.span.end else {
      throw damaged("its times do not span what store.json says")
    }
    return times
  }

  /// The rows that count, before any range is cut out.
  var keptRows: [Range<Int>] { partition.deletions.complement(upTo: partition.rows) }

  /// The rows that count as a frame.
  func frame() throws(Fault) -> Frame {
    let reader = try reader()
    let kept = keptRows
    let times = try times(reader)
    var values = Matrix(rows: partition.keptRows, columns: tags.count)
    var scratch: [Double] = []
    for index in tags.indices {
      if partition.deletions.isEmpty {
        try values.withUnsafeMutableColumn(index) { column throws(Fault) in
          try reader.readDoubles(column: 1 + index, into: column)
        }
      } else {
        if scratch.isEmpty { scratch = [Double](repeating: 0, count: partition.rows) }
        try scratch.withUnsafeMutableBufferPointer { buffer throws(Fault) in
          try reader.readDoubles(column: 1 + index, into: buffer)
        }
        values.withUnsafeMutableColumn(index) { column in
          var next = 0
          for row in kept.joined() {
            column[next] = scratch[row]
            next += 1
          }
        }
      }
    }
    return Frame(
      times: partition.deletions.isEmpty ? times : kept.flatMap { times[$0] }, tags: tags,
      values: values)
  }

  /// The qualities of the rows that count, *rows × tags*, column-major.
  func quality() throws(Fault) -> [UInt8] {
    let reader = try reader()
    let kept = keptRows
    var result: [UInt8] = []
    result.reserveCapacity(partition.keptRows * tags.count)
    for index in tags.indices {
      let column = try reader.bytes(column: 1 + tags.count + index)
      for range in kept { result += column[range] }
    }
    return result
  }

  /// The first thing about the file that differs from what the manifest says; nil where nothing does.
  func problem() -> Fault? {
    do throws(Fault) {
      let bytes = try checkDigest()
      guard bytes == partition.bytes else {
        return damaged("the file has \(bytes) bytes, store.json says \(partition.bytes)")
      }
      let frame = try frame()
      for (index, tag) in tags.enumerated() {
        let seen = frame.values.withUnsafeColumn(index) { TagStatistics(of: $0) }
        guard seen == partition.statistics[index] else {
          return damaged("the statistics of '\(tag.id)' are not those in store.json")
        }
      }
      return nil
    } catch {
      return error
    }
  }

  private func checkDigest() throws(Fault) -> Int {
    let file = try ReadOnlyFile(path)
    let digest = try file.sha256()
    guard digest == partition.sha256 else {
      throw damaged(
        "the file's SHA-256 is \(digest.prefix(12))…, store.json says "
          + "\(partition.sha256.prefix(12))…")
    }
    return file.size
  }

  private func damaged(_ what: String) -> Fault {
    Fault(.badData, what, at: Place(file: path), hint: damageHint)
  }

  /// What a person does about a damaged partition.
  private var damageHint: String {
    "remove this file and run `tocsin ingest`: '\(partition.source)' is read again"
  }
}
