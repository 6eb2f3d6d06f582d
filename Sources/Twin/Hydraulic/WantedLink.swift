internal import HydraulicLanes
internal import Hydraulics

/// What a link's controller wants of it.
struct WantedLink: Sendable, Equatable {
  /// Whether it is open or runs.
  var isOpen: Bool
  /// A pump's speed or a valve's setting in the network's internal units; nil where there is none.
  var setting: Double?

  /// A state that is known.
  init(isOpen: Bool, setting: Double?) {
    self.isOpen = isOpen
    self.setting = setting
  }

  /// The present one of a link; what only the solver has closed is wanted open.
  init(_ scenario: Scenario, _ link: Int) {
    setting = scenario.setting(link)
    let status = scenario.status(link)
    isOpen =
      status.rawValue > ElementStatus.closed.rawValue || status == .closedCannotDeliverHead
      || status == .temporarilyClosed
  }

  /// Holds a link so: a pump is opened with its speed, a valve with its setting, not without.
  func put(_ scenario: Scenario, _ link: Int, of network: Network) {
    let kind = network.links[link].kind
    guard isOpen, let setting, !kind.isPipe, kind != .generalPurpose,
      kind != .pump || setting > 0
    else {
      scenario.force(link, isOpen: isOpen)
      return
    }
    scenario.force(link, setting: setting)
  }
}
