internal import HydraulicLanes
internal import Hydraulics
package import Learning
internal import LinearAlgebra
internal import Telemetry

/// At which levels a record shows the network's simple controls to act.
///
/// For each link that a pair of controls switches by a measured level, the two-point rule that explains its switches
/// (``HysteresisSearch``) says where it opens and closes. The deviation of a threshold is that of a single switch, with
/// what its sensor errs by:
///
///     σ² = u² + noise² + resolution² / 12,  u the rule's uncertainty as a deviation
///
/// It does not shrink with the number of switches: a controller that looks every so often lets the level run on, by up to
/// a scan and always the same way, and the mean of many such switches is as far off as one. Uniform over the scan, the
/// runs beyond the threshold have a mean of 2 half-distances of their quartiles, which 4 deviations cover. Telemetry's
/// threshold is taken where it departs from the file's by more than that and by more than the sensor resolves.
package struct ThresholdCalibration {
  /// A threshold and what came of it.
  package struct Found: Sendable, Equatable {
    /// What it is.
    package var name: String
    /// The level, in the tag's unit: telemetry's, or the file's where telemetry does not tell it.
    package var value: Double
    /// Its 95 % interval; from the tank's lowest to its highest level where it is not told.
    package var low: Double
    package var high: Double
    /// Whether the record tells it.
    package var isTold: Bool
    /// Whether it is taken in place of the file's.
    package var isTaken: Bool
  }

  private let twin: HydraulicTwin
  private let record: ProcessRecord

  /// Departures below so many deviations may be chance, or a scan.
  private static let departureInDeviations = 4.0
  /// Half the distance of the quartiles of a normal distribution, in its deviations.
  private static let quartile = 0.6745

  /// Asks a record whose tags are the twin's.
  package init(_ twin: HydraulicTwin, _ record: ProcessRecord) {
    self.twin = twin
    self.record = record
  }

  /// Finds the thresholds: those at which the twin is to act, and what is known of each, the one that opens a link first.
  ///
  /// O(rows · tags + switches · log switches). Nothing of a network without such controls.
  package func thresholds() -> (thresholds: ControlThresholds, found: [Found]) {
    var thresholds = twin.thresholds
    var found: [Found] = []
    let search = HysteresisSearch(record)
    for own in LevelSwitch.all(of: twin) {
      let rule = search.rule(of: own.status, by: [own.level]).flatMap {
        $0.isInverse == own.isInverse ? $0 : nil
      }
      var pair = [
        threshold(own, opens: true, rule.map { ($0.onAt, $0.onUncertainty) }),
        threshold(own, opens: false, rule.map { ($0.offAt, $0.offUncertainty) }),
      ]
      let controls = [own.opening, own.closing]
      let levels = zip(pair, controls).map { $0.isTaken ? $0.value : written($1, own.level) }
      // A link that would open where it closes never rests: such a pair stays as the file has it.
      guard own.isInverse ? levels[0] > levels[1] : levels[0] < levels[1] else {
        for place in pair.indices { pair[place].isTaken = false }
        found += pair
        continue
      }
      for (number, control) in zip(pair, controls) where number.isTaken {
        thresholds.grades[control] = grade(number.value, own.level)
      }
      found += pair
    }
    return (thresholds, found)
  }

  /// `L_T2 at which S_PU1 opens, m`.
  static func name(_ own: LevelSwitch, opens: Bool, _ tags: [Tag]) -> String {
    let unit = tags[own.level].unit.map { ", \($0)" } ?? ""
    return
      "\(tags[own.level].id) at which \(tags[own.status].id) \(opens ? "opens" : "closes")\(unit)"
  }

  private func threshold(
    _ own: LevelSwitch, opens: Bool, _ told: (at: Double, uncertainty: Double)?
  ) -> Found {
    let (tag, point) = (twin.tags[own.level], twin.points[own.level])
    let file = written(opens ? own.opening : own.closing, own.level)
    let name = Self.name(own, opens: opens, twin.tags)
    let ends = [-Double.infinity, .infinity].map {
      point.value(ofHeight: twin.held($0, inTank: point.element), in: twin.network)
    }
    guard let told, told.at.isFinite, ends[0]...ends[1] ~= told.at else {
      return Found(
        name: name, value: file, low: ends[0], high: ends[1], isTold: false, isTaken: false)
    }
    let resolution = tag.resolution ?? 0
    let noise = twin.settings.levelNoise * point.factor
    let spread = told.uncertainty / Self.quartile
    // σ² = u² + noise² + resolution² / 12
    let deviation =
      (spread * spread + noise * noise + resolution * resolution / 12).squareRoot()
    let departure = abs(told.at - file)
    return Found(
      name: name, value: told.at, low: max(told.at - 1.96 * deviation, ends[0]),
      high: min(told.at + 1.96 * deviation, ends[1]), isTold: true,
      isTaken: departure > Self.departureInDeviations * deviation && departure > resolution)
  }

  // The file's threshold as the level's tag shows it.
  private func written(_ control: Int, _ level: Int) -> Double {
    let node = twin.points[level].element
    let above = twin.written.controls[control].grade - twin.network.nodes[node].elevation
    return twin.points[level].value(ofHeight: above * ReadingUnits.si.length, in: twin.network)
  }

  private func grade(_ value: Double, _ level: Int) -> Double {
    let point = twin.points[level]
    let height = point.height(value, in: twin.network)
    return twin.network.nodes[point.element].elevation + height / ReadingUnits.si.length
  }
}
