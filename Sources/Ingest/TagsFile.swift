public import Diagnostics
public import Telemetry

/// What one row of `tags.csv` says about a tag; nil where it says nothing.
public struct TagDeclaration: Sendable, Equatable {
  /// The tag's id: the column's name in the data.
  public var tag: String
  /// What it stands for.
  public var role: TagRole?
  /// The engineering unit.
  public var unit: String?
  /// The step that the historian rounds to, above 0.
  public var resolution: Double?
  /// The plant's element that it measures or drives.
  public var element: String?
  /// What it measures or sets of its element.
  public var quantity: MeasuredQuantity?
  /// The controller that reads or writes it.
  public var controller: String?
  /// How sure `tocsin init` was of the element, 0…1; nil where a person wrote or edited the row.
  public var confidence: Double?
  /// What `tocsin init` saw.
  public var evidence: String?
  /// The line of the file.
  public var line: Int
  /// The rest: what the file's numbers are and must be.
  public var contract: TagContract

  /// Makes a declaration.
  public init(
    tag: String, role: TagRole? = nil, unit: String? = nil, resolution: Double? = nil,
    element: String? = nil, quantity: MeasuredQuantity? = nil, controller: String? = nil,
    confidence: Double? = nil, evidence: String? = nil, line: Int = 0,
    contract: TagContract = TagContract()
  ) {
    self.tag = tag
    self.role = role
    self.unit = unit
    self.resolution = resolution
    self.element = element
    self.quantity = quantity
    self.controller = controller
    self.confidence = confidence
    self.evidence = evidence
    self.line = line
    self.contract = contract
  }

  /// The tag with what is declared in place of what was inferred.
  ///
  /// - Throws: ``Fault`` of kind `configuration` where the contract's `raw-unit` cannot be converted.
  public func applied(to tag: Tag) throws(Fault) -> Tag {
    var reading = try contract.reading(in: unit)
    reading.categories = tag.reading?.categories ?? []
    return Tag(
      id: tag.id, role: role ?? tag.role, unit: unit ?? tag.unit,
      resolution: resolution ?? tag.resolution, element: element ?? tag.element,
      quantity: quantity ?? tag.quantity, controller: controller ?? tag.controller,
      reading: reading.isPlain ? nil : reading)
  }
}

/// `tags.csv`: a row per tag; all columns but `tag` may be absent or empty.
///
/// | column | what it says |
/// |---|---|
/// | tag | the column's name in the data |
/// | role | sensor, actuator, setpoint, status, disturbance or label |
/// | unit | the engineering unit that is stored |
/// | resolution | the step that the historian rounds to, in `unit` |
/// | element, controller | what it measures or drives, who reads or writes it |
/// | quantity | level, head, pressure, flow, status, setting, speed or demand of the element |
/// | confidence, evidence | how sure `tocsin init` was, 0…1, and why; not for hand |
/// | mark | check digits of the row as `tocsin init` wrote it; a row that they do not fit is a person's |
/// | scale, offset | value = number in the file · scale + offset |
/// | raw-unit | the unit of that value, converted to `unit` |
/// | min, max | the range that is expected, in `unit` |
/// | rate | the largest change: `0.5/min`, `2/h`, or per second without a unit of time |
/// | gap | the longest silence that is expected: `15min` |
/// | freshness | how old the newest sample may be: `26h` |
/// | missing | numbers or words of the file that stand for no value, parted by `;` |
/// | resample | last, mean, min, max or linear |
/// | on-violation | flag (the default) or error |
public enum TagsFile {
  private static let columns =
    [
      "tag", "role", "unit", "resolution", "element", "quantity", "controller", "confidence",
      "evidence", "mark",
    ] + TagContractColumns.names

  /// Reads the declarations in the order of the file; columns of other names are not looked at.
  ///
  /// - Throws: ``Faults`` with every problem and its line: unknown roles, units, methods and policies;
  ///   numbers and lengths of time that are none or out of their range; a `min` that is not below
  ///   `max`; tags that are empty or stand twice; rows with too few or too many fields.
  public static func read(_ path: String) throws(Faults) -> [TagDeclaration] {
    var notices: [Notice] = []
    return try read(path, notices: &notices)
  }

