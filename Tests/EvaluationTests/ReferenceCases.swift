import Foundation

/// The cases of Tests/References/evaluation_reference.py, made again from their numbers.
enum ReferenceCases {
  struct File: Decodable {
    let versions: [String: String]
    let cases: [Result]
  }

  struct Result: Decodable {
    let rows: Int
    let attackRows: Int
    let alarmRows: Int
    let lastScore: Double
    let vusPR: Double?
    let vusROC: Double?
    let aucPR: Double?
    let bestPointAdjusted: Double?
    let rangePrecision: Double?
    let rangeRecall: [String: Double]?
    let rangeRecallOfOne: Double?
    let tsbRangeRecall: Double?
    let tsbRangePrecision: Double?
    let pointAdjusted: Double?
    let f1: Double?
    let missedAlarmRate: Double?
    let falseAlarmRate: Double?
    let etaPrecision: Double?
    let etaRecall: Double?
    let etaF1: Double?
  }

  static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("References/evaluation_reference.py")

  static func file() throws -> File {
    let json = script.deletingPathExtension().appendingPathExtension("json")
    return try JSONDecoder().decode(File.self, from: Data(contentsOf: json))
  }

  /// Knuth's 64-bit linear congruential generator; the upper 31 bits.
  private struct Generator {
    var state: UInt64

    mutating func next() -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33)
    }
  }

  /// The alarms of a case with these labels.
  static func alarms(_ number: Int, labels: [Bool]) -> [Bool] {
    var generator = Generator(state: UInt64(number + 100_001))
    var state = false
    return labels.indices.map { row in
      let draw = generator.next()
      switch number % 4 {
      case 0: return draw % 10 < 3
      case 1: return labels[row] != (draw % 5 == 0)
      case 2:
        if draw % 8 == 0 { state.toggle() }
        return state
      default: return draw % 20 == 0 || (row >= 3 && labels[row - 3])
      }
    }
  }

  static func make(_ number: Int) -> (labels: [Bool], scores: [Double]) {
    var generator = Generator(state: UInt64(number + 1))
    let kind = number % 8
    let n =
      switch kind {
      case 6: 251 + generator.next() % 950
      case 7: 1 + generator.next() % 30
      default: 40 + generator.next() % 260
      }
    var labels = [Bool](repeating: false, count: n)
    let longest = kind == 4 ? 1 : 1 + n / 6
    for _ in 0..<(kind == 4 ? n / 8 : 1 + generator.next() % 5) {
      let start = generator.next() % n
      let length = 1 + generator.next() % longest
      for row in start..<min(n, start + length) { labels[row] = true }
    }
    if kind == 3 {
      labels[0] = true
      labels[n - 1] = true
    }
    if number % 25 == 24 { labels = labels.map { _ in false } }
    if number % 50 == 49 { labels = labels.map { _ in true } }
    let scores = labels.map { label in
      let uniform = Double(generator.next()) / 2_147_483_648
      return switch kind {
      case 1: Double(Int(uniform * 10)) / 8
      case 2: 0.5
      case 5, 6: uniform + 0.5 * (label ? 1 : 0)
      default: uniform - 0.5
      }
    }
    return (labels, scores)
  }
}
