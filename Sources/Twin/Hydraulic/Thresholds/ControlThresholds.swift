package import Hydraulics

/// The heads at which a network's simple controls act, a number per control in the order of its file.
///
/// In feet, as the network keeps them; those of controls by time mean nothing.
package struct ControlThresholds: Sendable, Equatable {
  /// Head above datum per control, ft.
  package var grades: [Double]

  /// Everything as in the network.
  package init(_ network: Network) { grades = network.controls.map(\.grade) }
}

extension Network {
  /// The network whose simple controls act at these heads; O(controls).
  ///
  /// - Parameter thresholds: As many as the network has simple controls, all finite.
  func acting(at thresholds: ControlThresholds) -> Network {
    precondition(
      thresholds.grades.count == controls.count, "the thresholds are another network's")
    var acting = self
    for (index, grade) in thresholds.grades.enumerated() { acting.controls[index].grade = grade }
    return acting
  }
}
