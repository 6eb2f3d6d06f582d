public import Diagnostics
internal import Foundation
internal import Ingest
internal import LinearAlgebra
internal import Telemetry

/// `tocsin init`: CSV files → a commented `tocsin.yaml` and `tags.csv` that a person can check at a glance.
public struct PlantSetup {
  /// What was written.
  public struct Result {
    /// What a person should read.
    public let summary: String
    /// What the sniffer's choices rest on.
    public let evidence: [String]
    /// What is doubtful.
    public let notices: [Notice]
  }

  private let files: [String]
  private let plant: String?
  private let output: String

  /// A setup from telemetry files; `output` is the configuration file to write.
  public init(files: [String], plant: String?, output: String) {
    self.files = files
    self.plant = plant
    self.output = output
  }

  /// Sniffs, infers and writes; an existing file is never overwritten.
  public func write() throws -> Result {
    let folder = (output as NSString).deletingLastPathComponent
    let tagsFile = (folder.isEmpty ? "" : folder + "/") + "tags.csv"
    for path in [output, tagsFile] where Folder.exists(path) {
      throw Fault(
        .usage, "the file exists already and is not overwritten", at: Place(file: path),
        hint: "name another with --output, or remove it")
    }
    var ingested: [IngestedFile] = []
    for file in files {
      let format = try CSVSniffer.sniff(file: file)
      ingested.append(
        try CSVReader(
          format: format,
          options: CSVReaderOptions(maxQuarantined: 1, stepInterval: Self.assumedInterval)
        ).read(file: file))
    }
    guard let first = ingested.first else {
      throw Fault(.usage, "no file was given", hint: "tocsin init exports/*.csv")
    }
    if ingested.contains(where: \.isStepped), ingested.count > 1 {
      throw Fault(
        .badData, "\(ingested.count) files without a time column cannot be put in order",
        at: Place(file: first.file), hint: "give one of them, or files with a time column")
    }
    let rows = Self.rows(ingested)
    let name = plantName()
    let span = Self.span(ingested)
    try AtomicFile.write(Self.tagLines(rows), to: tagsFile)
    try AtomicFile.write(
      yaml(name: name, rows: rows, first: first, span: span, ingested: ingested), to: output)
    var summary = [["tag", "role", "min", "max", "missing", "step", "why this role"]]
    summary += rows.map {
      [
        $0.id, $0.role.rawValue, $0.minimum, $0.maximum, $0.missing, $0.step, $0.reason,
      ]
    }
    return Result(
      summary: TextColumns.aligned(summary) + "\nwrote \(output) and \(tagsFile); check the roles, "
        + "then run 'tocsin run -c \(output)'",
      evidence: ingested.flatMap { file in file.format.evidence.map { "\(file.file): \($0)" } },
      notices: ingested.flatMap(\.notices))
  }

  /// How far apart rows are taken to be where no column holds time, until a person says so.
  private static let assumedInterval = TimeSpan(seconds: 60)

  /// Below this many normal rows no twin is offered.
  private static let fewestTwinRows = 1_000

  private struct Row {
    var id: String
    var role: TagRole
    var reason: String
    var minimum: String
    var maximum: String
    var missing: String
    var step: String
  }

  private static func rows(_ files: [IngestedFile]) -> [Row] {
    var order: [String] = []
    var roles: [String: (TagRole, String)] = [:]
    var statistics: [String: TagStatistics] = [:]
    for file in files {
      for (j, tag) in file.frame.tags.enumerated() {
        if statistics[tag.id] == nil { order.append(tag.id) }
        let own = file.frame.values.withUnsafeColumn(j) { TagStatistics(of: $0) }
        var merged = statistics[tag.id] ?? TagStatistics()
        merged.merge(own)
        statistics[tag.id] = merged
        if roles[tag.id] == nil || tag.role == .sensor {
          roles[tag.id] = (tag.role, file.roleReasons[j])
        }
      }
    }
    return order.map { id in
      let own = statistics[id] ?? TagStatistics()
      let role = roles[id] ?? (.sensor, "")
      return Row(
        id: id, role: role.0, reason: role.1, minimum: own.min.map(Numbers.plain) ?? "–",
        maximum: own.max.map(Numbers.plain) ?? "–", missing: "\(own.missing)",
        step: own.step.map { "\($0)" } ?? "–")
    }
  }