  /// Reads the declarations and adds a notice for every column that is not used.
  public static func read(
    _ path: String, notices: inout [Notice]
  ) throws(Faults) -> [TagDeclaration] {
    var table: TextTable
    do {
      table = try TextTable(path, required: ["tag"])
    } catch {
      throw Faults([error])
    }
    for name in table.columns where !columns.contains(name) {
      let nearest = Suggestion.nearest(to: name, in: columns).map { "is '\($0)' meant? " } ?? ""
      notices.append(
        Notice(
          "column '\(CellText.shown(name.utf8))' is not used (\(nearest)known: "
            + "\(columns.joined(separator: ", ")))", at: Place(file: path, line: 1)))
    }
    var declarations: [TagDeclaration] = []
    var lines: [String: Int] = [:]
    for row in table.rows {
      let tag = unguarded(table.text("tag", row))
      if tag.isEmpty, table.columns.contains("tag") {
        table.faults.append(Fault(.badData, "the tag is empty", at: table.place(row)))
      } else if let line = lines[tag] {
        table.faults.append(
          Fault(
            .badData, "tag '\(CellText.shown(tag.utf8))' stands on line \(line) already",
            at: table.place(row), hint: "keep one of them"))
      }
      lines[tag] = lines[tag] ?? row.line
      declarations.append(
        TagDeclaration(
          tag: tag, role: role(row, &table), unit: optional("unit", row, table),
          resolution: resolution(row, &table), element: optional("element", row, table),
          quantity: quantity(row, &table), controller: optional("controller", row, table),
          confidence: confidence(row, &table), evidence: optional("evidence", row, table),
          line: row.line,
          contract: TagContractColumns.read(row, &table)))
    }
    if !table.faults.isEmpty { throw Faults(table.faults) }
    return declarations
  }

  // Tocsin guards cells that a spreadsheet would run with a quote mark in front; take it off again.
  static func unguarded(_ text: String) -> String {
    let rest = text.dropFirst()
    guard text.first == "'", let second = rest.first, "=+-@".contains(second) else { return text }
    return String(rest)
  }

  private static func optional(
    _ column: String, _ row: TextTable.Row, _ table: TextTable
  ) -> String? {
    let text = table.text(column, row)
    return text.isEmpty ? nil : text
  }

  private static func role(_ row: TextTable.Row, _ table: inout TextTable) -> TagRole? {
    let text = table.text("role", row)
    if text.isEmpty { return nil }
    if let role = TagRole(rawValue: text.lowercased()) { return role }
    table.faults.append(
      Fault(
        .badData, "unknown role '\(CellText.shown(text.utf8))'", at: table.place(row),
        hint: Suggestion.hint(for: text, in: TagRole.allCases.map(\.rawValue))))
    return nil
  }

  private static func quantity(
    _ row: TextTable.Row, _ table: inout TextTable
  ) -> MeasuredQuantity? {
    let text = table.text("quantity", row)
    if text.isEmpty { return nil }
    if let quantity = MeasuredQuantity(rawValue: text.lowercased()) { return quantity }
    table.faults.append(
      Fault(
        .badData, "unknown quantity '\(CellText.shown(text.utf8))'", at: table.place(row),
        hint: Suggestion.hint(for: text, in: MeasuredQuantity.allCases.map(\.rawValue))))
    return nil
  }

  private static func confidence(_ row: TextTable.Row, _ table: inout TextTable) -> Double? {
    let text = table.text("confidence", row)
    if text.isEmpty { return nil }
    if let value = NumberText.value(of: Array(text.utf8)), (0...1).contains(value) {
      return value
    }
    table.faults.append(
      Fault(
        .badData, "the confidence must be from 0 to 1, got '\(CellText.shown(text.utf8))'",
        at: table.place(row), hint: "leave it empty in a row that you edit"))
    return nil
  }

  private static func resolution(_ row: TextTable.Row, _ table: inout TextTable) -> Double? {
    let text = table.text("resolution", row)
    if text.isEmpty { return nil }
    if let value = NumberText.value(of: Array(text.utf8)), value > 0, value.isFinite {
      return value
    }
    table.faults.append(
      Fault(
        .badData, "the resolution must be a number above 0, got '\(CellText.shown(text.utf8))'",
        at: table.place(row)))
    return nil
  }
}
