internal import Diagnostics
internal import Foundation
internal import Hydraulics
internal import Ingest
internal import Telemetry

/// What `tocsin check` finds where tags stand at elements of a network: the declarations against the
/// rows that the store has.
struct NetworkFindings {
  /// What the data deny, as problems of `tags.csv`.
  let faults: [Fault]
  /// Why nothing could be compared; nil where it was.
  let notice: String?

  /// The most rows that are compared, the newest of the normal time before the judged one.
  private static let mostRows = 20_000

  /// A proposal that is less sure is a question.
  private static let sure = 0.9

  /// Compares the store's rows with the network.
  ///
  /// - Parameters:
  ///   - path: The network's file.
  ///   - timeZone: The clock by which the network's patterns run.
  ///   - others: Tags that have no place in the network or change their unit, which was told.
  init(
    path: String, timeZone: String, configuration: Configuration,
    leavingOut others: Set<String> = []
  ) throws {
    let network = try Network(inp: path)
    guard let tagsFile = configuration.data.tags else {
      faults = []
      notice = "no tags.csv is named, so no tag stands at an element"
      return
    }
    guard Folder.exists("\(configuration.storeFolder)/\(StoreManifest.fileName)") else {
      faults = []
      notice = "tags are compared with the network once 'tocsin ingest' has made the store"
      return
    }
    let store = try Store(opening: configuration.storeFolder)
    guard let span = store.manifest.span, let interval = store.manifest.sampleInterval else {
      faults = []
      notice = "the store has no course of time to compare with the network"
      return
    }
    let last = min(span.end, configuration.train.normal.until ?? span.end)
    let first = max(
      max(span.start, configuration.train.normal.from ?? span.start),
      last + interval * -Self.mostRows)
    var frame = try store.frame(in: TimeRange(first, last))
    let zone = TimeZone(identifier: timeZone)
    frame.times = frame.times.map { time in
      let seconds = Double(time.nanoseconds) / 1e9
      let shift = zone?.secondsFromGMT(for: Date(timeIntervalSince1970: seconds)) ?? 0
      return time + TimeSpan(seconds: Double(shift))
    }
    let declarations = try TagsFile.read(tagsFile).filter { !others.contains($0.tag) }
    let check = try MappingCheck(network: network, declarations: declarations, frame: frame)
    let changed = Self.changed(declarations, store)
    faults = check.findings.map { finding in
      let line = declarations.first { $0.tag == finding.tag }?.line
      let isOld = finding.tag.map(changed.contains) ?? false
      return Fault(
        .badData, finding.text, at: Place(file: tagsFile, line: line),
        hint: finding.hint
          + (isOld
            ? "; the row has changed since its telemetry was ingested: run 'tocsin ingest'" : ""))
    }
    var parts: [String] = []
    let asked = declarations.filter { $0.confidence.map { $0 < Self.sure } ?? false }.map(\.tag)
    if !asked.isEmpty {
      parts.append(
        "\(asked.count) row\(asked.count == 1 ? " of tags.csv is a question" : "s of tags.csv are questions") "
          + "still, and what they stand for is not checked: \(asked.joined(separator: ", ")); correct the "
          + "element and empty the confidence")
    }
    if !check.notCompared.isEmpty {
      parts.append(
        "not compared, for their unit is none of their quantity: "
          + check.notCompared.joined(separator: ", "))
    }
    if let notice = check.clockNotice { parts.append("the clock is not compared: \(notice)") }
    if !changed.isEmpty {
      parts.append(
        "compared as ingested, for tags.csv has changed since: "
          + changed.joined(separator: ", ") + "; run 'tocsin ingest'")
    }
    notice = parts.isEmpty ? nil : parts.joined(separator: "; ")
  }

  /// The tags whose numbers would be read otherwise than they were.
  static func changed(_ declarations: [TagDeclaration], _ store: Store) -> [String] {
    let stored = Dictionary(store.tags.map { ($0.id, $0) }) { first, _ in first }
    return declarations.filter { declaration in
      guard let tag = stored[declaration.tag], let now = try? declaration.applied(to: tag) else {
        return false
      }
      return now.reading != tag.reading || now.unit != tag.unit
    }.map(\.tag)
  }
}
