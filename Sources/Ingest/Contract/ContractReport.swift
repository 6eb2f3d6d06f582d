public import Diagnostics
public import Telemetry

/// What the data keep and break of the contract in `tags.csv`.
///
/// One per file; reports of several files are merged in the order of the files.
public struct ContractReport: Sendable, Equatable, Codable {
  /// A tag that is declared.
  private struct Declared: Sendable, Equatable, Codable {
    var tag: String
    var line: Int
    var onViolation: ViolationPolicy
  }

  /// The name of `tags.csv`.
  public private(set) var file: String?
  /// What was found per tag, in the order of the columns; tags of later files follow.
  public private(set) var tags: [TagFindings] = []
  /// Columns that no declaration names, in the order of the columns; empty without declarations.
  public private(set) var unexpected: [String] = []
  private var declared: [Declared] = []
  private var present: Set<String> = []
  private var fileUnits: [String: String] = [:]

  /// The report of no files.
  public init(file: String? = nil) { self.file = file }

  /// Tags that are declared and that no file has, in the order of the declarations.
  public var absent: [String] { declared.filter { !present.contains($0.tag) }.map(\.tag) }

  /// All violations together, absent tags included; unexpected columns are none.
  public var violations: Int { tags.reduce(absent.count) { $0 + $1.violations } }

  /// Compares the columns of a file with the declarations.
  mutating func compare(_ columns: [Tag], _ declarations: [TagDeclaration]) {
    declared = declarations.map {
      Declared(tag: $0.tag, line: $0.line, onViolation: $0.contract.onViolation)
    }
    present = Set(columns.map(\.id))
    if declarations.isEmpty { return }
    var byID: [String: TagDeclaration] = [:]
    for declaration in declarations where byID[declaration.tag] == nil {
      byID[declaration.tag] = declaration
    }
    for column in columns {
      guard let declaration = byID[column.id] else {
        unexpected.append(column.id)
        continue
      }
      let expected = declaration.contract.rawUnit ?? declaration.unit
      if let found = column.unit, let expected, !Self.isSame(found, expected) {
        fileUnits[column.id] = found
      }
    }
  }

  /// Whether two spellings mean one unit; unknown ones must be equal but for case and blanks.
  private static func isSame(_ a: String, _ b: String) -> Bool {
    if let conversion = try? UnitConversion(from: a, to: b) { return conversion.isIdentity }
    return a.lowercased().filter { $0 != " " } == b.lowercased().filter { $0 != " " }
  }

  mutating func add(_ findings: TagFindings) {
    var findings = findings
    findings.fileUnit = fileUnits[findings.tag]
    tags.append(findings)
  }

  /// Joins the report of the next file.
  public mutating func merge(_ other: ContractReport) {
    file = file ?? other.file
    for findings in other.tags {
      if let index = tags.firstIndex(where: { $0.tag == findings.tag }) {
        tags[index].merge(findings)
      } else {
        tags.append(findings)
      }
    }
    for name in other.unexpected where !unexpected.contains(name) { unexpected.append(name) }
    for tag in other.declared where !declared.contains(where: { $0.tag == tag.tag }) {
      declared.append(tag)
    }
    present.formUnion(other.present)
  }

  /// Judges what only all files together show; call it once, after the last ``merge(_:)``.
  ///
  /// - Parameter end: the newest moment of all data.
  public mutating func judgeBorders(until end: Timestamp?) {
    for index in tags.indices { tags[index].judgeBorders(until: end) }
  }

  /// A fault per kind of violation of the tags that are declared `on-violation: error`.
  public var faults: [Fault] {
    sentences(where: .error).map {
      Fault(
        .badData, $0.text, at: $0.place,
        hint: "mend the data, widen the limit, or declare on-violation: flag")
    }
  }

  /// A notice per kind of violation of the other tags, and one for the columns nobody expects.
  public var notices: [Notice] {
    var notices = sentences(where: .flag).map { Notice($0.text, at: $0.place) }
    if !unexpected.isEmpty {
      let shown = unexpected.prefix(10).map { "'\(CellText.shown($0.utf8))'" }
      let more = unexpected.count > 10 ? " and \(unexpected.count - 10) more" : ""
      notices.append(
        Notice(
          "\(FigureText.counted(unexpected.count, "column")) not declared: "
            + shown.joined(separator: ", ") + more, at: Place(file: file)))
    }
    return notices
  }

  private func sentences(where policy: ViolationPolicy) -> [(text: String, place: Place)] {
    var result: [(text: String, place: Place)] = []
    for findings in tags where findings.onViolation == policy {
      for text in findings.sentences {
        result.append((text, Place(file: file, line: findings.line)))
      }
    }
    for tag in declared where tag.onViolation == policy && !present.contains(tag.tag) {
      result.append(
        (
          "\(CellText.cleaned(tag.tag)): declared, but no file has such a column",
          Place(file: file, line: tag.line)
        ))
    }
    return result
  }

  private enum CodingKeys: String, CodingKey {
    case file, tags, unexpected, declared, present, fileUnits
  }

  /// Decodes what ``encode(to:)`` wrote.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    file = try container.decodeIfPresent(String.self, forKey: .file)
    tags = try container.decode([TagFindings].self, forKey: .tags)
    unexpected = try container.decode([String].self, forKey: .unexpected)
    declared = try container.decode([Declared].self, forKey: .declared)
    present = Set(try container.decode([String].self, forKey: .present))
    fileUnits = try container.decode([String: String].self, forKey: .fileUnits)
  }

  /// Encodes the report; sets in ascending order, so that equal reports give equal bytes.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(file, forKey: .file)
    try container.encode(tags, forKey: .tags)
    try container.encode(unexpected, forKey: .unexpected)
    try container.encode(declared, forKey: .declared)
    try container.encode(present.sorted(), forKey: .present)
    try container.encode(fileUnits, forKey: .fileUnits)
  }
}
