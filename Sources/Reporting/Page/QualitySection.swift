internal import Telemetry

/// The plant and what its data are worth.
package struct QualitySection {
  let content: ReportContent
  private var plant: PlantFacts { content.plant }

  func node() -> Node {
    PageParts.section(
      "quality", "Data quality",
      [PageParts.lead(.text(lead)), facts, notices, gaps, quarantine, tags])
  }

  private var lead: String {
    if !plant.hasTelemetry { return "No telemetry is watched; the histories of units were read." }
    if plant.rows == 0 { return "No rows were read." }
    let constant = plant.tags.filter(\.isConstant).count
    var parts = [
      plant.missingShare == 0
        ? "No cell is missing"
        : "\(NumberText.percent(plant.missingShare)) of the cells are missing",
      plant.gaps.isEmpty ? "no gap" : NumberText.counted(plant.gaps.count, "gap"),
      plant.quarantinedRows == 0
        ? "no row quarantined" : "\(NumberText.counted(plant.quarantinedRows, "row")) quarantined",
    ]
    if constant > 0 {
      parts.append(
        "\(NumberText.counted(constant, "tag")) never changed while the model was fitted")
    }
    return parts.joined(separator: ", ") + "."
  }

  private var facts: Node {
    PageParts.facts([
      ("Plant", .name(plant.name)),
      ("Rows", .text(NumberText.count(plant.rows))),
      ("Tags", .text(NumberText.count(plant.tags.count))),
      ("Span", .prose(PageParts.range(plant.span))),
      ("Interval", .text(plant.interval.map(TimeText.length) ?? "not known")),
      (
        "Age of the last row",
        .text(plant.span.map { TimeText.length(max(.zero, content.asOf - $0.end)) } ?? "not known")
      ),
    ])
  }

  private var notices: Node {
    if plant.notices.isEmpty { return .none }
    return .fragment([
      .tag("h3", [:], ["What to mend"]), PageParts.list(plant.notices.prefix(30).map { .note($0) }),
      PageParts.more(plant.notices.count, than: 30, "notice"),
    ])
  }

  private var gaps: Node {
    if plant.gaps.isEmpty { return .none }
    return .fragment([
      PageParts.table(
        "Gaps: stretches without rows", id: "gaps-table",
        columns: [
          .init(title: "From"), .init(title: "To"), .init(title: "Length", isNumber: true),
          .init(title: "Rows missing", isNumber: true),
        ],
        rows: plant.gaps.prefix(20).map { gap in
          [
            .prose(gap.range.start.minuteText), .prose(gap.range.end.minuteText),
            .text(TimeText.length(gap.range.end - gap.range.start)),
            .text(gap.missingRows.map(NumberText.count) ?? NumberText.unknown),
          ]
        }, class: "stack"),
      PageParts.more(plant.gaps.count, than: 20, "gap"),
    ])
  }

  private var quarantine: Node {
    if plant.quarantine.isEmpty { return .none }
    return .fragment([
      PageParts.table(
        "Rows that could not be used; each stands in quarantine.csv", id: "quarantine-table",
        columns: [.init(title: "Reason"), .init(title: "Rows", isNumber: true)],
        rows: plant.quarantine.prefix(20).map {
          [.note($0.reason), .text(NumberText.count($0.rows))]
        }),
      PageParts.more(plant.quarantine.count, than: 20, "reason"),
    ])
  }

  private var tags: Node {
    if plant.tags.isEmpty { return PageParts.paragraph("No tags are known.") }
    let limit = 500
    return .fragment([
      PageParts.table(
        "Tags", id: "tags-table",
        columns: [
          .init(title: "Tag"), .init(title: "Role"), .init(title: "Unit"), .init(title: "Course"),
          .init(title: "Least", isNumber: true), .init(title: "Greatest", isNumber: true),
          .init(title: "Missing", isNumber: true), .init(title: "To know"),
        ],
        rows: plant.tags.prefix(limit).enumerated().map { row($0.element, number: $0.offset + 1) },
        class: "tall pinned"),
      PageParts.more(plant.tags.count, than: limit, "tag"),
    ])
  }

  private func row(_ tag: TagQuality, number: Int) -> [Node] {
    let notices = (tag.isConstant ? ["never changed while the model was fitted"] : []) + tag.notices
    return [
      .name(tag.id), .text(tag.role.rawValue),
      .text(PlainText.unit(tag.unit) ?? NumberText.unknown),
      Sparkline(
        id: "spark-\(number)", title: "Course of \(PlainText.name(tag.id))",
        values: Array(tag.sketch.prefix(96))
      ).node(),
      PageParts.number(tag.minimum), PageParts.number(tag.maximum),
      .text(NumberText.percent(tag.missingShare)), .note(notices.joined(separator: "; ")),
    ]
  }
}
