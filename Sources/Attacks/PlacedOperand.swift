internal import Diagnostics
internal import Telemetry
internal import Twin

/// What a condition reads, on a plant: a tag's true value or a number.
enum PlacedOperand: Sendable, Equatable {
  case tag(Int)
  case constant(Double)

  /// The operand on a plant; nil where it names no tag, and a problem is added.
  ///
  /// A word behind `is` is a number, or one of the texts that the tag's source has for its values.
  init?(_ operand: ControlOperand, _ use: TriggerUse) {
    switch operand {
    case .constant(let number): self = .constant(number)
    case .signal(let name):
      if let index = use.surface.index(of: name) {
        self = .tag(index)
        return
      }
      // The parser names a word behind `is` by what it is a word of.
      guard let cut = name.firstRange(of: " is ") else {
        guard let index = use.index(of: name) else { return nil }
        self = .tag(index)
        return
      }
      let (tag, word) = (String(name[..<cut.lowerBound]), String(name[cut.upperBound...]))
      if let number = Double(word), number.isFinite {
        self = .constant(number)
        return
      }
      guard let index = use.surface.index(of: tag) else {
        // Told where the tag itself is read.
        return nil
      }
      let words = use.surface.tags[index].reading?.categories ?? []
      guard let state = words.firstIndex(of: word) else {
        // Before telemetry has been read nobody knows the texts of its source.
        if words.isEmpty, !use.surface.isCalibrated { return nil }
        use.problems.add(
          "'\(tag)' has no state '\(word)'", at: use.place,
          hint: words.isEmpty
            ? "its states are numbers: "
              + use.surface.profiles[index].states.map(shortest).joined(separator: ", ")
            : Suggestion.hint(for: word, in: words))
        return nil
      }
      self = .constant(Double(state))
    }
  }

  /// The value in a row; NaN where it is missing.
  func value(in row: [Double]) -> Double {
    switch self {
    case .constant(let number): number
    case .tag(let index): index < row.count ? row[index] : .nan
    }
  }
}
