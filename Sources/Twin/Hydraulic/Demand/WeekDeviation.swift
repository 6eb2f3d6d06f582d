/// How far whole weeks depart beyond what their days explain.
///
///     s² = Var(means of weeks) − Var(days within their week) / days of a week
///
/// A season, a trend, a holiday. What noise with a memory carries from one day to the next counts too, so that s is large
/// rather than small: a slow deviation that is taken for smaller than it is shows as a leak. Below one standard error of Var(means of weeks), √(2 / (weeks − 1)) of it, nothing is told.
package enum WeekDeviation {
  /// Fewer days tell no week.
  private static let fewestDays = 4
  /// Fewer weeks tell nothing.
  private static let fewestWeeks = 8
  /// Fewer rows tell no day.
  private static let fewestRows = 6

  /// The standard deviation, in parts of what is expected; 0 where nothing tells it.
  package static func of(_ residuals: [ResidualCourse.Residual]) -> Double {
    var sums: [Int: (value: Double, rows: Double)] = [:]
    for residual in residuals {
      sums[residual.day, default: (0, 0)].value += residual.value
      sums[residual.day, default: (0, 0)].rows += 1
    }
    var weeks: [Int: [Double]] = [:]
    // In the order of days: sums of a dictionary's own order would differ from run to run.
    for day in sums.keys.sorted() {
      guard let sum = sums[day], sum.rows >= Double(fewestRows) else { continue }
      // 1970-01-01 was a Thursday; days before it count on downwards.
      weeks[Int((Double(day + 3) / 7).rounded(.down)), default: []].append(sum.value / sum.rows)
    }
    let known = weeks.keys.sorted().compactMap { weeks[$0] }.filter { $0.count >= fewestDays }
    guard known.count >= fewestWeeks else { return 0 }
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    func squares(_ values: [Double]) -> Double {
      let centre = mean(values)
      return values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
    }
    let freedom = Double(known.reduce(0) { $0 + $1.count - 1 })
    let within = known.reduce(0) { $0 + squares($1) } / freedom
    let chance = mean(known.map { within / Double($0.count) })
    let between = squares(known.map(mean)) / Double(known.count - 1)
    let told = between - chance
    let error = between * (2 / Double(known.count - 1)).squareRoot()
    return told > error ? told.squareRoot() : 0
  }
}
