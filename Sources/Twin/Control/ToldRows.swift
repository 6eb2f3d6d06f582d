/// Which controller moves an actuator, and the row that it was told.
struct ToldRows: Sendable {
  /// What all controllers are told, then what each of them is; one value per tag.
  var rows: [[Double]]
  /// The row of ``rows`` by which an actuator's controller decides, by tag.
  private let rowOfActuator: [Int: Int]

  /// The same row for everybody.
  init(_ row: [Double], controllers: [LoopController]) {
    rows = [[Double]](repeating: row, count: 1 + controllers.count)
    var rowOfActuator: [Int: Int] = [:]
    for (index, controller) in controllers.enumerated() {
      for tag in controller.drives { rowOfActuator[tag] = index + 1 }
    }
    self.rowOfActuator = rowOfActuator
  }

  /// The same controllers told one row.
  func telling(_ row: [Double]) -> ToldRows {
    var copy = self
    for index in copy.rows.indices { copy.rows[index] = row }
    return copy
  }

  /// What the controller of an actuator is told; what all are told where nobody drives it.
  func row(of actuator: Int) -> Int { rowOfActuator[actuator] ?? 0 }

  /// A value as people see it who look at all controllers: what the first was told that was told something else.
  func value(_ tag: Int) -> Double {
    for row in rows.dropFirst() where row[tag] != rows[0][tag] && !row[tag].isNaN {
      return row[tag]
    }
    return rows[0][tag]
  }
}
