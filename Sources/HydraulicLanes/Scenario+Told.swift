internal import Hydraulics

/// What controllers read: the file's simple controls and rules act on it instead of the truth.
extension Scenario {
  /// Tells controls and rules a head, pressure or level of a node that runs straight from one value to
  /// another from the present time on, and then stays, until the truth is told again.
  ///
  /// The process itself is not touched: only controls and rules that look at this node's head,
  /// pressure or level hear it. Told values must be finite; nothing happens otherwise.
  /// - Parameters:
  ///   - first: Height above the node's elevation at the present time, in the engine's unit of length.
  ///   - last: The same at the end.
  ///   - seconds: How long the way takes; 0: `last` at once.
  ///   - links: Only controls and rules that drive one of these links hear it, before what is told to all;
  ///     nil: all of them.
  public func tell(
    _ node: Int, from first: Double, to last: Double, over seconds: Int, for links: [Int]? = nil
  ) {
    guard first.isFinite, last.isFinite else { return }
    let slot = state.plan.nodeSlots[node]
    let elevation = state.plan.network.nodes[node].elevation
    let audience = audience(links)
    state.told[lane].removeAll { $0.slot == slot && $0.audience == audience }
    state.told[lane].append(
      ToldHead(
        slot: slot, audience: audience, since: time, span: max(0, seconds),
        first: elevation + first / units.length,
        last: elevation + last / units.length))
    markChanged()
  }

  /// Tells controls and rules the truth about a node again; nothing happens where they know it.
  ///
  /// - Parameter links: As in ``tell(_:from:to:over:for:)``; those that were told by themselves alone go
  ///   back to what all are told.
  public func tellTruth(_ node: Int, for links: [Int]? = nil) {
    let slot = state.plan.nodeSlots[node]
    let audience = audience(links)
    let isTold = { (entry: ToldHead) in entry.slot == slot && entry.audience == audience }
    guard state.told[lane].contains(where: isTold) else { return }
    state.told[lane].removeAll(where: isTold)
    markChanged()
  }

  private func audience(_ links: [Int]?) -> [Int]? {
    links.map { $0.map { state.plan.linkSlots[$0] }.sorted() }
  }
}
