/// "Did you mean": the nearest of the known names to an unknown one.
public enum Suggestion {
  /// The known name with the smallest edit distance, where that is small enough to be a slip.
  ///
  /// - Returns: nil where no name is within a third of the length (at least 1, at most 3 edits; 2 where a word of
  ///   four small letters or more begins with the same two, like `plane` and `plain`; names of tags differ by less).
  /// - Complexity: O(names · length²).
  public static func nearest(to name: String, in known: [String]) -> String? {
    let limit = max(1, min(3, name.count / 3))
    var best: (name: String, distance: Int)?
    for candidate in known {
      let distance = editDistance(name.lowercased(), candidate.lowercased())
      let beginsAlike =
        name.count >= 4 && name.allSatisfy(\.isLowercase) && name.prefix(2) == candidate.prefix(2)
      if distance <= (beginsAlike ? max(2, limit) : limit),
        distance < (best?.distance ?? Int.max)
      {
        best = (candidate, distance)
      }
    }
    return best?.name
  }

  /// More known names than these are not all listed.
  private static let mostListed = 60

  /// A hint sentence: the nearest name if there is one, then the known names, the first ones of many.
  public static func hint(for name: String, in known: [String]) -> String {
    let more = known.count - mostListed
    let list =
      "known: " + known.sorted().prefix(mostListed).joined(separator: ", ")
      + (more > 0 ? " and \(more) more" : "")
    guard let nearest = nearest(to: name, in: known) else { return list }
    return "did you mean '\(nearest)'? \(list)"
  }

  /// Edits from one text to the other: insertions, deletions, substitutions and swaps of neighbours.
  ///
  /// The optimal string alignment distance. O(|a|·|b|).
  public static func editDistance(_ a: String, _ b: String) -> Int {
    let a = Array(a)
    let b = Array(b)
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    var beforePrevious = [Int](repeating: 0, count: b.count + 1)
    var previous = Array(0...b.count)
    var current = previous
    for i in 1...a.count {
      current[0] = i
      for j in 1...b.count {
        let substitution = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
        current[j] = min(substitution, previous[j] + 1, current[j - 1] + 1)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          current[j] = min(current[j], beforePrevious[j - 2] + 1)
        }
      }
      swap(&beforePrevious, &previous)
      swap(&previous, &current)
    }
    return previous[b.count]
  }
}
