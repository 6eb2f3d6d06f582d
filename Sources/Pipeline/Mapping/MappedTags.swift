internal import Diagnostics
internal import Foundation
internal import Hydraulics
internal import Ingest
internal import Telemetry

/// `tags.csv` of a plant with a network: what a person wrote stays, the rest is proposed.
struct MappedTags {
  /// The lines of the file, the header first.
  let lines: [String]
  /// What a person is asked, tag by tag.
  let questions: [String]
  /// How many rows a person wrote.
  let kept: Int

  private static let header =
    "tag,role,unit,scale,offset,element,quantity,controller,confidence,evidence"

  /// Proposes an element for each tag of a screen.
  ///
  /// - Parameters:
  ///   - rows: The tags with role and unit.
  ///   - frame: Their courses.
  ///   - network: The model's file.
  ///   - existing: `tags.csv` as it stands; rows whose `confidence` is empty are a person's.
  init(
    _ rows: [TagScreen.Row], frame: Frame?, network path: String, existing: String?
  ) throws {
    let network = try Network(inp: path)
    guard let frame else {
      throw Fault(
        .badData, "no course of time was read that could be compared with the network",
        at: Place(file: path))
    }
    let written = try existing.map { try TagsFile.read($0) } ?? []
    let own = written.filter { $0.confidence == nil && $0.element != nil }
    let mapping = try ElementMapping(
      network: network, frame: frame,
      anchors: own.compactMap { row in
        row.element.map { .init(tag: row.tag, element: $0, quantity: row.quantity) }
      })
    // A person's lines stay as they were written, whatever columns that file has.
    let text = try existing.map { try String(contentsOfFile: $0, encoding: .utf8) } ?? ""
    let old = text.split(whereSeparator: \.isNewline).map(String.init)
    if !own.isEmpty, old.first != Self.header {
      throw Fault(
        .badData, "the file has rows that a person wrote under other columns",
        at: Place(file: existing ?? "", line: 1), hint: "the first line must be \(Self.header)")
    }
    let proposals = Dictionary(mapping.proposals.map { ($0.tag, $0) }) { first, _ in first }
    let lineOfTag = Dictionary(own.map { ($0.tag, $0.line) }) { first, _ in first }
    var lines = [Self.header]
    for row in rows {
      if let line = lineOfTag[row.id], line > 0, line <= old.count {
        lines.append(old[line - 1])
      } else {
        lines.append(Self.line(row, proposals[row.id]))
      }
    }
    self.lines = lines
    questions = mapping.proposals.compactMap(\.question)
    kept = own.count
  }

  private static func line(_ row: TagScreen.Row, _ proposal: TagProposal?) -> String {
    let isScaled = proposal.map { $0.scale != 1 || $0.offset != 0 } ?? false
    let fields = [
      row.id, row.role.rawValue, proposal?.unit ?? row.unit ?? "",
      isScaled ? proposal.map { "\($0.scale)" } ?? "" : "",
      isScaled ? proposal.map { "\($0.offset)" } ?? "" : "", proposal?.element ?? "",
      proposal?.quantity?.rawValue ?? "", "",
      proposal.map { "\(($0.confidence * 100).rounded() / 100)" } ?? "", proposal?.evidence ?? "",
    ]
    return fields.map { CSVField.escaped($0) }.joined(separator: ",")
  }
}
