extension OptionSection {
  /// The smallest difference of EPANET's two PDA pressures, in the file's units (`MINPDIFF`).
  private static let smallestDifference = 0.1

  /// An option with a number; a missing number leaves the default.
  static func value(_ reader: inout InpReader) throws(InpFailure) {
    let line = reader.line
    if line.token(0, begins: "SEGM") { return }
    let twoWords: [StaticString] = ["SPEC", "EMIT", "DEMAND", "MINI", "REQ", "PRESSURE", "PREC"]
    let at = twoWords.contains { line.token(0, begins: $0) } ? 2 : 1
    guard reader.count > at else { return }
    let value = try line.number(at)
    if line.token(0, begins: "DAMPLIMIT") {
      reader.network.options.dampingLimit = value
      return
    }
    for option in notNegative where line.token(0, begins: option.keyword) {
      guard value >= 0 else { throw InpFailure(.option, at, hint: "at least 0") }
      try option.set(&reader, value, at)
      return
    }
    guard value > 0 else { throw InpFailure(.option, at, hint: "above 0") }
    for option in positive where line.token(0, begins: option.keyword) {
      try option.set(&reader, value, at)
      return
    }
    throw InpFailure(.syntax)
  }

  /// An option with a number and what it sets; the last argument is the number's token.
  private struct Value: Sendable {
    let keyword: StaticString
    let set: @Sendable (inout InpReader, Double, Int) throws(InpFailure) -> Void
  }

  private static let notNegative: [Value] = [
    Value(keyword: "TOLER") { r, v, _ in r.tolerance = v },
    Value(keyword: "DIFF") { r, v, _ in r.diffusivity = v },
    Value(keyword: "FLOWCHANGE") { r, v, _ in r.network.options.flowChangeLimit = v },
    Value(keyword: "HEADERROR") { r, v, _ in r.network.options.headErrorLimit = v },
    Value(keyword: "MINI") { r, v, at throws(InpFailure) in
      if r.network.options.requiredPressure == smallestDifference {
        r.network.options.requiredPressure = v + smallestDifference
      } else if r.network.options.requiredPressure - v < smallestDifference {
        throw InpFailure(.pressureLimits, at)
      }
      r.network.options.minimumPressure = v
    },
    Value(keyword: "REQ") { r, v, at throws(InpFailure) in
      if v - r.network.options.minimumPressure < smallestDifference {
        throw InpFailure(.pressureLimits, at)
      }
      r.network.options.requiredPressure = v
    },
    Value(keyword: "PRESSURE") { r, v, _ in r.network.options.pressureExponent = v },
  ]

  private static let positive: [Value] = [
    Value(keyword: "VISC") { r, v, _ in r.viscosity = v },
    Value(keyword: "SPEC") { r, v, _ in r.network.options.specificGravity = v },
    Value(keyword: "TRIAL") { r, v, _ in r.network.options.trials = whole(v) },
    Value(keyword: "ACCU") { r, v, _ in
      r.network.options.accuracy = Swift.min(Swift.max(v, 1e-5), 1e-1)
    },
    Value(keyword: "HTOL") { r, v, _ in r.network.options.headTolerance = v },
    Value(keyword: "QTOL") { r, v, _ in r.network.options.flowTolerance = v },
    Value(keyword: "RQTOL") { r, v, _ throws(InpFailure) in
      guard v < 1 else { throw InpFailure(.option, nil, hint: "RQTOL is below 1") }
      r.network.options.resistanceTolerance = v
    },
    Value(keyword: "CHECKFREQ") { r, v, _ in r.network.options.checkFrequency = whole(v) },
    Value(keyword: "MAXCHECK") { r, v, _ in r.network.options.maximumCheck = whole(v) },
    Value(keyword: "EMIT") { r, v, _ in r.network.options.emitterExponent = 1 / v },
    Value(keyword: "DEMAND") { r, v, _ in r.network.options.demandMultiplier = v },
  ]

  private static func whole(_ value: Double) -> Int {
    Int(Swift.min(value, Double(Int32.max)))
  }
}
