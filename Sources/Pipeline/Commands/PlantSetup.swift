public import Diagnostics
internal import Foundation
internal import Ingest
internal import LinearAlgebra
public import Telemetry

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
  private let network: String?
  private let plant: String?
  private let output: String
  private var format = FormatDeclaration()
  private let threads: Int
  private let now: Timestamp

  /// A setup from telemetry files, folders of them or patterns; `output` is the configuration file to
  /// write, or the folder for `tocsin.yaml`.
  public init(
    files: [String], network: String? = nil, plant: String?, output: String,
    isTransposed: Bool = false, threads: Int = 1, now: Timestamp
  ) {
    self.now = now
    format.isTransposed = isTransposed
    self.threads = threads
    self.files = files
    self.network = network
    self.plant = plant
    // A name that ends with '/' is a folder's, there or not.
    let name = output.count > 1 && output.hasSuffix("/") ? String(output.dropLast()) : output
    self.output = Self.isFolder(output) ? "\(name)/tocsin.yaml" : output
  }

  /// The folder of the configuration that `output` names; empty for the working folder.
  public static func folder(of output: String) -> String {
    isFolder(output) ? output : PathName.folder(of: output)
  }

  private static func isFolder(_ path: String) -> Bool {
    if path.hasSuffix("/") { return true }
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// Sniffs, infers and writes; an existing file is never overwritten.
  ///
  /// With a network an existing `tags.csv` is written anew: rows that a person wrote stay as they are.
  public func write() throws -> Result {
    let folder = PathName.folder(of: output)
    let tagsFile = (folder.isEmpty ? "" : folder + "/") + "tags.csv"
    let hasConfiguration = network != nil && Folder.exists(output)
    for path in network == nil ? [output, tagsFile] : [] where Folder.exists(path) {
      throw Fault(
        .usage, "the file exists already and is not overwritten", at: Place(file: path),
        hint: "name another with --output, or remove it")
    }
    // A pattern takes in the table of tags that init itself has written.
    let given = try SetupFiles(self.files, tagsFile: tagsFile)
    let files = given.files
    guard !files.isEmpty else {
      throw Fault(
        .usage,
        self.files.isEmpty ? "no file was given" : "no file but the table of tags was given",
        hint: "tocsin init exports/*.csv")
    }
    var settings = DataSettings(timeZone: "UTC")
    settings.interval = Self.assumedInterval
    settings.mostQuarantined = 1
    settings.format = format
    let reading = SourceReading(
      settings: settings, declarations: [], threads: threads, listener: NoProgress())
    var records: [(file: String, record: SourceRecord)] = []
    var categories = CategoryTables()
    var courses = CourseCollector()
    let formats = try SourceFormats(files, declared: settings.format, threads: threads)
    for file in files {
      let record = try reading.read(
        file, as: formats[file], categories: categories, refused: { _ throws(Fault) in },
        rows: { batch throws(Fault) in if network != nil { courses.add(batch) } }
      ).record
      categories.learn(record)
      records.append((file, record))
    }
    if let stepped = records.first(where: \.record.isStepped), records.count > 1 {
      throw Fault(
        .badData, "\(records.count) files without a time column cannot be put in order",
        at: Place(file: stepped.file), hint: "give one of them, or files with a time column")
    }
    if let elapsed = records.first(where: { $0.record.format.elapsedFrom != nil }),
      records.count > 1
    {
      throw Fault(
        .badData,
        "\(records.count) files of which some count seconds from a start of their own cannot be put "
          + "in order", at: Place(file: elapsed.file),
        hint: "give one of them, or files with a time column")
    }
    let screen = TagScreen(records)
    let taken = ReservedNames.among(screen.rows.map(\.id))
    let rows = screen.rows.filter { !taken.contains($0.id) }
    let mapped = try network.map { path in
      try MappedTags(
        rows,
        frame: courses.frame(
          of: rows.filter { $0.role != .label }.map { Tag(id: $0.id, unit: $0.unit) }),
        network: path, existing: Folder.exists(tagsFile) ? tagsFile : nil)
    }
    if !folder.isEmpty, !Folder.exists(folder) { try Folder.make(folder) }
    try AtomicFile.write(
      mapped?.table.text ?? Self.tagLines(rows), to: tagsFile)
    // Of a configuration that stands `tocsin check` says what its clock is off by.
    let clock = hasConfiguration ? nil : mapped.flatMap { NetworkClock(shift: $0.clockShift) }
    if !hasConfiguration {
      try AtomicFile.write(
        yaml(
          name: plantName(of: files[0]), given.named, screen, records, leavingOut: taken,
          clock: clock?.zone), to: output)
    }
    let stepped: [String] = records.compactMap { file, record in
      SteppedRows.doubt(record.format, apart: Self.assumedInterval).map { "\(file): \($0)" }
    }
    let doubts =
      taken.map {
        "column '\(CellText.cleaned($0))' is left out: the store has a column of that name; rename it to keep it"
      } + stepped + screen.doubts + (clock.map { [$0.doubt] } ?? [])
      + records.compactMap { file, record in
        record.isStepped
          ? nil
          : ClockDoubts.futureNotice(newest: record.newest, now: now, file: file)
            .map { "\(file): \($0.text)" }
      }
    return Result(
      summary: screen.table
        + (doubts.isEmpty
          ? "\nno doubts\n"
          : "\n\(doubts.count) doubt\(doubts.count == 1 ? "" : "s"):\n"
            + doubts.map { "- \($0)\n" }.joined())
        + Self.questions(mapped)
        + "\nwrote \(hasConfiguration ? "" : "\(output) and ")\(tagsFile); check the roles, then run "
        + "'tocsin run -c \(output)'",
      evidence: Self.evidence(records),
      notices: [])
  }

  /// Why files are read as they are; once for files that are written alike.
  private static func evidence(_ records: [(file: String, record: SourceRecord)]) -> [String] {
    var lines: [String] = []
    var told: [(file: String, format: CSVFormat, count: Int)] = []
    for (file, record) in records {
      var format = record.format
      format.evidence = []
      if let index = told.firstIndex(where: { $0.format == format }) {
        told[index].count += 1
        continue
      }
      told.append((file, format, 1))
      lines += record.format.evidence.map { CellText.cleaned("\(file): \($0)") }
    }
    for (file, _, count) in told where count > 1 {
      lines.append(
        "\(count - 1) more file\(count == 2 ? " is" : "s are") written as \(file) is")
    }
    return lines
  }

  /// The tags whose element a person should confirm.
  private static func questions(_ mapped: MappedTags?) -> String {
    guard let mapped else { return "" }
    let kept =
      Self.staying(mapped.kept, "yours")
      + Self.staying(mapped.absent, "of tags that these files lack")
    if mapped.questions.isEmpty { return kept + "\nevery tag's element is sure\n" }
    return kept
      + "\n\(mapped.questions.count) question\(mapped.questions.count == 1 ? "" : "s") "
      + "(correct the row, or leave it):\n"
      + mapped.questions.map { "- \($0)\n" }.joined()
  }

  private static func staying(_ rows: Int, _ why: String) -> String {
    rows == 0
      ? ""
      : "\n\(rows) row\(rows == 1 ? " of tags.csv is \(why) and stays" : "s of tags.csv are \(why) and stay")\n"
  }

  /// How far apart rows are taken to be where no column holds time, until a person says so.
  private static let assumedInterval = TimeSpan(seconds: 60)

  /// Below this many normal rows no twin is offered.
  private static let fewestTwinRows = 1_000

  private static func tagLines(_ rows: [TagScreen.Row]) -> String {
    (["tag,role,unit,resolution,element,controller"]
      + rows.map {
        "\(CSVField.escaped($0.id)),\($0.role.rawValue),\(CSVField.escaped($0.unit ?? "")),,,"
      })
      .joined(separator: "\n") + "\n"
  }

  private func plantName(of file: String) -> String {
    if let plant { return plant }
    let folder = PathName.last(of: PathName.folder(of: file))
    let name = folder.lowercased().filter {
      $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-")
    }
    return name.isEmpty || name == "." ? "plant" : name
  }

  private func yaml(
    name: String, _ telemetry: [String], _ screen: TagScreen,
    _ records: [(file: String, record: SourceRecord)], leavingOut taken: [String], clock: String?
  ) -> String {
    let folder = PathName.folder(of: output)
    let listed = telemetry.map { path -> String in
      let own = folder.isEmpty ? path : Self.relative(path, to: folder)
      return
        "    - \"\(own.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\""))\""
    }
    let unreadTime = records.compactMap(\.record.format.unreadTime).first
    let interval = unreadTime == nil ? records.compactMap(\.record.sampleInterval).first : nil
    let total = records.reduce(0) { $0 + $1.record.rows }
    let isStepped = records.contains(where: \.record.isStepped)
    let hasUnits = records.contains(where: \.record.hasUnits)
    let span = Self.span(screen.rows)
    let length = span.map { ($0.end - $0.start).seconds } ?? 0
    // Eight tenths train, the rest is judged, until a person names the normal time.
    let judged = span.map { $0.start + TimeSpan(seconds: length * 0.8) }
    var lines = [
      "# written by `tocsin init`; paths are relative to this file",
      "plant: \(name)", "output: .                    # store/, runs/ and models/ go here",
      "timezone: UTC                # of stamps without a zone", "data:",
      "  telemetry:                 # \(total) rows × \(screen.rows.count) tags, every "
        + "\(interval?.roundedText ?? "?")"
        + (span.map { ", \($0.start.dayText) to \($0.end.dayText)" } ?? ""),
    ]
    lines += listed
    lines.append("  tags: tags.csv             # check the roles")
    lines.append(
      "  # events: events.csv       # start,end,asset,kind,source,note; kind: attack|fault|maintenance|false-alarm|test"
    )
    lines.append("  # resolution: 0.01         # what the historian rounds to")
    if let column = unreadTime {
      // A step that nobody knows is not made up where the file tells times, though unread.
      lines.append(
        "  # interval: ?              # '\(CellText.cleaned(column))' does not read as times: how far apart are "
          + "the rows?")
    } else if isStepped {
      lines.append(
        "  interval: 1min             # no column holds time: how far apart are the rows?")
    }
    lines += formatLines(leavingOut: taken)
    if hasUnits {
      lines.append(
        "# rows are of several units (pumps, engines, drives): train.prognosers learns their lives")
      return lines.joined(separator: "\n") + "\n"
    }
    // A twin is learned from seven tenths of the normal time and judged on the rest.
    // A network is a twin by itself.
    let hasTwin = network != nil || Double(total) * 0.8 >= Double(Self.fewestTwinRows)
    let mark = hasTwin ? "" : "# "
    if !hasTwin { lines.append("# a twin needs about \(Self.fewestTwinRows) rows of normal time") }
    lines += [
      "\(mark)twin:",
      "\(mark)  process: { use: \(network.map { "hydraulic, network: \"\(folder.isEmpty ? $0 : Self.relative($0, to: folder))\"" } ?? "identified")\(clock.map { ", timezone: \($0)" } ?? "") }",
      "\(mark)attacks:",
      "\(mark)  campaign: default          # or campaign.yaml; they choose what 'use: default' is",
      "\(mark)  injected: 100              # as many more, into the plant's own normal rows",
      "train:", "  normal: { wait: 0s }       # from, until, window, leave-out", "  detectors:",
      "    - use: default",
      hasTwin
        ? "  alarms: { false-per-week: 1 }" : "  alarms: { false-per-week: 1, hold: 12h }",
      "evaluate:",
      "  from: \(judged.map { "\($0)" } ?? "")   # earlier time trains, later time is judged",
      "gate: { recall: no-worse, false-alarms: 1.5 }", "seed: 1",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func span(_ rows: [TagScreen.Row]) -> TimeRange? {
    guard let start = rows.compactMap(\.profile.first).min(),
      let end = rows.compactMap(\.profile.newest).max()
    else { return nil }
    return TimeRange(start, end)
  }

  /// What was said on the command line about the format.
  private func formatLines(leavingOut taken: [String]) -> [String] {
    var said: [String] = []
    if format.isTransposed { said.append("transposed: true") }
    if !taken.isEmpty {
      said.append(
        "leave-out: [\(taken.map { "'\($0.replacing("'", with: "''"))'" }.joined(separator: ", "))]"
      )
    }
    return said.isEmpty ? [] : ["  format: { \(said.joined(separator: ", ")) }"]
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
