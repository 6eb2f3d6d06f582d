public import Diagnostics
internal import Foundation
internal import LinearAlgebra

extension StoreWriter {
  /// Writes a frame as the file of a partition, which ``add(_:source:)`` then takes up; nil for a frame without rows.
  ///
  /// The writer is not changed, so several threads may write files of one writer at a time; a file that is
  /// not taken up before the commit is removed by it. Parameters and errors are those of
  /// ``add(_:quality:source:)``.
  public func partition(
    of frame: Frame, quality: [UInt8]? = nil, source: String
  ) throws(Fault) -> StoreManifest.Partition? {
    var frame = try fitted(frame, source: source)
    let hasRepeats = try check(frame, source: source)
    let quality = try qualities(of: frame, given: quality, source: source)
    frame.units = frame.units?.compacted()
    guard let start = frame.times.first, let end = frame.times.last else { return nil }
    return try write(
      frame, quality, source: source, span: TimeRange(start, end), hasRepeats: hasRepeats)
  }

  /// The frame with the store's properties of its tags and with units where the store has them.
  private func fitted(_ frame: Frame, source: String) throws(Fault) -> Frame {
    var frame = frame
    let ids = frame.tags.map(\.id)
    if ids == manifest.tags.map(\.id) {
      frame.tags = manifest.tags
    } else {
      var known: [String: Tag] = [:]
      for tag in manifest.tags { known[tag.id] = tag }
      let own = ids.compactMap { known[$0] }
      guard own.count == ids.count, Set(ids).count == ids.count else {
        throw Fault(.ourBug, "the frame's tags are not the store's", at: Place(file: source))
      }
      frame.tags = own
    }
    if manifest.hasUnits, frame.units == nil {
      frame.units = UnitColumn(names: [""], codes: [Int32](repeating: 0, count: frame.count))
    }
    guard manifest.hasUnits == (frame.units != nil) else {
      throw Fault(.ourBug, "the frame has units, the store has none", at: Place(file: source))
    }
    return frame
  }

  /// Refuses times and units that do not fit; says whether a moment stands twice.
  private func check(_ frame: Frame, source: String) throws(Fault) -> Bool {
    var hasRepeats = false
    let limits = manifest.timeKind.limits
    let ranks = frame.units?.ranks ?? []
    let codes = frame.units?.codes ?? []
    for (row, time) in frame.times.enumerated() {
      guard limits.contains(time.nanoseconds) else {
        throw Fault(
          .badData, "row \(row) has a time outside the years 1678 to 2261", at: Place(file: source))
      }
      if row == 0 { continue }
      guard frame.times[row - 1] <= time else {
        throw Fault(
          .badData, "the times do not ascend at row \(row)", at: Place(file: source))
      }
      if frame.times[row - 1] < time { continue }
      if codes.isEmpty {
        hasRepeats = true
        continue
      }
      let (before, now) = (ranks[Int(codes[row - 1])], ranks[Int(codes[row])])
      guard before <= now else {
        throw Fault(
          .badData, "the units of \(time) do not ascend at row \(row)", at: Place(file: source))
      }
      if before == now { hasRepeats = true }
    }
    return hasRepeats
  }

  /// The qualities to store: a cell is missing exactly where its value is NaN.
  private func qualities(
    of frame: Frame, given: [UInt8]?, source: String
  ) throws(Fault) -> [UInt8] {
    let elements = frame.values.elements
    guard let given else {
      return elements.map { ($0.isNaN ? CellQuality.missing : .measured).rawValue }
    }
    guard given.count == elements.count else {
      throw Fault(
        .ourBug, "\(elements.count) cells have \(given.count) qualities", at: Place(file: source))
    }
    for (index, raw) in given.enumerated() {
      guard let quality = CellQuality(rawValue: raw),
        (quality == .missing) == elements[index].isNaN
      else {
        let tag = frame.tags[index / frame.count].id
        throw Fault(
          .ourBug,
          "the value \(elements[index]) in row \(index % frame.count) has quality \(raw)",
          at: Place(file: source, path: "tag \(tag)"))
      }
    }
    return given
  }

  /// Writes the file under a temporary name, for its own holds its digest, and renames it.
  func write(
    _ frame: Frame, _ quality: [UInt8], source: String, span: TimeRange, hasRepeats: Bool
  ) throws(Fault) -> StoreManifest.Partition {
    let batch = ArrowBatch(
      frame: frame, timeKind: manifest.timeKind,
      byteColumns: ArrowBatch.qualityColumns(
        of: frame.tags, rows: frame.count, qualities: quality),
      metadata: [
        "tocsin.schema": "\(ArrowBatch.schemaVersion)", "tocsin.plant": manifest.plant,
      ])
    // Several threads may write at a time.
    let temporary =
      "\(folder)/\(AtomicFile.temporaryPrefix)\(getpid())-\(UUID().uuidString)"
    let written = try ArrowFile.write(batch, to: temporary)
    let day =
      manifest.timeKind == .clock ? span.start.dayText : "step\(span.start.nanoseconds)"
    let name = "\(day)-\(written.sha256.prefix(12)).arrow"
    // The same rows of another source: who verified the file that stands there is to read that one.
    let isThere = (try? ReadOnlyFile("\(folder)/\(name)").sha256()) == written.sha256
    if isThere {
      unlink(temporary)
    } else if WriteGate.pass({ rename(temporary, "\(folder)/\(name)") }) != 0 {
      let reason = String(cString: strerror(errno))
      unlink(temporary)
      throw Fault(
        .io, "cannot name the file: \(reason)", at: Place(file: "\(folder)/\(name)"))
    }
    let ids = frame.tags.map(\.id)
    return StoreManifest.Partition(
      file: name, source: source,
      unit: frame.units.flatMap { $0.names.count == 1 ? $0.names[0] : nil },
      tags: ids == manifest.tags.map(\.id) ? nil : ids,
      rows: frame.count, span: span, hasRepeats: hasRepeats, sha256: written.sha256,
      bytes: written.bytes,
      statistics: frame.tags.indices.map { index in
        frame.values.withUnsafeColumn(index) { TagStatistics(of: $0) }
      })
  }
}
