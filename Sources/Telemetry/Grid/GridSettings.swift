public import Diagnostics

/// An even grid and how samples become its cells.
///
/// Stamps are the whole multiples of ``every`` since 1970 (of steps: since step 0). The cell stamped t
/// covers (t − every, t].
public struct GridSettings: Sendable, Hashable {
  /// The distance of stamps.
  public let every: TimeSpan
  /// How long a value is carried (`last`) or how far samples may be apart to be bridged (`linear`).
  public let largestGap: TimeSpan
  /// The method of tags that ``methods`` does not name.
  public let method: ResampleMethod
  /// Methods by tag id.
  public let methods: [String: ResampleMethod]

  /// The most cells that a gap may be carried or bridged over.
  public static let mostCells: Int64 = 1_000_000

  /// Settings of a grid.
  ///
  /// - Throws: ``Fault`` of kind `configuration` where the distance is not positive, the gap is
  ///   negative, or it is longer than ``mostCells`` cells.
  public init(
    every: TimeSpan, largestGap: TimeSpan, method: ResampleMethod = .last,
    methods: [String: ResampleMethod] = [:]
  ) throws(Fault) {
    guard every > .zero else {
      throw Fault(.configuration, "a grid's distance must be longer than 0, not \(every)")
    }
    guard largestGap >= .zero else {
      throw Fault(
        .configuration, "the largest gap to bridge must be at least 0, not \(largestGap)")
    }
    guard largestGap.nanoseconds / every.nanoseconds <= Self.mostCells else {
      throw Fault(
        .configuration,
        "a largest gap of \(largestGap) has \(largestGap.nanoseconds / every.nanoseconds) cells of "
          + "\(every), at most \(Self.mostCells) are filled",
        hint: "choose a longer grid distance or a shorter gap")
    }
    self.every = every
    self.largestGap = largestGap
    self.method = method
    self.methods = methods
  }

  /// The stamp of the cell that a moment falls into; nil where it cannot be represented.
  func stamp(of time: Int64) -> Int64? {
    let width = every.nanoseconds
    let rest = time % width
    if rest == 0 { return time }
    // Division rounds towards 0: for negative times that is up already.
    if rest < 0 { return time - rest }
    let (stamp, overflow) = (time - rest).addingReportingOverflow(width)
    return overflow ? nil : stamp
  }
}
