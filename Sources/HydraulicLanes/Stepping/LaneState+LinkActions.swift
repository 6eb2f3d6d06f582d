internal import Hydraulics

extension LaneState {
  /// Opens or closes a link as a rule does (`setlinkstatus`).
  func applyStatus(_ index: Int, _ lane: Int, isOpen: Bool) {
    let link = plan.linkSlots[index]
    let kind = plan.kinds[link]
    if kind == .pump {
      if isOpen && status(link, lane) == LinkState.closed { resetPumpFlow(link, lane) }
      settings[link, lane] = isOpen ? 1 : 0
    } else if kind.isValve && kind != .generalPurpose {
      settings[link, lane] = Network.missing
    }
    setStatus(link, lane, isOpen ? LinkState.open : LinkState.closed)
  }

  /// Sets a pump's speed or a valve's setting (`setlinksetting`).
  func applySetting(slot link: Int, _ lane: Int, _ value: Double) {
    let before = status(link, lane)
    switch plan.kinds[link] {
    case .pump:
      settings[link, lane] = value
      if value > 0 && before <= LinkState.closed {
        resetPumpFlow(link, lane)
        setStatus(link, lane, LinkState.open)
      }
      if value == 0 && before > LinkState.closed { setStatus(link, lane, LinkState.closed) }
    case .flowControl:
      settings[link, lane] = value
      setStatus(link, lane, LinkState.active)
    default:
      if settings[link, lane] == Network.missing && before <= LinkState.closed {
        setStatus(link, lane, LinkState.open)
      }
      settings[link, lane] = value
    }
  }

  /// The flow of a constant-power pump that starts again: its initial one.
  func resetPumpFlow(_ link: Int, _ lane: Int) {
    let pump = plan.pumpFacts[plan.pumpIndices[link - plan.pumps.lowerBound]]
    if pump.form == .constantPower { flows[link, lane] = pump.q0 }
  }
}
