internal import Diagnostics
internal import Learning
internal import LinearAlgebra
internal import Telemetry

/// Two tanks with a twin, attacks that are rehearsed in it, and pumps that wear: small enough to be run whole.
///
/// T1 is filled and T2 drained by rules (``SimulatedTanks``), a row every half hour from 2026-01-01 on. One
/// labelled attack tells the level of T1 too high. Twenty pumps have daily histories: seventeen failed, three run.
public enum RehearsedPlant {
  /// How many rows of telemetry.
  public static let rows = 2_500
  /// The rows of the labelled attack.
  public static let attack = 2_300..<2_330
  /// Where the tags stand in ``SimulatedTanks/tags``.
  private static let columns = [
    SimulatedTanks.level, SimulatedTanks.drained, SimulatedTanks.flow, SimulatedTanks.drain,
    SimulatedTanks.pressure, SimulatedTanks.pump, SimulatedTanks.drainPump,
  ]
  /// The tags of the telemetry.
  public static var tags: [String] { columns.map { SimulatedTanks.tags[$0].id } }

  /// The part of `tocsin.yaml` that tells of telemetry.
  public static let plant = """
    plant: tiny
    data: { telemetry: data.csv, events: events.csv }

    """
  /// The part with twin and attacks.
  public static let twin = """
    twin:
      process: { use: identified }
    attacks: { scenarios: 12, look-alikes: 4 }

    """
  /// The part with detectors.
  public static let train = """
    train:
      normal: { until: 2026-02-14, wait: 0s }
      detectors: [default, mahalanobis]

    """
  /// The items below `train:` that foresee failures.
  public static let prognosers = """
      prognosers:
        - name: pumps
          histories: histories.csv
          units: units.csv
          time: day
          clock: days
          splits: 2
          settings: { features: 40, window: 6, bandwidth: 0.5, folds: 3 }

    """
  /// The part that judges.
  public static let judge = """
    evaluate: { from: 2026-02-14 }
    gate: { false-alarms: 50 }

    """

  /// The plant in a folder of its own; everything where no configuration is given.
  public static func make(
    _ configuration: String = plant + twin + train + prognosers + judge
  ) throws -> TinyPlant {
    let made = try TinyPlant(rows: 0..<0, configuration: configuration)
    try made.write(csv, to: "data.csv")
    try made.write(events, to: "events.csv")
    try made.write(histories, to: "histories.csv")
    try made.write(units, to: "units.csv")
    return made
  }

  /// `events.csv`.
  public static var events: String {
    let record = telemetry
    return "start,end,asset,kind,source,note\n\(record.times[attack.lowerBound]),"
      + "\(record.times[attack.upperBound - 1]),T1,attack,test,level told too high\n"
  }

  /// `data.csv`.
  public static let csv: String = {
    let record = telemetry
    var text = "time,\(tags.joined(separator: ","))\n"
    for row in 0..<record.times.count {
      let cells = columns.map { column -> String in
        let value = record.values[row, column]
        let isTold = column == SimulatedTanks.level && attack.contains(row)
        return "\(((value + (isTold ? 1.5 : 0)) * 1_000).rounded() / 1_000)"
      }
      text += "\(record.times[row]),\(cells.joined(separator: ","))\n"
    }
    return text
  }()

  private static let telemetry: (times: [Timestamp], values: Matrix) = {
    let record = SimulatedTanks(rows: rows, seed: 5).record
    return (record.times, record.values)
  }()

  /// How long each pump lives, in days; the last three still run.
  private static let lives: [Int] = {
    var generator = SeededGenerator(root: 3, stage: "lives of pumps")
    return (0..<pumps).map { _ in 30 + generator.index(below: 31) }
  }()
  /// How many pumps failed.
  public static let failed = 17
  /// How many pumps there are.
  private static let pumps = 20

  private static let newYear = Timestamp(nanoseconds: 1_767_225_600_000_000_000)

  // Failed ones one after the other until 2025; running ones since a third to two thirds of a life.
  private static func start(_ unit: Int) -> Timestamp {
    unit < failed ? newYear - TimeSpan.hours(24 * Double(1_100 - 60 * unit)) : newYear
  }
  private static func days(_ unit: Int) -> Int {
    unit < failed ? lives[unit] : lives[unit] * (unit - failed + 2) / 6 + 10
  }

  /// `units.csv`.
  public static var units: String {
    "unit,asset,start,end,outcome\n"
      + (0..<pumps).map { unit in
        let end = unit < failed ? "\(start(unit) + TimeSpan.hours(24 * Double(days(unit))))" : ""
        return "pump-\(unit),PU\(unit % 3),\(start(unit)),\(end),"
          + (unit < failed ? "failed\n" : "running\n")
      }.joined()
  }

  /// `histories.csv`: heat and shake rise as a pump wears.
  public static let histories: String = {
    var generator = SeededGenerator(root: 4, stage: "worn pumps")
    var text = "unit,day,heat,shake,flow\n"
    for unit in 0..<pumps {
      for day in 0..<days(unit) {
        let wear = Double(day) / Double(lives[unit])
        let cells = [
          20 + 6 * wear + 0.3 * generator.gaussian(),
          3 + 4 * wear * wear + 0.3 * generator.gaussian(), 100 - 5 * wear + generator.gaussian(),
        ].map { "\(($0 * 1_000).rounded() / 1_000)" }
        let time = start(unit) + TimeSpan.hours(24 * Double(day))
        text += "pump-\(unit),\(time),\(cells.joined(separator: ","))\n"
      }
    }
    return text
  }()
}
