/// `[OPTIONS]`: choices by name, then numbers.
enum OptionSection {
  static let format =
    "UNITS, PRESSURE, HEADLOSS, HYDRAULICS, QUALITY, MAP, UNBALANCED, PATTERN, DEMAND MODEL, "
    + "DEMAND MULTIPLIER, EMITTER EXPONENT, VISCOSITY, DIFFUSIVITY, SPECIFIC GRAVITY, TRIALS, "
    + "ACCURACY, HEADERROR, FLOWCHANGE, MINIMUM PRESSURE, REQUIRED PRESSURE, PRESSURE EXPONENT, "
    + "TOLERANCE, CHECKFREQ, MAXCHECK or DAMPLIMIT, with its value"

  static func option(_ reader: inout InpReader) throws(InpFailure) {
    for choice in choices where reader.line.token(0, begins: choice.keyword) {
      if try choice.read(&reader) { return }
      break
    }
    try value(&reader)
  }

  /// A choice by name; `read` returns false where the line is a number's after all.
  private struct Choice: Sendable {
    let keyword: StaticString
    let read: @Sendable (inout InpReader) throws(InpFailure) -> Bool
  }

  private static let choices: [Choice] = [
    Choice(keyword: "UNIT") { r throws(InpFailure) in
      if r.count >= 2 { r.network.units.flowUnits = try pick(r, 1, flowUnits) }
      return true
    },
    Choice(keyword: "PRESSURE") { r throws(InpFailure) in
      if r.count < 2 { return true }
      if r.line.token(1, begins: "EXP") { return false }
      r.network.units.pressureUnits = try pick(r, 1, pressureUnits)
      return true
    },
    Choice(keyword: "HEADL") { r throws(InpFailure) in
      if r.count >= 2 { r.network.options.headLoss = try pick(r, 1, headLosses) }
      return true
    },
    Choice(keyword: "HYDR") { r throws(InpFailure) in
      if r.count >= 3 { try hydraulicsFile(&r) }
      return true
    },
    Choice(keyword: "QUAL") { r throws(InpFailure) in
      if r.count >= 2 { try quality(&r) }
      return true
    },
    Choice(keyword: "MAP") { _ in true },
    Choice(keyword: "VERI") { _ in true },
    Choice(keyword: "UNBA") { r throws(InpFailure) in
      if r.count >= 2 { try unbalanced(&r) }
      return true
    },
    Choice(keyword: "PATT") { r in
      if r.count >= 2 { r.defaultPattern = r.bytes(1).prefix(31) }
      return true
    },
    Choice(keyword: "DEMAND") { r throws(InpFailure) in
      if r.count < 3 { return true }
      if !r.line.token(1, begins: "MODEL") { return false }
      r.network.options.demandModel = try pick(
        r, 2, [("DDA", .demandDriven), ("PDA", .pressureDriven)])
      return true
    },
  ]

  private static let flowUnits: [(StaticString, UnitFactors.Flow)] = [
    ("CFS", .cfs), ("GPM", .gpm), ("AFD", .afd), ("MGD", .mgd), ("IMGD", .imgd), ("LPS", .lps),
    ("LPM", .lpm), ("CMH", .cmh), ("CMD", .cmd), ("MLD", .mld), ("SI", .lps),
  ]
  private static let pressureUnits: [(StaticString, UnitFactors.Pressure)] = [
    ("PSI", .psi), ("KPA", .kPa), ("METERS", .metres),
  ]
  private static let headLosses: [(StaticString, HydraulicOptions.HeadLoss)] = [
    ("H-W", .hazenWilliams), ("D-W", .darcyWeisbach), ("C-M", .chezyManning),
  ]

  /// The choice that a token begins with.
  private static func pick<Value>(
    _ reader: InpReader, _ token: Int, _ words: [(StaticString, Value)]
  ) throws(InpFailure) -> Value {
    for (word, value) in words where reader.line.token(token, begins: word) { return value }
    throw InpFailure(
      .option, token, hint: "one of " + words.map(\.0.description).joined(separator: ", "))
  }

  private static func hydraulicsFile(_ reader: inout InpReader) throws(InpFailure) {
    guard reader.line.token(1, begins: "USE") || reader.line.token(1, begins: "SAVE") else {
      throw InpFailure(.option, 1, hint: "USE or SAVE and a file")
    }
    reader.note("HYDRAULICS \(reader.line.text(1)) is ignored: hydraulics are always computed")
    reader.network.options.savedHydraulics =
      reader.line.token(1, begins: "USE")
      ? SavedHydraulics(
        file: InpLine.text(reader.bytes(2).prefix(SavedHydraulics.nameLimit)),
        line: reader.line.number, column: reader.line.tokens[2].lowerBound - reader.line.start + 1)
      : nil
  }

  private static func quality(_ reader: inout InpReader) throws(InpFailure) {
    let line = reader.line
    var quality = reader.network.quality
    if line.token(1, begins: "NONE") {
      quality.mode = .none
    } else if line.token(1, begins: "CHEM") {
      quality.mode = .chemical
    } else if line.token(1, begins: "AGE") {
      quality.mode = .age
      quality.chemicalName = "AGE"
      quality.chemicalUnits = "hrs"
    } else if line.token(1, begins: "TRACE") {
      guard reader.count >= 3 else { throw InpFailure(.syntax, nil, hint: "expected: TRACE node") }
      guard let node = reader.nodeIDs[reader.bytes(2)] else {
        throw InpFailure(.undefinedTraceNode, 2)
      }
      quality.mode = .trace
      quality.traceNode = node
      quality.chemicalName = "% from"
      quality.chemicalUnits = InpLine.text(reader.bytes(2).prefix(31))
    } else {
      quality.mode = .chemical
      quality.chemicalName = InpLine.text(reader.bytes(1).prefix(31))
      if reader.count >= 3 { quality.chemicalUnits = InpLine.text(reader.bytes(2).prefix(31)) }
    }
    reader.network.quality = quality
  }

  private static func unbalanced(_ reader: inout InpReader) throws(InpFailure) {
    if reader.line.token(1, begins: "STOP") {
      reader.network.options.extraTrials = -1
    } else if reader.line.token(1, begins: "CONT") {
      let trials = reader.count >= 3 ? InpNumber.whole(reader.bytes(2)) : 0
      reader.network.options.extraTrials = max(-1, min(trials, Int(Int32.max)))
    } else {
      throw InpFailure(.option, 1, hint: "STOP or CONTINUE and a number of trials")
    }
  }
}
