internal import Telemetry

/// Where everything came from, so that the run can be repeated and its files checked.
package struct ProvenanceSection {
  let content: ReportContent
  private var provenance: Provenance { content.provenance }

  func node() -> Node {
    .tag(
      "footer", [:],
      [
        PageParts.section(
          "provenance", "Provenance",
          [
            PageParts.paragraph(
              .text(
                "Made by \(PlainText.name(provenance.tool)), run \(PlainText.name(content.run)), "
                  + "as of \(content.asOf). \(seed)")),
            table("Versions", "versions-table", ["What", "Version"], provenance.versions),
            table("Inputs", "inputs-table", ["File", "SHA-256"], provenance.inputs),
            model,
            table("Other files of this run", "files-table", ["File", "Holds"], provenance.files),
          ])
      ])
  }

  private var seed: String {
    provenance.seed.map { "Everything random came from seed \($0)." } ?? "Nothing random took part."
  }

  private func table(
    _ caption: String, _ id: String, _ titles: [String], _ items: [Provenance.Item]
  ) -> Node {
    if items.isEmpty { return .none }
    return PageParts.table(
      caption, id: id, columns: titles.map { .init(title: $0) },
      rows: items.map { [.name($0.name), .note($0.value)] }, class: "digests stack")
  }

  private var model: Node {
    guard let model = content.model, !model.files.isEmpty else { return .none }
    return PageParts.table(
      "Files of model \(PlainText.name(model.version))", id: "model-table",
      columns: [
        .init(title: "File"), .init(title: "Bytes", isNumber: true), .init(title: "SHA-256"),
      ],
      rows: model.files.map {
        [.name($0.name), .text(NumberText.count($0.bytes)), .note($0.sha256)]
      }, class: "digests stack")
  }
}
