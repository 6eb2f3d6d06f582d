package import Diagnostics
internal import LinearAlgebra
package import Telemetry

/// Made-up plants for the tests of Learning and Detection: correlated, autocorrelated, seeded.
package enum DetectionData {
  /// Ten minutes.
  package static let interval = TimeSpan(seconds: 600)
  /// 2026-01-01 00:00 UTC.
  package static let start: Int64 = 1_767_225_600_000_000_000

  /// Tags T0, T1 and so on.
  package static func tags(_ count: Int) -> [Tag] { (0..<count).map { Tag(id: "T\($0)") } }

  /// Evenly spaced moments, the first `from` intervals after the start.
  package static func times(_ count: Int, from: Int = 0) -> [Timestamp] {
    (0..<count).map {
      Timestamp(nanoseconds: start + Int64(from + $0) * interval.nanoseconds)
    }
  }

  /// The moment some intervals after the start.
  package static func time(_ index: Int) -> Timestamp {
    Timestamp(nanoseconds: start + Int64(index) * interval.nanoseconds)
  }

  /// A frame of a list of rows.
  package static func frame(_ rows: [[Double]], from: Int = 0) -> Frame {
    Frame(
      times: times(rows.count, from: from), tags: tags(rows.first?.count ?? 0),
      values: Matrix(rowMajor: rows))
  }

  /// Rows of `tags` tags driven by three autocorrelated factors, each tag with its own level and size.
  ///
  /// Where `constant` is given, that tag never leaves 5.
  package static func plant(
    rows: Int, tags: Int, seed: UInt64, from: Int = 0, constant: Int? = nil, noise: Double = 0.5
  ) -> Frame {
    var loads = SeededGenerator(root: 7, stage: "loadings")
    let loadings = (0..<tags).map { _ in (0..<3).map { _ in loads.normal() } }
    var generator = SeededGenerator(root: seed, stage: "rows")
    var factors = (0..<3).map { _ in generator.normal() }
    let table = (0..<rows).map { _ in
      factors = factors.map { 0.8 * $0 + 0.6 * generator.normal() }
      return (0..<tags).map { j -> Double in
        let error = noise * generator.normal()
        if j == constant { return 5 }
        let signal = zip(loadings[j], factors).reduce(0) { $0 + $1.0 * $1.1 }
        return 10 * Double(j) + (1 + Double(j % 4)) * (signal + error)
      }
    }
    return frame(table, from: from)
  }

  /// Rows of independent standard normal cells.
  package static func noise(rows: Int, tags: Int, seed: UInt64, from: Int = 0) -> Frame {
    var generator = SeededGenerator(root: seed, stage: "noise")
    return frame((0..<rows).map { _ in (0..<tags).map { _ in generator.normal() } }, from: from)
  }
}

extension SeededGenerator {
  /// A standard normal number: Irwin–Hall, the sum of twelve uniforms less six.
  package mutating func normal() -> Double {
    (0..<12).reduce(-6) { sum, _ in sum + uniform() }
  }

  /// A whole number in a range.
  package mutating func integer(in range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &self)
  }
}

extension Frame {
  /// The rows as lists.
  package var rowLists: [[Double]] { (0..<count).map { values.row($0) } }

  /// The rows of some indices.
  package func selectingRows(_ indices: [Int]) -> Frame {
    Frame(
      times: indices.map { times[$0] }, tags: tags,
      values: values.selecting(rows: indices, columns: Array(tags.indices)))
  }

  /// The same rows with some cells changed.
  package func changing(_ change: (_ row: Int, _ tag: Int, _ value: Double) -> Double) -> Frame {
    var copy = self
    for i in 0..<count {
      for j in tags.indices { copy.values[i, j] = change(i, j, values[i, j]) }
    }
    return copy
  }
}

extension [Double] {
  /// The bits of each number: NaN equals NaN, 0 differs from −0.
  package var bits: [UInt64] { map(\.bitPattern) }

  /// The largest difference from other numbers relative to the largest of them; ∞ where counts differ.
  package func relativeDistance(to other: [Double]) -> Double {
    guard count == other.count else { return .infinity }
    let largest = other.reduce(0) { Swift.max($0, $1.magnitude) }
    let distance = zip(self, other).reduce(0) { Swift.max($0, ($1.0 - $1.1).magnitude) }
    return largest > 0 ? distance / largest : distance
  }
}
