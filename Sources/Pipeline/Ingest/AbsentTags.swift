internal import Diagnostics
internal import Ingest

/// Tags that are declared and that no telemetry file has.
struct AbsentTags {
  /// Slips of the pen: a column that nobody declared has nearly the name, or no declared tag is in the files at all.
  let faults: [Fault]
  /// The tags of those.
  let near: [TagDeclaration]
  /// All others.
  let others: [TagDeclaration]

  /// Compares declarations with the columns of all files.
  init(_ declarations: [TagDeclaration], columns: [String], file: String?) {
    let known = Set(columns)
    let absent = declarations.filter { !known.contains($0.tag) }
    let undeclared = columns.filter { id in !declarations.contains { $0.tag == id } }
    var faults: [Fault] = []
    var others: [TagDeclaration] = []
    var near: [TagDeclaration] = []
    for declaration in absent {
      let nearest = Suggestion.nearest(to: declaration.tag, in: undeclared)
      guard nearest != nil || absent.count == declarations.count else {
        others.append(declaration)
        continue
      }
      near.append(declaration)
      faults.append(
        Fault(
          .badData, "no telemetry file has the declared tag '\(declaration.tag)'",
          at: Place(file: file, line: declaration.line),
          hint: nearest.map { "did you mean '\($0)'? if both are tags, declare both" }
            ?? "no declared tag is in the files: is the file of tags, or data.format, another data's?"
        ))
    }
    self.faults = faults
    self.others = others
    self.near = near
  }

  /// What a person should know of the others: nothing stops for them.
  func notices(file: String?) -> [Notice] {
    others.map {
      Notice(
        "no telemetry file has the declared tag '\($0.tag)': it is left out",
        at: Place(file: file, line: $0.line))
    }
  }
}
