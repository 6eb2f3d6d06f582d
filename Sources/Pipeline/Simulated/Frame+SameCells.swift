internal import LinearAlgebra
internal import Telemetry

extension Frame {
  /// Whether another frame has the same moments, tag names and cells bit for bit; missing is missing.
  func hasSameCells(as other: Frame) -> Bool {
    times == other.times && tags.map(\.id) == other.tags.map(\.id)
      && tags.indices.allSatisfy { tag in
        zip(values.column(tag), other.values.column(tag)).allSatisfy {
          $0.bitPattern == $1.bitPattern || $0.isNaN && $1.isNaN
        }
      }
  }
}
