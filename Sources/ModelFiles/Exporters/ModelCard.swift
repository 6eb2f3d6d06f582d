public import Diagnostics
internal import Telemetry

/// Writes `MODEL_CARD.md`: what the model is, for the person who is to trust it.
public struct ModelCard: Exporter {
  /// `model-card`.
  public static let id = "model-card"
  /// One sentence for lists.
  public static let summary = "a page of Markdown: purpose, data, limits, measurements, caveats"

  /// Makes the exporter; it has no settings.
  public init() {}

  /// The page; every word that comes from the plant is escaped.
  public func export(_ input: ExportInput) throws(Fault) -> Exported {
    let page = Self.text(input.manifest, tasks: input.ordered.map(\.task))
    return Exported(files: [ModelFile(name: "MODEL_CARD.md", bytes: Array(page.utf8))])
  }

  static func text(_ manifest: ModelManifest, tasks: [ModelTask]) -> String {
    let sections: [String?] = [
      purpose(manifest, tasks), use(manifest), manifest.alarms.map { alarms($0, manifest) },
      manifest.failure.map(lives), measured(manifest),
      tasks.contains(.detector) ? tags(manifest) : nil, origin(manifest), caveats(tasks),
    ]
    return sections.compactMap { $0 }.joined(separator: "\n")
  }

  private static func purpose(_ manifest: ModelManifest, _ tasks: [ModelTask]) -> String {
    let answers = tasks.map { $0 == .detector ? "anomaly scores and alarms" : "times to failure" }
    return """
      # \(MarkdownText.escape(manifest.plant)), model \(MarkdownText.escape(manifest.version))

      Gives \(answers.joined(separator: " and ")) for telemetry of this plant, from data up to \
      \(manifest.asOf). For no other plant, and not as the only safeguard of a process.

      """
  }

  private static func use(_ manifest: ModelManifest) -> String {
    var text = "## Use\n\n"
    if let interval = manifest.sampleInterval {
      text += """
        `tocsin score --model . telemetry.csv`. Rows are in engineering units, a tag a column in the \
        order below, every \(interval.roundedText).

        """
    }
    if manifest.failure != nil {
      if manifest.sampleInterval != nil { text += "\n" }
      text += """
        `tocsin score --model . --task prognose histories.csv`. Rows are those of units in the order \
        of their ages, in engineering units.

        """
    }
    for graph in manifest.graphs {
      let isFailure = graph.file == "\(ModelTask.failure.rawValue).onnx"
      let inputs =
        isFailure
        ? "`age` float64, in the model's clock; and "
        : "`time` int64, nanoseconds UTC; and "
      let next =
        isFailure
        ? "of the next call with later rows of the same unit; another unit starts from the first "
          + "values. Output: `life`, a column for each level below"
        : "of the next call"
      text += """

        `\(graph.file)` runs without Tocsin in an ONNX runtime that has operator set \
        \(graph.operatorSet) in double (tested with ONNX Runtime 1.32). Inputs: `rows` float64, at \
        least one, NaN where a cell is missing; \(inputs)\
        \(graph.states.count) states, whose first values stand in `model.json`. Each `next.…` output \
        is the `state.…` input \(next).

        """
    }
    return text
  }

  private static func alarms(
    _ terms: ModelManifest.AlarmTerms, _ manifest: ModelManifest
  ) -> String {
    let achieved =
      terms.achievedFalsePerWeek.map { "\(number($0)) on held-back time" } ?? "not measured"
    var text = """
      ## Alarms

      Score 1 is the limit. An alarm lasts at least \(terms.hold.roundedText) and goes on for \
      \(terms.merge.roundedText) after the last row above it. False alarms per week: promised \
      \(number(terms.promisedFalsePerWeek)), achieved: \(achieved).


      """
    text += MarkdownText.head(["chain", "detector", "accumulator", "limit"])
    for threshold in manifest.thresholds {
      text += MarkdownText.row([
        threshold.chain, threshold.detector, threshold.accumulator, number(threshold.limit),
      ])
    }
    return text
  }

  private static func measured(_ manifest: ModelManifest) -> String {
    var text = "## Measured\n\n"
    if manifest.metrics.isEmpty { return text + "Nothing.\n" }
    text += MarkdownText.head(["metric", "value"])
    return text + rows(of: manifest.metrics)
  }

  /// Rows of a table of measurements, sorted by name.
  static func rows(of metrics: [String: Double]) -> String {
    metrics.sorted { $0.key < $1.key }
      .map { MarkdownText.row([$0.key, number($0.value)]) }.joined()
  }

  private static func tags(_ manifest: ModelManifest) -> String {
    "## Tags\n\n" + table(of: manifest.tags, named: "tag")
  }

  /// A table of tags or columns in the order of a model's input.
  static func table(of tags: [Tag], named title: String) -> String {
    MarkdownText.head(["", title, "role", "unit", "resolution"])
      + tags.enumerated().map { index, tag in
        MarkdownText.row([
          "\(index)", tag.id, tag.role.rawValue, tag.unit ?? "",
          tag.resolution.map { number($0) } ?? "",
        ])
      }.joined()
  }

  private static func origin(_ manifest: ModelManifest) -> String {
    var text = "## Origin\n\n" + MarkdownText.head(["data", "rows", "SHA-256"])
    for data in manifest.data {
      text += MarkdownText.row([data.name, data.rows.map { "\($0)" } ?? "", data.sha256])
    }
    text += "\n" + MarkdownText.head(["made with", ""])
    for (name, version) in manifest.versions.sorted(by: { $0.key < $1.key }) {
      text += MarkdownText.row([name, version])
    }
    for (stage, seed) in manifest.seeds.sorted(by: { $0.key < $1.key }) {
      text += MarkdownText.row(["seed of \(stage)", "\(seed)"])
    }
    return text
  }

  private static func caveats(_ tasks: [ModelTask]) -> String {
    "## Caveats\n\n" + tasks.map { $0 == .detector ? caveatsOfScores : caveatsOfLives }.joined()
  }

  private static let caveatsOfScores = """
    - Trained on what the plant did up to the date above. New equipment, set points or seasons that
      it never saw look like anomalies; train again after a change.
    - A score says how unusual a row is, not why, nor who caused it.
    - An attacker who keeps every value and relation plausible is not seen.
    - Missing cells are filled with their mean given the others: a row with few cells says little.

    """

  /// Six significant digits.
  static func number(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return "\(value)" }
    var scale = 1.0
    while abs(value) * scale < 1e5, scale < 1e15 { scale *= 10 }
    let rounded = (value * scale).rounded() / scale
    let text = "\(rounded)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
