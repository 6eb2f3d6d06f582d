public import Foundation
internal import Diagnostics

/// A synthetic plant of six tags at 10 min, small enough to be run whole in a fraction of a second.
///
/// A tank's level, a second one that follows it, demand, a pump's flow and state, a pressure that all of
/// them make. Alarms are held for 2 h, so that a false one does not stand until an attack of 10 h begins. Two attacks are told by `events.csv`: the first shifts `L_T1`, the second lowers `P_J1`.
public struct TinyPlant: Sendable {
  /// The folder with `tocsin.yaml`, `data.csv` and `events.csv`.
  public let folder: TemporaryFolder

  /// The telemetry's columns but for the time.
  public static let tags = ["L_T1", "L_T2", "D_1", "F_P1", "P_J1", "S_P1"]
  /// Rows a day.
  public static let day = 144
  /// Twenty days.
  public static let rows = 20 * day
  /// The rows of the two attacks.
  public static let attacks = [16 * day + 30..<16 * day + 90, 18 * day + 30..<18 * day + 90]

  /// `tocsin.yaml`.
  public static let configuration = """
    plant: tiny
    data:
      telemetry: data*.csv
      events: events.csv
    train:
      normal: { wait: 0s }
      detectors:
        - use: default
        - use: pca-residual
      alarms: { hold: 2h }
    evaluate: { from: 2026-01-15 }
    gate: { false-alarms: 5 }

    """

  /// Makes the plant in a folder of its own.
  public init(
    rows: Range<Int> = 0..<TinyPlant.rows, configuration: String = TinyPlant.configuration
  ) throws {
    folder = try TemporaryFolder()
    try write(configuration, to: "tocsin.yaml")
    try write(Self.csv(rows), to: "data.csv")
    try write(Self.events, to: "events.csv")
  }

  /// `events.csv`.
  public static var events: String {
    let notes = ["T0856 spoof reporting message: L_T1 high", "T0831 manipulation of control"]
    return "start,end,asset,kind,source,note\n"
      + zip(attacks, notes).map { rows, note in
        "\(time(rows.lowerBound)),\(time(rows.upperBound - 1)),T1,attack,test,\(note)\n"
      }.joined()
  }

  /// The stamp of a row.
  public static func time(_ row: Int) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let minutes = row * 10
    return "2026-01-\(two(minutes / 1_440 + 1))T\(two(minutes / 60 % 24)):\(two(minutes % 60)):00Z"
  }

  /// The telemetry of some rows, with the header.
  public static func csv(_ range: Range<Int>, names: [String] = tags) -> String {
    "time,\(names.joined(separator: ","))\n" + range.map { line($0) + "\n" }.joined()
  }

  /// The telemetry of one row.
  public static func line(_ row: Int) -> String {
    ([time(row)] + all[row].map { "\(($0 * 1_000).rounded() / 1_000)" }).joined(separator: ",")
  }

  /// Writes a file.
  public func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder.file(name)))
  }

  /// Replaces a text in `tocsin.yaml`; it must be there.
  public func configure(_ old: String, _ new: String) throws {
    let text = try String(contentsOfFile: folder.file("tocsin.yaml"), encoding: .utf8)
    guard text.contains(old) else { throw Missing(text: old) }
    try write(text.replacingOccurrences(of: old, with: new), to: "tocsin.yaml")
  }

  private struct Missing: Error { var text: String }

  /// Every file under `store/`, `runs/` and `models/` but `timing.json`, links by what they point at.
  public var results: [String: Data] { Self.results(in: folder.path) }

  /// The same of any output folder.
  public static func results(in folder: String) -> [String: Data] {
    var files: [String: Data] = [:]
    for part in ["store", "runs", "models"] {
      let walker = FileManager.default.enumerator(atPath: "\(folder)/\(part)")
      while let name = walker?.nextObject() as? String {
        let path = "\(folder)/\(part)/\(name)"
        if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path) {
          files["\(part)/\(name)"] = Data(target.utf8)
        } else if (name as NSString).lastPathComponent != "timing.json",
          (walker?.fileAttributes?[.type] as? FileAttributeType) == .typeRegular
        {
          files["\(part)/\(name)"] = FileManager.default.contents(atPath: path)
        }
      }
    }
    return files
  }

  // The values, worked out once.
  private static let all: [[Double]] = {
    var generator = SeededGenerator(seed: 20_260_101)
    // The sum of twelve uniform numbers: near enough to normal.
    func noise() -> Double { (0..<12).reduce(-6.0) { sum, _ in sum + generator.uniform() } }
    var drift = 0.0
    return (0..<rows).map { row in
      let phase = Double(row % day) / Double(day) * 2 * Double.pi
      drift = 0.9 * drift + 0.2 * noise()
      let demand = 10 + 4 * sin(phase) + 0.3 * noise()
      let pump = row / 36 % 2 == 0 ? 1.0 : 0.0
      var level = 3 + 0.8 * cos(phase) + 0.2 * drift
      let second = 0.5 * level + 0.1 * demand + 0.02 * noise()
      let flow = 12 * pump + 0.1 * noise()
      var pressure = 40 + 2 * level - 0.1 * demand + 0.05 * noise()
      if attacks[0].contains(row) { level += 0.9 }
      if attacks[1].contains(row) { pressure -= 3 }
      return [level, second, demand, flow, pressure, pump]
    }
  }()
}
