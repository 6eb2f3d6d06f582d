/// The order in which steps are asked whether they fire: each behind the one that it waits for.
enum StepOrder {
  /// The places of the steps that can be asked, in that order; those of a circle, and what waits for one of
  /// them, are missing.
  ///
  /// A step that waits for a name that is none of the steps' waits for nobody. O(steps²).
  static func order(_ steps: [(name: String, predecessor: String?)]) -> [Int] {
    var order: [Int] = []
    var left = Array(steps.indices)
    while true {
      let ready = left.filter { index in
        guard let name = steps[index].predecessor,
          let other = steps.firstIndex(where: { $0.name == name })
        else { return true }
        return order.contains(other)
      }
      if ready.isEmpty { return order }
      order += ready
      left.removeAll { ready.contains($0) }
    }
  }
}
