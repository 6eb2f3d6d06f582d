extension StoreManifest {
  /// What cannot be true of a manifest of ours; nil where all is well.
  ///
  /// The file is read as hostile: no number or name in it may lead outside the folder or overflow.
  var contradiction: String? {
    let ids = tags.map(\.id)
    if Set(ids).count != ids.count { return "two tags share an id" }
    let names = sources.map(\.name)
    let known = Set(names)
    if known.contains("") { return "a source has no name" }
    if known.count != names.count { return "two sources share a name" }
    for source in sources {
      let counts = [
        source.rowsRead, source.rowsStored, source.rowsQuarantined, source.duplicates,
        source.displaced, source.settled,
      ]
      if let wrong = counts.first(where: { !(0...Partition.mostRows).contains($0) }) {
        return "source '\(source.name)' has \(wrong) rows"
      }
      guard source.settled <= source.duplicates else {
        return "source '\(source.name)' has \(source.settled) settled rows of "
          + "\(source.duplicates) duplicates"
      }
    }
    for partition in partitions {
      if let unit = partition.unit, !hasUnits {
        return "partition '\(partition.file)' is of unit '\(unit)', the store has no units"
      }
      if let problem = partition.contradiction(tags: Set(ids), sources: known, timeKind) {
        return "partition '\(partition.file)' \(problem)"
      }
    }
    return nil
  }
}

extension StoreManifest.Partition {
  fileprivate func contradiction(
    tags: Set<String>, sources: Set<String>, _ timeKind: TimeKind
  ) -> String? {
    guard file.hasSuffix(".arrow"), !file.contains("/"), !file.contains("\0"),
      !file.hasPrefix(".")
    else { return "is not the name of an Arrow file in this folder" }
    if !isSettled, !sources.contains(source) { return "names the unknown source '\(source)'" }
    guard (1...Self.mostRows).contains(rows) else { return "has \(rows) rows" }
    guard timeKind.limits.contains(span.start.nanoseconds),
      timeKind.limits.contains(span.end.nanoseconds)
    else { return "has a span outside the years 1678 to 2261" }
    if bytes < 0 { return "has \(bytes) bytes" }
    if let own = self.tags {
      if Set(own).count != own.count { return "has two tags of one id" }
      if let unknown = own.first(where: { !tags.contains($0) }) {
        return "has the tag '\(unknown)', the store has not"
      }
    }
    let columns = self.tags?.count ?? tags.count
    guard statistics.count == columns else {
      return "has statistics of \(statistics.count) tags, the "
        + (self.tags == nil ? "store" : "file") + " has \(columns)"
    }
    var next = 0
    for range in deletions {
      guard range.lowerBound >= next, !range.isEmpty, range.upperBound <= rows else {
        return "leaves out rows \(range.lowerBound)..<\(range.upperBound) of \(rows)"
      }
      next = range.upperBound
    }
    for one in statistics {
      guard (0...keptRows).contains(one.count), one.missing == keptRows - one.count,
        (one.min == nil) == (one.count == 0), (one.max == nil) == (one.count == 0),
        one.step.map(TagStatistics.steps.contains) ?? true
      else { return "has statistics that do not fit its \(keptRows) rows" }
    }
    return nil
  }

  /// More rows than any disk holds: sums of these counts cannot overflow.
  fileprivate static var mostRows: Int { 1 << 40 }
}
