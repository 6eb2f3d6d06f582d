internal import Diagnostics
internal import LinearAlgebra

/// One partition of a store on disk: what the manifest says of it and how its rows are read.
///
/// A class, for walks hand it around row by row: one reference instead of a dozen.
final class PartitionFile: Sendable {
  let folder: String
  let partition: StoreManifest.Partition
  /// Which file it must be; nil for whichever is there.
  let identity: FileIdentity?
  /// The store's tags.
  let tags: [Tag]
  let timeKind: TimeKind
  let hasUnits: Bool
  /// The ids of the file's own tags, in its order.
  let ownTags: [String]
  /// Per tag of the store, its place among the file's own; nil where the file lacks it.
  let places: [Int?]

  init(
    folder: String, partition: StoreManifest.Partition, manifest: StoreManifest,
    identity: FileIdentity? = nil
  ) {
    self.folder = folder
    self.partition = partition
    self.identity = identity
    tags = manifest.tags
    timeKind = manifest.timeKind
    hasUnits = manifest.hasUnits
    if let own = partition.tags {
      var places: [String: Int] = [:]
      for (place, id) in own.enumerated() { places[id] = place }
      ownTags = own
      self.places = manifest.tags.map { places[$0.id] }
    } else {
      ownTags = manifest.tags.map(\.id)
      places = manifest.tags.indices.map { $0 }
    }
  }

  var path: String { "\(folder)/\(partition.file)" }

  /// The index of the first tag's column.
  var firstTag: Int { hasUnits ? 2 : 1 }

  /// The index of the first quality column.
  var firstQuality: Int { firstTag + ownTags.count }

  /// Opens the file and holds its columns and rows against the manifest.
  func reader() throws(Fault) -> ArrowFileReader {
    let reader: ArrowFileReader
    do {
      reader = try ArrowFileReader(path)
    } catch {
      // What stands there now may be nothing of ours.
      if let identity, let found = FileIdentity(path: path), found != identity { throw replaced }
      var fault = error
      fault.hint = fault.hint ?? damageHint
      throw fault
    }
    try hold(reader.file.identity)
    guard reader.rows == partition.rows else {
      throw damaged("the file has \(reader.rows) rows, store.json says \(partition.rows)")
    }
    let expected =
      [timeKind.columnName] + (hasUnits ? [UnitColumn.columnName] : []) + ownTags
      + ownTags.map { $0 + Tag.qualitySuffix }
    let names = reader.columns.map(\.name)
    guard names == expected else {
      let index = zip(names, expected).prefix { $0 == $1 }.count
      let found = index < names.count ? "'\(names[index])'" : "missing"
      let wanted = index < expected.count ? "'\(expected[index])'" : "nothing"
      throw damaged("column \(index) is \(found), store.json says \(wanted)")
    }
    return reader
  }

  /// The stored times through an open reader, deleted rows included.
  func times(_ reader: borrowing ArrowFileReader) throws(Fault) -> [Timestamp] {
    let times = try reader.ascendingTimes(column: 0, kind: timeKind)
    guard times.first == partition.span.start, times.last == partition.span.end else {
      throw damaged("its times do not span what store.json says")
    }
    return times
  }

  /// The units of all stored rows; nil where the store has none.
  func units(_ reader: borrowing ArrowFileReader) throws(Fault) -> UnitColumn? {
    hasUnits ? try reader.units(column: 1) : nil
  }

  /// The names of the units that the file knows; empty where the store has none.
  func unitNames() throws(Fault) -> [String] {
    hasUnits ? try reader().unitNames(column: 1) : []
  }

  /// The rows that count, before any range is cut out.
  var keptRows: [Range<Int>] { partition.deletions.complement(upTo: partition.rows) }

