/// `[REPORT]`: checked and kept.
enum ReportSection {
  /// EPANET's names of what is reported, to be written whole.
  private static let variables: [StaticString] = [
    "Elevation", "Demand", "Head", "Pressure", "Quality", "Length", "Diameter", "Flow", "Velocity",
    "State", "Setting", "Reaction", "F-Factor",
  ]

  static func report(_ reader: inout InpReader) throws(InpFailure) {
    let line = reader.line
    let last = reader.count - 1
    guard last >= 1 else { throw InpFailure(.syntax) }
    if line.token(0, begins: "PAGE") {
      let lines = try line.number(last)
      guard lines >= 0, lines <= 255 else {
        throw InpFailure(.option, last, hint: "lines per page from 0 to 255")
      }
      reader.network.report.pageSize = Int(lines)
    } else if line.token(0, begins: "STATUS") {
      if line.token(last, begins: "NO") { reader.network.report.status = .none }
      if line.token(last, begins: "YES") { reader.network.report.status = .changes }
      if line.token(last, begins: "FULL") { reader.network.report.status = .full }
    } else if line.token(0, begins: "SUMM") {
      set(\.summary, &reader, last)
    } else if line.token(0, begins: "MESS") {
      set(\.messages, &reader, last)
    } else if line.token(0, begins: "ENER") {
      set(\.energy, &reader, last)
    } else if line.token(0, begins: "NODE") {
      try select(&reader, last, \.nodeSelection, \.nodes) { r, t throws(InpFailure) in
        try r.node(t)
      }
    } else if line.token(0, begins: "LINK") {
      try select(&reader, last, \.linkSelection, \.links) { r, t throws(InpFailure) in
        try r.link(t)
      }
    } else if isVariable(line) {
      try variable(line)
    } else if line.token(0, begins: "FILE") {
      reader.network.report.file = line.text(1)
    } else {
      throw InpFailure(.syntax)
    }
  }

  private static func set(
    _ flag: WritableKeyPath<ReportSettings, Bool>, _ reader: inout InpReader, _ last: Int
  ) {
    if reader.line.token(last, begins: "NO") { reader.network.report[keyPath: flag] = false }
    if reader.line.token(last, begins: "YES") { reader.network.report[keyPath: flag] = true }
  }

  private static func select(
    _ reader: inout InpReader, _ last: Int,
    _ selection: WritableKeyPath<ReportSettings, ReportSettings.Selection>,
    _ chosen: WritableKeyPath<ReportSettings, [Int]>,
    _ find: (InpReader, Int) throws(InpFailure) -> Int
  ) throws(InpFailure) {
    if reader.line.token(last, begins: "NONE") {
      reader.network.report[keyPath: selection] = .none
    } else if reader.line.token(last, begins: "ALL") {
      reader.network.report[keyPath: selection] = .all
    } else {
      for token in 1...last {
        let index = try find(reader, token)
        reader.network.report[keyPath: chosen].append(index)
      }
      reader.network.report[keyPath: selection] = .some
    }
  }

  private static func isVariable(_ line: InpLine) -> Bool {
    variables.contains { line.token(0, begins: $0) }
  }

  private static func variable(_ line: InpLine) throws(InpFailure) {
    if line.token(1, begins: "YES") || line.token(1, begins: "NO") { return }
    guard line.tokens.count >= 3 else { throw InpFailure(.syntax) }
    guard
      line.token(1, begins: "BELOW") || line.token(1, begins: "ABOVE")
        || line.token(1, begins: "PREC")
    else { throw InpFailure(.option, 1, hint: "YES, NO, BELOW, ABOVE or PRECISION") }
    _ = try line.number(2)
  }
}
