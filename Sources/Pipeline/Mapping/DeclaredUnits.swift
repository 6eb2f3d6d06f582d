internal import Diagnostics
internal import Ingest
internal import Telemetry

/// Units that tags are declared in against what they measure, where no network says more.
struct DeclaredUnits {
  /// A declared quantity in a unit of something else, or in one that is not known.
  private(set) var faults: [Fault] = []
  /// The same of a quantity that a tag's name says, and units of which nobody knows what they are.
  private(set) var notices: [Notice] = []

  /// Looks at tags; places are those of `tags.csv`'s lines.
  init(_ tags: [Tag], place: (Tag) -> Place) {
    for tag in tags where tag.role != .label {
      guard let spelling = tag.unit, !spelling.isEmpty else { continue }
      let shown = CellText.shown(spelling.utf8)
      do throws(Fault) {
        let unit = try EngineeringUnits.unit(spelling)
        let quantity = tag.quantity ?? TagNameTokens(tag.id).quantity
        guard let quantity, let known = Self.dimensions[quantity], !known.contains(unit.dimension)
        else { continue }
        let isDeclared = tag.quantity != nil
        let text =
          "tag '\(tag.id)' is \(isDeclared ? "declared" : "named") as \(quantity.rawValue) and in \(shown), a unit of "
          + unit.dimension.rawValue
        if isDeclared {
          faults.append(
            Fault(
              .configuration, text, at: place(tag),
              hint: "correct the unit or the quantity in tags.csv"))
        } else {
          notices.append(Notice(text + ": correct the unit in tags.csv", at: place(tag)))
        }
      } catch {
        if tag.quantity == nil {
          notices.append(
            Notice(
              "tag '\(tag.id)': \(error.problem), so nothing is checked in it"
                + (error.hint.map { $0.hasPrefix("did you mean") ? " (\($0))" : "" } ?? ""),
              at: place(tag)))
        } else {
          faults.append(
            Fault(
              .configuration, "tag '\(tag.id)': \(error.problem)", at: place(tag),
              hint: error.hint))
        }
      }
    }
  }

  // What each quantity may be told in; of those that are not here nothing is said.
  private static let dimensions: [MeasuredQuantity: Set<EngineeringUnit.Dimension>] = [
    .level: [.length, .pressure, .share], .head: [.length, .pressure],
    .pressure: [.pressure, .length], .flow: [.flow, .massFlow], .demand: [.flow, .massFlow],
  ]
}
