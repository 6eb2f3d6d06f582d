internal import HydraulicLanes
internal import Hydraulics

extension HydraulicTwin {
  /// Puts a recorded row's levels, statuses, speeds and settings into a scenario; what is missing stays.
  ///
  /// Links are left to controls and rules again.
  func put(_ row: [Double], into scenario: Scenario) {
    let known = points.enumerated().filter { row[$0.offset].isFinite }
    for (tag, point) in known where isStock(point) {
      scenario.setLevel(point.height(row[tag], in: network), node: point.element)
    }
    for (tag, point) in known where point.quantity == .status {
      let own = network.links[point.element].setting
      WantedLink(
        isOpen: point.isOpen(row[tag]), setting: own == Network.missing ? nil : own
      ).put(scenario, point.element, of: network)
      scenario.release(point.element)
    }
    for (tag, point) in known where point.quantity == .speed || point.quantity == .setting {
      // What is closed has no setting to speak of.
      guard scenario.status(point.element).rawValue > ElementStatus.closed.rawValue else {
        continue
      }
      scenario.force(point.element, setting: point.setting(row[tag], in: network))
      scenario.release(point.element)
    }
  }
}
