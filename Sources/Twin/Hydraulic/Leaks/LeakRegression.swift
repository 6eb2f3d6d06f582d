/// How much of a zone's use follows its pressure.
///
///     q(t) / q̄ = profile(hour of the week) + λ · S(t) / S̄ + what lasts of the use before + ε(t)
///
/// λ is the leak in parts of the use. Three things look like a leak and are none:
/// - Use moves pressure: what is drawn by chance lowers tanks and calls pumps. S is foretold by what stood three and four
///   rows before, which ε cannot have moved and whose readings are in no account of q(t).
/// - Chance lasts: today's large use lowered the tank yesterday. What was left over before the row (over 1, 6, 24 and 168
///   hours) stands beside.
/// - An account that is wrong by a part of a flow or of a tank's gain is wrong by more as pumps run, when pressure is
///   another: flows over the border and gains of tanks stand beside, but for one tank, since all of them are q itself.
///
/// The second and third do not go together: what is left over before has the account's errors in it until they are taken
/// out, and what takes them out takes some of what lasts. So it is fitted both ways,
///
///     λ̂ = Σ λₖ / σₖ² / Σ 1 / σₖ²,  σ² = max σₖ² + (λ₁ − λ₂)²
///
/// and two ways that differ say that neither is to be believed.
package struct LeakRegression: Sendable {
  /// A zone's rows, one number each; NaN = missing.
  package struct Course: Sendable {
    /// What was used over the time before each row, m³/s.
    package var use: [Double]
    /// Whether no flow was switched in that time; other rows tell nothing.
    package var isSteady: [Bool]
    /// ``ZonePressure``'s S at each row.
    package var pressure: [Double]
    /// Flows over the border at each row.
    package var flows: [[Double]]
    /// Levels of its tanks at each row.
    package var levels: [[Double]]
    /// Whether a row follows the one before it.
    package var follows: [Bool]
    /// The hour of the week of each row, 0 to 167.
    package var hours: [Int]
    /// The day of each row, ascending.
    package var days: [Int]
    /// Rows per hour, at least 1.
    package var rowsPerHour: Int

    /// A course; all columns must have a number per row.
    package init(
      use: [Double], isSteady: [Bool], pressure: [Double], flows: [[Double]], levels: [[Double]],
      follows: [Bool], hours: [Int], days: [Int], rowsPerHour: Int
    ) {
      self.use = use
      self.isSteady = isSteady
      self.pressure = pressure
      self.flows = flows
      self.levels = levels
      self.follows = follows
      self.hours = hours
      self.days = days
      self.rowsPerHour = rowsPerHour
    }
  }

  /// λ̂, before bounds.
  package let value: Double
  /// σ.
  package let deviation: Double

  /// Rows between a row and the first of those that foretell it.
  private static let lag = 3
  /// Hours of what was left over before.
  private static let memories = [1, 6, 24, 168]
  /// Fewer rows tell nothing.
  private static let fewestRows = 500
  /// Weeks that an hour's mean needs.
  private static let fewestWeeks = 6
  /// Weaker instruments are not believed (Staiger and Stock 1997).
  private static let weakest = 10.0

  /// Fits; nil where rows are too few or pressure does not move enough by itself.
  package init?(_ course: Course) {
    let rows = Self.rows(course)
    guard rows.count >= Self.fewestRows,
      Set(rows.map { (course.days[$0] + 3) / 7 }).count >= Self.fewestWeeks,
      let plain = Self.fit(course, rows, accounts: false),
      let beside = Self.fit(course, rows, accounts: true),
      min(plain.strength, beside.strength) >= Self.weakest
    else { return nil }
    let (a, b) = (plain.deviation * plain.deviation, beside.deviation * beside.deviation)
    guard a > 0, b > 0 else { return nil }
    let apart = plain.value - beside.value
    // λ̂ = Σ λₖ / σₖ² / Σ 1 / σₖ²,  σ² = max σₖ² + (λ₁ − λ₂)²
    value = (plain.value / a + beside.value / b) / (1 / a + 1 / b)
    deviation = (max(a, b) + apart * apart).squareRoot()
  }

  // Steady rows with all that they need, over them and before them.
  private static func rows(_ course: Course) -> [Int] {
    course.use.indices.dropFirst(lag + 1).filter { row in
      let before = row - lag - 1
      guard course.isSteady[row], course.use[row].isFinite,
        (before + 1...row).allSatisfy({ course.follows[$0] })
      else { return false }
      return ([course.pressure] + course.flows + course.levels).allSatisfy { column in
        column[before...row].allSatisfy(\.isFinite)
      }
    }
  }

  private static func fit(
    _ course: Course, _ rows: [Int], accounts: Bool
  ) -> InstrumentedRegression? {
    let count = Double(rows.count)
    let mean = rows.reduce(0) { $0 + course.use[$1] } / count
    let usual = rows.reduce(0) { $0 + course.pressure[$1] } / count
    guard mean > 0, usual > 0 else { return nil }
    let use = rows.map { course.use[$0] / mean }
    // A row stands for the time before it: the mean of its two ends.
    func over(_ column: [Double]) -> [Double] { rows.map { (column[$0 - 1] + column[$0]) / 2 } }
    func gain(_ column: [Double], _ back: Int) -> [Double] {
      rows.map { column[$0 - back] - column[$0 - back - 1] }
    }
    func before(_ column: [Double]) -> [[Double]] {
      [lag, lag + 1].map { back in rows.map { column[$0 - back] } }
    }
    let pressure = over(course.pressure).map { $0 / usual }
    var beside: [[Double]] = []
    var instruments = before(course.pressure)
    // Without a tank flows are the use itself.
    if accounts, !course.levels.isEmpty {
      beside = course.flows.map(over) + course.levels.dropFirst().map { gain($0, 0) }
      instruments +=
        course.flows.flatMap(before) + course.levels.dropFirst().map { gain($0, lag) }
    }
    let bins = rows.map { course.hours[$0] }
    let rest = rest(use, accounts ? [pressure] + beside : [], bins)
    return InstrumentedRegression(
      use, on: [pressure] + beside, by: instruments,
      beside: past(rest, rows, course), bins: bins, clusters: clusters(rows, course.days))
  }

  // What hours of the week and some columns leave over of the use.
  private static func rest(
    _ use: [Double], _ columns: [[Double]], _ bins: [Int]
  ) -> [Double] {
    let use = InstrumentedRegression.within(use, bins)
    guard !columns.isEmpty else { return use }
    return InstrumentedRegression.rest(
      use, after: columns.map { InstrumentedRegression.within($0, bins) })
  }

  // The means of what was left over before each row, a column per memory; 0 where nothing was.
  private static func past(_ rest: [Double], _ rows: [Int], _ course: Course) -> [[Double]] {
    var sums = [Double](repeating: 0, count: course.use.count + 1)
    var counts = sums
    for (value, row) in zip(rest, rows) {
      sums[row + 1] = value
      counts[row + 1] = 1
    }
    for row in course.use.indices {
      sums[row + 1] += sums[row]
      counts[row + 1] += counts[row]
    }
    return memories.map { hours in
      rows.map { row in
        let first = max(0, row - hours * course.rowsPerHour)
        let count = counts[row] - counts[first]
        return count > 0 ? (sums[row] - sums[first]) / count : 0
      }
    }
  }

  // Days from 0 on.
  private static func clusters(_ rows: [Int], _ days: [Int]) -> [Int] {
    var last: Int?
    var cluster = -1
    return rows.map { row in
      if days[row] != last {
        cluster += 1
        last = days[row]
      }
      return cluster
    }
  }
}
