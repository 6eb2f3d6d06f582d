internal import Diagnostics
internal import Hydraulics
internal import Ingest
internal import ModelFiles
internal import Telemetry

/// A limit on what is read, with the exit code of what is beyond it; the numbers are those that the readers use.
struct InputLimit {
  /// What is limited.
  let what: String
  /// The most that is read.
  let most: Int
  /// What is counted.
  let unit: String
  /// What happens beyond it.
  let beyond: Beyond

  /// What happens to an input beyond a limit.
  enum Beyond {
    /// The command ends with the exit code of this kind.
    case refused(FaultKind)
    /// The row goes to quarantine.
    case quarantined
    /// The rest of a line is read as a line of its own, with a warning, as EPANET does.
    case split
  }

  /// The limit in words, as the documentation's table holds it.
  var text: String {
    let end =
      switch beyond {
      case .refused(let kind): "exit \(kind.rawValue)"
      case .quarantined: "the row goes to quarantine"
      case .split: "the rest is a line of its own, with a warning"
      }
    return "at most \(Numbers.grouped(most)) \(unit); beyond: \(end)"
  }

  /// Every limit, by what is read.
  static let all: [InputLimit] = [
    .init(
      what: "columns of a text file", most: InputLimits.mostColumns, unit: "columns",
      beyond: .refused(.badData)),
    .init(
      what: "first two lines of a file", most: InputLimits.longestFirstLines, unit: "bytes",
      beyond: .refused(.badData)),
    .init(
      what: "row of a file", most: InputLimits.longestRow, unit: "bytes",
      beyond: .refused(.badData)),
    .init(
      what: "row or header of standard input", most: InputLimits.longestStreamedRow,
      unit: "bytes", beyond: .refused(.badData)),
    .init(
      what: "quoted cell", most: InputLimits.longestQuotedCell, unit: "bytes",
      beyond: .quarantined),
    .init(
      what: "words of a column", most: InputLimits.mostWords, unit: "different texts",
      beyond: .refused(.badData)),
    .init(
      what: "name of a tag", most: Tag.longestID, unit: "bytes", beyond: .refused(.badData)),
    .init(
      what: "tags.csv, events.csv, lives", most: InputLimits.largestTable, unit: "bytes",
      beyond: .refused(.badData)),
    .init(
      what: "histories of units", most: InputLimits.largestHistories, unit: "bytes",
      beyond: .refused(.badData)),
    .init(
      what: "packed batch of an Arrow file", most: InputLimits.largestBatch,
      unit: "bytes unpacked", beyond: .refused(.badData)),
    .init(
      what: "schema of an Arrow file", most: InputLimits.deepestSchema, unit: "levels",
      beyond: .refused(.badData)),
    .init(
      what: "YAML file", most: YAMLFile.largestFile, unit: "bytes",
      beyond: .refused(.configuration)),
    .init(
      what: "nodes of a YAML file", most: YAMLFile.mostNodes, unit: "once aliases are expanded",
      beyond: .refused(.configuration)),
    .init(
      what: "nesting of a YAML file", most: YAMLFile.deepest, unit: "levels",
      beyond: .refused(.configuration)),
    .init(
      what: "epanetCPA file", most: YAMLFile.largestFile, unit: "bytes",
      beyond: .refused(.configuration)),
    .init(
      what: "EPANET file", most: Network.byteLimit, unit: "bytes", beyond: .refused(.badData)),
    .init(
      what: "line of an EPANET file", most: Network.lineLimit, unit: "bytes", beyond: .split),
    .init(
      what: "file of a model", most: ModelFolder.largestFile, unit: "bytes",
      beyond: .refused(.badData)),
    .init(
      what: "header of a model's safetensors", most: ArtifactFile.longestHeader, unit: "bytes",
      beyond: .refused(.badData)),
    .init(
      what: "model.json", most: ModelManifest.longest, unit: "bytes", beyond: .refused(.badData)),
    .init(
      what: "nesting of a model's JSON", most: ArtifactFile.deepest, unit: "levels",
      beyond: .refused(.badData)),
  ]
}
