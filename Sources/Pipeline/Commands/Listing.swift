internal import Attacks
internal import Detection
public import Diagnostics
internal import Evaluation
internal import Ingest
internal import ModelFiles
internal import Prognostics
internal import Twin

/// The catalogs, as text, Markdown or JSON: `tocsin list detectors`.
public enum Listing {
  /// How a list is written.
  public enum Style: Sendable {
    /// Aligned text.
    case plain
    /// A Markdown table.
    case markdown
    /// A JSON array.
    case json
  }

  /// One choice.
  struct Row: Codable, Equatable {
    var id: String
    var summary: String
  }

  /// The lists there are.
  public static var names: [String] { lists.map(\.name) }

  private static var lists: [(name: String, rows: [Row])] {
    [
      ("detectors", rows(Detectors.catalog)), ("accumulators", rows(Accumulators.catalog)),
      ("limits", rows(LimitRules.catalog)),
      ("prognosers", rows(Prognosers.catalog)), ("components", rows(Components.catalog)),
      ("control-blocks", rows(ControlBlocks.catalog)),
      ("techniques", techniques), ("shapes", rows(Shapes.catalog)),
      ("program-edits", rows(ProgramEdits.catalog)),
      ("triggers", rows(Triggers.catalog)), ("draws", rows(Draws.catalog)),
      ("metrics", rows(Metrics.catalog) + rows(LifeMetrics.catalog)),
      ("dialects", rows(DialectCatalog.catalog)),
      ("time-formats", rows(TimeFormatCatalog.catalog)), ("exporters", rows(ExporterCatalog.all)),
      ("input-limits", InputLimit.all.map { Row(id: $0.what, summary: $0.text) }),
    ]
  }

  /// The rows of a list.
  ///
  /// - Throws: ``Fault`` of kind `usage` with the nearest name.
  public static func text(_ name: String, style: Style) throws(Fault) -> String {
    guard let rows = lists.first(where: { $0.name == name })?.rows else {
      throw Fault(
        .usage, "there is no list '\(name)'", hint: Suggestion.hint(for: name, in: names))
    }
    switch style {
    case .json: return try JSONFile.text(rows)
    case .markdown:
      return (["| id | what it is |", "|---|---|"] + rows.map { "| `\($0.id)` | \($0.summary) |" })
        .joined(separator: "\n") + "\n"
    case .plain:
      let width = rows.map(\.id.count).max() ?? 0
      return rows.map {
        $0.id + String(repeating: " ", count: width - $0.id.count + 2) + $0.summary + "\n"
      }.joined()
    }
  }

  private static var techniques: [Row] {
    let problems = Problems()
    // The file travels inside the program; a test reads it whole.
    guard let catalog = try? SimulateStage.techniques(problems: problems) else { return [] }
    return catalog.techniques.map { Row(id: $0.id, summary: $0.title) }
  }

  private static func rows<Product>(_ catalog: Catalog<Product>) -> [Row] {
    catalog.entries.map { Row(id: $0.id, summary: $0.summary) }
  }
}
