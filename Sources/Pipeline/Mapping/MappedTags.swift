internal import Diagnostics
internal import Hydraulics
internal import Ingest
internal import Telemetry

/// `tags.csv` of a plant with a network: what a person wrote stays, the rest is proposed.
struct MappedTags {
  /// The file.
  let table: TagsTable
  /// What a person is asked, tag by tag.
  let questions: [String]
  /// How many rows a person wrote or edited.
  let kept: Int
  /// How many rows are of tags that the files do not have; they stay too.
  let absent: Int
  /// Hours by which water is used later than in the model; nil where none can be told.
  let clockShift: Double?

  private static let columns = [
    "tag", "role", "unit", "scale", "offset", "element", "quantity", "controller", "confidence",
    "evidence", RowMark.column,
  ]

  /// Proposes an element for each tag of a screen.
  ///
  /// - Parameters:
  ///   - rows: The tags with role and unit.
  ///   - frame: Their courses.
  ///   - network: The model's file.
  ///   - existing: `tags.csv` as it stands.
  init(
    _ rows: [TagScreen.Row], frame: Frame?, network path: String, existing: String?
  ) throws {
    let network = try Network(inp: path)
    guard var frame else {
      throw Fault(
        .badData, "no course of time was read that could be compared with the network",
        at: Place(file: path))
    }
    var table = try existing.map { try TagsTable($0) } ?? TagsTable(columns: Self.columns)
    let owners = (0..<table.count).map { RowMark.owner(of: $0, in: table) }
    var quantities: [String: MeasuredQuantity] = [:]
    for (at, tag) in frame.tags.enumerated() {
      guard let row = table.row(of: tag.id) else { continue }
      // What was proposed is proposed again, from the numbers.
      if Self.said(.unit, owners[row]), let unit = Self.unit(of: row, in: table) {
        frame.tags[at].unit = unit
      }
      if Self.said(.quantity, owners[row]) {
        quantities[tag.id] = MeasuredQuantity(rawValue: table[row, "quantity"].lowercased())
      }
    }
    let mapping = try ElementMapping(
      network: network, frame: frame, anchors: Self.anchors(table, owners), quantities: quantities)
    let proposals = Dictionary(mapping.proposals.map { ($0.tag, $0) }) { first, _ in first }
    table.add(columns: Self.columns)
    for row in rows {
      let at = table.row(of: row.id) ?? table.append(tag: row.id)
      let owner = at < owners.count ? owners[at] : .proposal(own: [])
      guard case .proposal(let own) = owner else { continue }
      if table[at, "role"].isEmpty { table.set(at, "role", row.role.rawValue) }
      Self.write(proposals[row.id], row, to: at, of: &table, own: own)
    }
    self.table = table
    questions = mapping.proposals.compactMap(\.question)
    kept = owners.count { $0 == .person }
    let present = Set(rows.map(\.id))
    absent = owners.indices.count {
      owners[$0] != .person && !present.contains(table.tag($0))
    }
    clockShift = mapping.clockShift
  }

  private static func said(_ own: RowMark.Own, _ owner: RowMark.Owner) -> Bool {
    switch owner {
    case .person: true
    case .proposal(let said): said.contains(own)
    }
  }

  private static func anchors(
    _ table: TagsTable, _ owners: [RowMark.Owner]
  ) -> [ElementMapping.Anchor] {
    owners.indices.compactMap { row in
      let element = table[row, "element"]
      guard owners[row] == .person, !element.isEmpty else { return nil }
      return .init(
        tag: table.tag(row), element: element,
        quantity: MeasuredQuantity(rawValue: table[row, "quantity"].lowercased()))
    }
  }

  /// The unit of the file's numbers that a row says; nil where they are scaled or nothing is said.
  private static func unit(of row: Int, in table: TagsTable) -> String? {
    guard table[row, "scale"].isEmpty, table[row, "offset"].isEmpty else { return nil }
    let raw = table[row, "raw-unit"]
    let unit = raw.isEmpty ? table[row, "unit"] : raw
    return unit.isEmpty ? nil : unit
  }

  private static func write(
    _ proposal: TagProposal?, _ row: TagScreen.Row, to at: Int, of table: inout TagsTable,
    own: Set<RowMark.Own>
  ) {
    if !own.contains(.unit) {
      // A head that a person wants as such is no level: it keeps its datum.
      let isHead = own.contains(.quantity) && table[at, "quantity"].lowercased() == "head"
      let (scale, offset) = (proposal?.scale ?? 1, isHead ? 0 : proposal?.offset ?? 0)
      let isScaled = scale != 1 || offset != 0
      table.set(at, "unit", proposal?.unit ?? row.unit ?? "")
      table.set(at, "scale", isScaled ? "\(scale)" : "")
      table.set(at, "offset", isScaled ? "\(offset)" : "")
    }
    table.set(at, "element", proposal?.element ?? "")
    if !own.contains(.quantity) {
      table.set(at, "quantity", proposal?.quantity?.rawValue ?? "")
    }
    // A network knows no controllers: the tag's name may.
    if table[at, "controller"].isEmpty, let named = TagNameTokens(table.tag(at)).controller {
      table.set(at, "controller", named)
    }
    table.set(
      at, "confidence", proposal.map { "\(($0.confidence * 100).rounded() / 100)" } ?? "")
    if !own.contains(.evidence) { table.set(at, "evidence", proposal?.evidence ?? "") }
    table.set(at, RowMark.column, RowMark.digits(of: at, in: table, own: own))
  }
}
