package import Detection
internal import Learning
internal import LinearAlgebra
package import Telemetry

/// A stretch in which no telemetry came at all: no row, or rows without a single value.
package struct AlarmSilence {
  let frame: Frame

  /// Looks at these rows.
  package init(frame: Frame) { self.frame = frame }

  /// The silence that an alarm of lost tags is about; nil where it is about single tags, or about something else.
  ///
  /// - Parameters:
  ///   - peak: the row in which the score is highest: the last silent one, or the first one after.
  ///   - chain: what made that score.
  ///   - shares: each tag's part in it; the silence counts where the first tag was lost for no longer.
  /// - Returns: from the last row with a value before it to the first one after, or to the last row of all.
  package func around(
    _ peak: Int, chain: any DetectorModel, shares: [Double]
  ) -> TimeRange? {
    guard let model = chain as? MissingDataModel,
      let tag = shares.indices.max(by: { (shares[$0], $1) < (shares[$1], $0) })
    else { return nil }
    let before = (0..<peak).last { !isEmpty($0) }
    guard let before else {
      return isEmpty(0) ? TimeRange(frame.times[0], end(from: peak)) : nil
    }
    guard !frame.values[before, tag].isNaN else { return nil }
    let isNext = Frame.isContiguous(
      frame.times[before], frame.times[peak], interval: model.interval)
    if isNext, !isEmpty(peak) { return nil }
    return TimeRange(frame.times[before], end(from: peak))
  }

  private func end(from peak: Int) -> Timestamp {
    let after = (peak..<frame.count).first { !isEmpty($0) }
    return frame.times[after ?? frame.count - 1]
  }

  private func isEmpty(_ row: Int) -> Bool {
    frame.tags.indices.allSatisfy { frame.values[row, $0].isNaN }
  }
}