  private static func span(_ files: [IngestedFile]) -> TimeRange? {
    let starts = files.compactMap { $0.frame.times.first }
    let ends = files.compactMap { $0.frame.times.last }
    guard let start = starts.min(), let end = ends.max() else { return nil }
    return TimeRange(start, end)
  }

  private static func tagLines(_ rows: [Row]) -> String {
    (["tag,role,unit,resolution,element,controller"]
      + rows.map { "\(CSVField.escaped($0.id)),\($0.role.rawValue),,,," })
      .joined(separator: "\n") + "\n"
  }

  private func plantName() -> String {
    if let plant { return plant }
    let folder = ((files[0] as NSString).deletingLastPathComponent as NSString).lastPathComponent
    let name = folder.lowercased().filter {
      $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-")
    }
    return name.isEmpty || name == "." ? "plant" : name
  }

  private func yaml(
    name: String, rows: [Row], first: IngestedFile, span: TimeRange?, ingested: [IngestedFile]
  ) -> String {
    let folder = (output as NSString).deletingLastPathComponent
    let listed = files.map { path -> String in
      let own = folder.isEmpty ? path : Self.relative(path, to: folder)
      return
        "    - \"\(own.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\""))\""
    }
    let interval = first.sampleInterval
    let total = ingested.reduce(0) { $0 + $1.counts.stored }
    let length = span.map { ($0.end - $0.start).seconds } ?? 0
    // Eight tenths train, the rest is judged, until a person names the normal time.
    let judged = span.map { $0.start + TimeSpan(seconds: length * 0.8) }
    var lines = [
      "# written by `tocsin init`; paths are relative to this file",
      "plant: \(name)", "output: .                    # store/, runs/ and models/ go here",
      "timezone: UTC                # of stamps without a zone", "data:",
      "  telemetry:                 # \(total) rows × \(rows.count) tags, every "
        + "\(interval?.roundedText ?? "?")"
        + (span.map { ", \($0.start.dayText) to \($0.end.dayText)" } ?? ""),
    ]
    lines += listed
    lines.append("  tags: tags.csv             # check the roles")
    lines.append(
      "  # events: events.csv       # start,end,asset,kind,source,note; kind: attack|fault|maintenance|false-alarm|test"
    )
    lines.append("  # resolution: 0.01         # what the historian rounds to")
    if first.isStepped {
      lines.append(
        "  interval: 1min             # no column holds time: how far apart are the rows?")
    }
    // A twin is learned from seven tenths of the normal time and judged on the rest.
    let hasTwin = Double(total) * 0.8 >= Double(Self.fewestTwinRows)
    let mark = hasTwin ? "" : "# "
    if !hasTwin { lines.append("# a twin needs about \(Self.fewestTwinRows) rows of normal time") }
    lines += [
      "\(mark)twin:", "\(mark)  process: { use: identified }", "\(mark)attacks:",
      "\(mark)  campaign: default          # or campaign.yaml; they choose what 'use: default' is",
      "train:", "  normal: { wait: 0s }       # from, until, window, leave-out", "  detectors:",
      "    - use: default",
      hasTwin
        ? "  alarms: { false-per-week: 1 }" : "  alarms: { false-per-week: 1, hold: 12h }",
      "evaluate:",
      "  from: \(judged.map { "\($0)" } ?? "")   # earlier time trains, later time is judged",
      "gate: { recall: no-worse, false-alarms: 2 }", "seed: 1",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func relative(_ path: String, to folder: String) -> String {
    let working = FileManager.default.currentDirectoryPath
    func absolute(_ path: String) -> [String] {
      let full = path.hasPrefix("/") ? path : "\(working)/\(path)"
      return ((full as NSString).standardizingPath as NSString).pathComponents
    }
    let target = absolute(path)
    let base = absolute(folder)
    var shared = 0
    while shared < min(target.count, base.count), target[shared] == base[shared] { shared += 1 }
    return (Array(repeating: "..", count: base.count - shared) + target[shared...])
      .joined(separator: "/")
  }
}