  /// The rows that count as a frame of all of the store's tags.
  func frame() throws(Fault) -> Frame {
    let reader = try reader()
    let kept = keptRows
    let times = try times(reader)
    let units = try units(reader)
    var values = Matrix(rows: partition.keptRows, columns: tags.count)
    var scratch: [Double] = []
    for (index, place) in places.enumerated() {
      guard let place else {
        values.withUnsafeMutableColumn(index) { $0.update(repeating: .nan) }
        continue
      }
      if partition.deletions.isEmpty {
        try values.withUnsafeMutableColumn(index) { column throws(Fault) in
          try reader.readDoubles(column: firstTag + place, into: column)
        }
      } else {
        try read(place, from: reader, into: &scratch)
        values.withUnsafeMutableColumn(index) { column in
          var next = 0
          for row in kept.joined() {
            column[next] = scratch[row]
            next += 1
          }
        }
      }
    }
    guard !partition.deletions.isEmpty else {
      return Frame(times: times, units: units, tags: tags, values: values)
    }
    return Frame(
      times: kept.flatMap { times[$0] },
      units: units.map { units in
        UnitColumn(names: units.names, codes: kept.flatMap { units.codes[$0] })
      }, tags: tags, values: values)
  }

  /// The qualities of the rows that count, *rows × tags*, column-major.
  func quality() throws(Fault) -> [UInt8] {
    let reader = try reader()
    let kept = keptRows
    let rows = partition.keptRows
    var result: [UInt8] = []
    result.reserveCapacity(rows * tags.count)
    for place in places {
      guard let place else {
        result.append(contentsOf: repeatElement(CellQuality.missing.rawValue, count: rows))
        continue
      }
      let column = try reader.bytes(column: firstQuality + place)
      for range in kept { result += column[range] }
    }
    return result
  }

  /// The statistics of the file's own tags over the rows that count; one column in memory at a time.
  func statistics() throws(Fault) -> [TagStatistics] {
    let reader = try reader()
    let kept = keptRows
    var scratch: [Double] = []
    var result: [TagStatistics] = []
    for place in ownTags.indices {
      try read(place, from: reader, into: &scratch)
      result.append(
        TagStatistics(of: partition.deletions.isEmpty ? scratch : kept.flatMap { scratch[$0] }))
    }
    return result
  }

  private func read(
    _ place: Int, from reader: borrowing ArrowFileReader, into scratch: inout [Double]
  ) throws(Fault) {
    if scratch.isEmpty { scratch = [Double](repeating: 0, count: partition.rows) }
    try scratch.withUnsafeMutableBufferPointer { buffer throws(Fault) in
      try reader.readDoubles(column: firstTag + place, into: buffer)
    }
  }

  /// The first thing about the file that differs from what the manifest says; nil where nothing does.
  func problem() -> Fault? {
    do throws(Fault) {
      let bytes = try checkDigest()
      guard bytes == partition.bytes else {
        return damaged("the file has \(bytes) bytes, store.json says \(partition.bytes)")
      }
      let reader = try reader()
      _ = try times(reader)
      let units = try units(reader)?.compacted().names
      if let unit = partition.unit, units != [unit] {
        return damaged("its rows are not all of unit '\(unit)', as store.json says")
      }
      let statistics = try statistics()
      for (index, id) in ownTags.enumerated() where statistics[index] != partition.statistics[index]
      {
        return damaged("the statistics of '\(id)' are not those in store.json")
      }
      return nil
    } catch {
      return error
    }
  }

  /// Holds the file's SHA-256 against the manifest's; the file's length.
  func checkDigest() throws(Fault) -> Int {
    let file = try ReadOnlyFile(path)
    try hold(file.identity)
    let digest = try file.sha256()
    guard digest == partition.sha256 else {
      throw damaged(
        "the file's SHA-256 is \(digest.prefix(12))…, store.json says "
          + "\(partition.sha256.prefix(12))…")
    }
    return file.size
  }

  /// Refuses a file that is not the one that stood there when the store was opened.
  private func hold(_ found: FileIdentity) throws(Fault) {
    if let identity, found != identity { throw replaced }
  }

  private var replaced: Fault {
    Fault(
      .badData, "the file is another one than when the store was opened", at: Place(file: path),
      hint: "run the command again: it reads what is there now")
  }

  func damaged(_ what: String) -> Fault {
    Fault(.badData, what, at: Place(file: path), hint: damageHint)
  }

  /// What a person does about a damaged partition.
  private var damageHint: String {
    "remove this file and run `tocsin ingest`: "
      + (partition.isSettled
        ? "its rows are settled again" : "'\(partition.source)' is read again")
  }
}
