extension Matrix: CustomStringConvertible {
  /// The shape and at most 6 × 6 entries, so that a failed test stays readable.
  public var description: String {
    let limit = 6
    let shape = "\(rows) × \(columns)"
    guard !isEmpty else { return shape }
    var lines = [shape]
    for i in 0..<min(rows, limit) {
      var entries = (0..<min(columns, limit)).map { "\(self[i, $0])" }
      if columns > limit { entries.append("…") }
      lines.append("  " + entries.joined(separator: "  "))
    }
    if rows > limit { lines.append("  …") }
    return lines.joined(separator: "\n")
  }
}
