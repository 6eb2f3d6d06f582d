/// Which of two moments a stamp of an hour that comes twice means, in one series of rows.
struct NaiveHour {
  /// Whether the rows run backwards, as far as is known.
  var runsBackwards: Bool
  /// Every moment so far that differs from the one before it.
  private var moments: [Int64] = []
  /// Whether the row before lies in such an hour, and in its second pass.
  private var isInHour = false
  private(set) var isInSecond = false
  /// Whether a stamp that stands still may be of the second pass.
  private let isOneSeries: Bool

  init(runsBackwards: Bool, isOneSeries: Bool = true) {
    self.runsBackwards = runsBackwards
    self.isOneSeries = isOneSeries
  }

  /// The moment of a row by those that its stamp may mean, ascending.
  mutating func moment(_ choices: [Int64], knownSecond: Bool = false) -> Int64 {
    var time = choices[0]
    if choices.count == 2 {
      let order = runsBackwards ? [choices[1], choices[0]] : choices
      isInSecond = isSecond(order[0], overlap: choices[1] - choices[0]) || knownSecond
      isInHour = true
      time = order[isInSecond ? 1 : 0]
    }
    if moments.last != time { moments.append(time) }
    if choices.count == 1 {
      isInHour = false
      isInSecond = false
      let least = distances.map { abs($0) }.min() ?? 0
      let course = distances.filter { abs($0) / 4 <= least }.reduce(0, +)
      if course != 0 { runsBackwards = course < 0 }
    }
    return time
  }

  /// The last three distances.
  private var distances: [Int64] {
    let recent = Array(moments.suffix(4))
    return zip(recent, recent.dropFirst()).map { $1 - $0 }
  }

  /// Whether a row is of the second pass.
  ///
  /// Half of the hour back begins it, or three rows and a sixth of the hour, or what the hour exceeds the
  /// distance of slow rows; so does a stamp that stands still where rows are an hour apart, or none were
  /// before. A tenth of the hour is room for disorder and jitter.
  private func isSecond(_ first: Int64, overlap: Int64) -> Bool {
    guard let last = moments.last else { return false }
    let back = runsBackwards ? first - last : last - first
    if back > 2 * overlap { return false }
    if isInSecond { return back >= overlap / 10 }
    var enough = (overlap + 1) / 2
    if let pace = distances.map({ abs($0) }).min() {
      enough =
        pace > enough
        ? max(overlap / 10, overlap - pace - overlap / 10) : min(enough, max(3 * pace, overlap / 6))
    }
    if back >= enough { return true }
    if !isOneSeries || !isInHour || abs(back) > overlap / 10 { return false }
    return distances.allSatisfy { abs(abs($0) - overlap) <= overlap / 10 }
  }
}
