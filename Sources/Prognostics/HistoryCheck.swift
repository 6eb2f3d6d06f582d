internal import Diagnostics
internal import LinearAlgebra
internal import Telemetry

/// What is wrong with histories, all of it at once.
enum HistoryCheck {
  /// Refuses histories that nothing can be learned from.
  static func check(_ histories: UnitHistories, failedUnits least: Int) throws(Faults) {
    var faults: [Fault] = []
    for unit in histories.units { faults += problems(of: unit) }
    var seen: Set<String> = []
    for unit in histories.units where !seen.insert(unit.unit).inserted {
      faults.append(
        Fault(
          .badData, "two histories are of one unit '\(unit.unit)'", at: place(unit),
          hint: "give the second life of a unit a name of its own, such as '\(unit.unit)-2'"))
    }
    let failed = histories.units.count { $0.outcome == .failed }
    if failed < least {
      faults.append(
        Fault(
          .badData,
          "\(failed) of \(histories.units.count) units failed, at least \(least) must have",
          hint: "intervals are judged on units left out, which needs several of them"))
    }
    let inputs = histories.columns.indices.filter { histories.columns[$0].role.isModelInput }
    if !histories.units.isEmpty, !inputs.contains(where: { varies(histories, column: $0) }) {
      faults.append(
        Fault(
          .badData,
          inputs.isEmpty
            ? "the histories have no column to learn from"
            : "none of the \(inputs.count) columns varies",
          hint: "name columns that measure the units' condition"))
    }
    if !faults.isEmpty { throw Faults(faults) }
  }

  private static func place(_ unit: UnitHistory) -> Place { Place(path: "unit \(unit.unit)") }

  private static func problems(of unit: UnitHistory) -> [Fault] {
    guard let first = unit.ages.first, let last = unit.ages.last else {
      return [
        Fault(
          .badData, "unit '\(unit.unit)' has no rows", at: place(unit),
          hint: "remove the unit from the list or add its telemetry")
      ]
    }
    var faults: [Fault] = []
    if let row = unit.ages.firstIndex(where: { !$0.isFinite }) {
      faults.append(
        Fault(
          .badData, "row \(row + 1) of unit '\(unit.unit)' has age \(unit.ages[row])",
          at: place(unit), hint: "ages are finite numbers"))
    } else if let row = unit.ages.indices.dropFirst().first(where: {
      unit.ages[$0] <= unit.ages[$0 - 1]
    }) {
      faults.append(
        Fault(
          .badData,
          "ages of unit '\(unit.unit)' must ascend: row \(row + 1) is at \(unit.ages[row]), "
            + "the row before at \(unit.ages[row - 1])", at: place(unit)))
    }
    if !unit.end.isFinite {
      faults.append(
        Fault(
          .badData, "unit '\(unit.unit)' ends at age \(unit.end)", at: place(unit),
          hint: "the end is a finite age"))
    } else if unit.end < first {
      faults.append(
        Fault(
          .badData,
          "unit '\(unit.unit)' ends at age \(unit.end), before its first row at \(first)",
          at: place(unit), hint: "check the unit's start and end"))
    } else if unit.end < last {
      faults.append(
        Fault(
          .badData, "unit '\(unit.unit)' ends at age \(unit.end), before its last row at \(last)",
          at: place(unit), hint: "rows after the end belong to the next unit"))
    }
    return faults
  }

  private static func varies(_ histories: UnitHistories, column: Int) -> Bool {
    var lowest = Double.infinity
    var highest = -Double.infinity
    for unit in histories.units {
      unit.values.withUnsafeColumn(column) { cells in
        for cell in cells where cell.isFinite {
          lowest = min(lowest, cell)
          highest = max(highest, cell)
        }
      }
    }
    return highest - lowest > 1e-9 * max(lowest.magnitude, highest.magnitude)
  }
}
