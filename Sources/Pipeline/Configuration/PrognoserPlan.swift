internal import Diagnostics
internal import Prognostics
internal import Telemetry

/// One item of `train.prognosers:` — what foresees failures, from which histories.
public struct PrognoserPlan: Sendable {
  /// How the ends of units are known.
  enum Ends: Sendable, Equatable {
    /// From a file with a row per unit.
    case file(String)
    /// Every unit ended alike at its last row.
    case all(UnitOutcome)
  }

  /// Units whose remaining life is known, to judge the model by.
  struct Judge: Sendable {
    /// Their telemetry.
    var histories: String
    /// Their remaining lives, a number a line.
    var lives: String
    /// Lives are capped at this before they are compared; nil for not at all.
    var cap: Double?
  }

  /// The name in tables and files.
  public var name: String
  /// What is fitted.
  let prognoser: any Prognoser
  /// The telemetry of the units.
  let histories: String
  /// How the units ended.
  let ends: Ends
  /// The columns of a file without a header; nil where it has one.
  let columns: [String]?
  /// The column with the unit's name.
  let unitColumn: String
  /// The column with its age, or with the time.
  let ageColumn: String
  /// Whether `ageColumn` holds times.
  let isTime: Bool
  /// What ages are counted in.
  let clock: LifeClock
  /// The columns that are read; nil for all.
  let features: [String]?
  /// The columns that are not.
  let leaveOut: [String]
  /// How many times units are left out and judged, 1 to 100.
  let splits: Int
  /// Units to judge by.
  let judge: Judge?
  /// Paths and settings as they are written, for the resolved configuration.
  let written: [(key: String, value: String)]

  init?(_ fields: inout Fields, paths: PathExpansion, earlier: [PrognoserPlan]) {
    let problems = fields.problems
    let before = problems.all.count
    var written: [(key: String, value: String)] = []
    func note(_ key: String, _ value: String?) -> String? {
      if let value { written.append((key, value)) }
      return value
    }
    let name = fields.string("name", default: "units")
    self.name = name
    if earlier.contains(where: { $0.name == name }) {
      problems.add(
        "two prognosers are named '\(name)'", at: fields.place, hint: "give each a name: of its own"
      )
    }
    let id = fields.string("use", default: "default")
    var settings = fields.fields("settings")
    let made = Prognosers.catalog.make(
      id == "default" ? PrognoserPlan.standard : id, &settings, at: fields.settings("use")?.place)
    settings.finish()
    let path = note("histories", fields.requiredString("histories")) ?? ""
    histories = paths.expand(path)
    unitColumn = fields.string("unit", default: "unit")
    let age = fields.optionalString("age")
    let time = fields.optionalString("time")
    if let age, let time {
      problems.add(
        "'age: \(age)' and 'time: \(time)' are both given", at: fields.place,
        hint: "age: for a column of cycles or hours, time: for a column of stamps")
    }
    isTime = age == nil
    ageColumn = age ?? time ?? "time"
    let clocks = LifeClock.allCases.map(\.rawValue)
    let clockName = fields.word("clock", default: isTime ? "days" : "cycles", of: clocks)
    clock = LifeClock(rawValue: clockName) ?? .days
    if isTime, clock == .cycles {
      problems.add(
        "a column of times cannot count cycles", at: fields.settings("clock")?.place,
        hint: "clock: hours or clock: days")
    }
    columns = fields.settings("columns") != nil ? fields.strings("columns", default: []) : nil
    features = fields.settings("features") != nil ? fields.strings("features", default: []) : nil
    leaveOut = fields.strings("leave-out", default: [])
    splits = fields.integer("splits", default: 5, in: 1...100)
    let units = note("units", fields.optionalString("units"))
    let outcome =
      fields.settings("ends") != nil
      ? fields.word("ends", default: "failed", of: ["failed", "running"]) : nil
    if let outcome { written.append(("ends", outcome)) }
    switch (units, outcome) {
    case (let units?, nil): ends = .file(paths.expand(units))
    case (nil, let outcome?): ends = .all(UnitOutcome(rawValue: outcome) ?? .failed)
    case (.some, .some):
      problems.add("'units' and 'ends' are both given", at: fields.place, hint: "keep one of them")
      ends = .all(.failed)
    case (nil, nil):
      problems.add(
        "how did the units end? neither 'units' nor 'ends' is given", at: fields.place,
        hint: "units: units.csv (unit,start,end,outcome), or ends: failed")
      ends = .all(.failed)
    }
    var own: Judge?
    if fields.settings("judge") != nil {
      var inner = fields.fields("judge")
      let test = inner.requiredString("histories")
      let lives = inner.requiredString("lives")
      written += [("judge.histories", test), ("judge.lives", lives)]
      own = Judge(
        histories: paths.expand(test), lives: paths.expand(lives),
        cap: inner.optionalNumber("cap", in: 1...1e9))
      if let cap = own?.cap { written.append(("judge.cap", "\(cap)")) }
      inner.finish()
    }
    judge = own
    self.written = written
    guard let made, problems.all.count == before else { return nil }
    prognoser = made
  }

  /// What `use: default` stands for.
  static let standard = "fourier-ridge"

  /// The files that it reads.
  var files: [String] {
    var files = [histories]
    if case .file(let units) = ends { files.append(units) }
    if let judge { files += [judge.histories, judge.lives] }
    return files
  }
}
