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
  public func tell(_ node: Int, from first: Double, to last: Double, over seconds: Int) {
    guard first.isFinite, last.isFinite else { return }
    let slot = state.plan.nodeSlots[node]
    let elevation = state.plan.network.nodes[node].elevation
    state.told[lane].removeAll { $0.slot == slot }
    state.told[lane].append(
      ToldHead(
        slot: slot, since: time, span: max(0, seconds), first: elevation + first / units.length,
        last: elevation + last / units.length))
    markChanged()
  }

  /// Tells controls and rules the truth about a node again; nothing happens where they know it.
  public func tellTruth(_ node: Int) {
    let slot = state.plan.nodeSlots[node]
    guard state.told[lane].contains(where: { $0.slot == slot }) else { return }
    state.told[lane].removeAll { $0.slot == slot }
    markChanged()
  }
}
