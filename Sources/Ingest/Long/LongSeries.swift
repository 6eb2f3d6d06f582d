/// The series of the long form, numbered in the order of first appearance: tags, or tags of units.
struct LongSeries: Sendable {
  /// The number of each series by unit and tag; -1 where there is none.
  private var numbers: [[Int32]] = []
  /// The unit and the tag of each series.
  private(set) var members: [(unit: Int32, tag: Int32)] = []

  /// The number of a series; a new one gets the next.
  mutating func number(unit: Int32, tag: Int32) -> Int {
    while numbers.count <= Int(unit) { numbers.append([]) }
    while numbers[Int(unit)].count <= Int(tag) { numbers[Int(unit)].append(-1) }
    let known = numbers[Int(unit)][Int(tag)]
    if known >= 0 { return Int(known) }
    numbers[Int(unit)][Int(tag)] = Int32(truncatingIfNeeded: members.count)
    members.append((unit, tag))
    return members.count - 1
  }
}
