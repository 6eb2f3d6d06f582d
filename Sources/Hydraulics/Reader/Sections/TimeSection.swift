/// `[TIMES]`.
enum TimeSection {
  /// Hours that are still read: about 11,400 years.
  static let limit = 1e8
  static let hint = "a time like 24, 24:00, 1:30:15, 90 MIN or 6:00 AM"

  static func time(_ reader: inout InpReader) throws(InpFailure) {
    let line = reader.line
    let last = reader.count - 1
    guard last >= 1 else { throw InpFailure(.syntax) }
    if line.token(0, begins: "STAT") {
      reader.network.times.statistic = try statistic(line, last)
      return
    }
    let seconds = try seconds(line, last, canBeNegative: replacesNegative(line))
    if line.token(0, begins: "DURA") {
      reader.network.times.duration = seconds
    } else if line.token(0, begins: "HYDR") {
      reader.network.times.hydraulicStep = seconds
    } else if line.token(0, begins: "QUAL") {
      reader.network.times.qualityStep = seconds
    } else if line.token(0, begins: "RULE") {
      reader.network.times.ruleStep = seconds
    } else if line.token(0, begins: "MINI") {
      return
    } else if line.token(0, begins: "PATT") {
      if try isStep(line) {
        reader.network.times.patternStep = seconds
      } else {
        reader.network.times.patternStart = seconds
      }
    } else if line.token(0, begins: "REPO") {
      if try isStep(line) {
        reader.network.times.reportStep = seconds
      } else {
        reader.network.times.reportStart = seconds
      }
    } else if line.token(0, begins: "STAR") {
      reader.network.times.startClock = seconds % 86_400
    } else {
      throw InpFailure(.option, 0)
    }
  }

  private static func statistic(
    _ line: InpLine, _ token: Int
  ) throws(InpFailure) -> SimulationTimes.Statistic {
    if line.token(token, begins: "NO") { return .series }
    if line.token(token, begins: "AVERAGE") { return .average }
    if line.token(token, begins: "MINIMUM") { return .minimum }
    if line.token(token, begins: "MAXIMUM") { return .maximum }
    if line.token(token, begins: "RANGE") { return .range }
    throw InpFailure(.option, token, hint: "NONE, AVERAGED, MINIMUM, MAXIMUM or RANGE")
  }

  /// True for the times whose negative values EPANET replaces by a default or does not use.
  private static func replacesNegative(_ line: InpLine) -> Bool {
    let isPatternStep = line.token(0, begins: "PATT") && line.token(1, begins: "TIME")
    let words: [StaticString] = ["DURA", "HYDR", "QUAL", "MINI"]
    return isPatternStep || words.contains { line.token(0, begins: $0) }
  }

  private static func isStep(_ line: InpLine) throws(InpFailure) -> Bool {
    if line.token(1, begins: "TIME") { return true }
    if line.token(1, begins: "STAR") { return false }
    throw InpFailure(.option, 1, hint: "TIMESTEP or START")
  }

  /// Hours as a number, a clock time, or a time with units in the last token.
  private static func seconds(
    _ line: InpLine, _ last: Int, canBeNegative: Bool
  ) throws(InpFailure) -> Int {
    let hours: Double
    var token = last
    if let number = line.double(last) {
      hours = number
    } else if let clock = line.hours(last) {
      hours = clock
    } else {
      token = last - 1
      guard let scaled = line.hours(last - 1, units: last) else {
        throw InpFailure(.option, last - 1, hint: hint)
      }
      hours = scaled
    }
    if canBeNegative, hours < 0 { return 0 }
    // EPANET reads other negative times too, and then never ends or reads outside its patterns.
    guard hours >= 0, hours < limit else { throw InpFailure(.option, token, hint: hint) }
    return Int(3600 * hours + 0.5)
  }
}
