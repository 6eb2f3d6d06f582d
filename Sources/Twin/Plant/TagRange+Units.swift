package import Diagnostics
package import Telemetry

extension TagRange {
  /// By how much readings of a kind move at the most, in SI units: what moves further is in another unit.
  ///
  /// No tank is deeper than 100 m and no pump lifts more than 500 m (5 MPa); the largest aqueducts carry less than
  /// 100 m³/s. Heads above sea level may be large, but they move no more than levels do.
  private static func mostMoves(_ tag: Tag, _ unit: EngineeringUnit) -> Double? {
    switch unit.dimension {
    case .length: tag.quantity == .level ? 100 : 500
    case .pressure: 5e6
    case .flow: 100
    default: nil
    }
  }

  /// What is wrong with the unit of a tag whose values lie in this range; nil where nothing shows.
  package func unitFault(_ tag: Tag, at place: Place) -> Fault? {
    guard origin == .telemetry, let spelling = tag.unit,
      let unit = try? EngineeringUnits.unit(spelling), let most = Self.mostMoves(tag, unit),
      (high - low) * unit.factor > most
    else { return nil }
    let other = EngineeringUnits.all.first {
      $0.dimension == unit.dimension && $0.factor < unit.factor
        && (high - low) * $0.factor <= most / 10
    }
    let ends = (Self.shown(low), Self.shown(high))
    return Fault(
      .badData,
      "'\(tag.id)' is in \(spelling) and goes from \(ends.0) to \(ends.1): no \(Self.name(tag, unit)) moves by more than "
        + "\(Self.shown(most / unit.factor)) \(spelling)", at: place,
      hint: other.map {
        let (a, b) = (low * $0.factor / unit.factor, high * $0.factor / unit.factor)
        return
          "in \($0.id) it would be from \(Self.shown(a)) to \(Self.shown(b)) \(spelling): correct the unit or the scale "
          + "in tags.csv"
      } ?? "correct the unit or the scale in tags.csv")
  }

  private static func name(_ tag: Tag, _ unit: EngineeringUnit) -> String {
    if let quantity = tag.quantity { return quantity.rawValue }
    switch unit.dimension {
    case .length: return "level or pressure"
    case .pressure: return "pressure"
    default: return "flow"
    }
  }
}
