internal import Telemetry

/// The last values in order of the files that were read so far: what a tag's first value in the next file
/// is compared with.
public struct EarlierValues: Sendable {
  /// The last values of a tag in each file, by unit ("" where rows name none) and ascending in time.
  private var ends: [String: [String: [SampleEdges.Sample]]] = [:]

  /// Nothing was read.
  public init() {}

  /// Takes the end of a file.
  public mutating func learn(_ report: ContractReport) {
    for findings in report.tags where findings.rate != nil {
      for edges in findings.edges {
        guard let value = edges.lastValue else { continue }
        insert(value, &ends[findings.tag, default: [:]][edges.unit ?? "", default: []])
      }
    }
  }

  private func insert(_ value: SampleEdges.Sample, _ samples: inout [SampleEdges.Sample]) {
    samples.insert(value, at: Self.place(of: value.time, in: samples, isAfterEqual: true))
  }

  /// Whether a file's first values were compared with the values that are known here.
  public func agree(with report: ContractReport) -> Bool {
    report.tags.allSatisfy { findings in
      findings.rate == nil
        || findings.edges.allSatisfy { edges in
          edges.opening.map { last(of: findings.tag, unit: edges.unit, before: $0) }
            == .some(edges.before)
        }
    }
  }

  /// The last value of a tag and unit before a moment; nil where none is known.
  func last(of tag: String, unit: String?, before time: Timestamp) -> SampleEdges.Sample? {
    guard let samples = ends[tag]?[unit ?? ""] else { return nil }
    let place = Self.place(of: time, in: samples, isAfterEqual: false)
    return place > 0 ? samples[place - 1] : nil
  }

  /// How many samples are earlier than a moment, or at it, too.
  private static func place(
    of time: Timestamp, in samples: [SampleEdges.Sample], isAfterEqual: Bool
  ) -> Int {
    var (low, high) = (0, samples.count)
    while low < high {
      let middle = (low + high) / 2
      let isBefore =
        isAfterEqual ? samples[middle].time <= time : samples[middle].time < time
      if isBefore { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
