internal import Telemetry
internal import Twin

extension AttackSurface {
  /// What a tag measures: as declared, else by its unit, else by its name; nil where none tells.
  ///
  /// Metres are those of a level, or of a pressure's column of water where the name says so.
  /// By name only a continuous sensor's, after ISA-5.1's letters: `L`, `LI`, `LIT`, `LT` for a level, `P…` for
  /// a pressure, `F…` for a flow, as a word of the name without a number (`L_T1`) or with one (`LIT101`).
  func quantity(of index: Int) -> MeasuredQuantity? {
    let tag = tags[index]
    if let declared = tag.quantity { return declared }
    guard tag.role == .sensor, profiles[index].states.isEmpty, !profiles[index].isDriven else {
      return nil
    }
    if let spelling = tag.unit, let unit = try? EngineeringUnits.unit(spelling) {
      switch unit.dimension {
      case .length: return named(tag.id) == .pressure ? .pressure : .level
      case .pressure: return .pressure
      case .flow: return .flow
      default: return nil
      }
    }
    return named(tag.id)
  }

  private func named(_ id: String) -> MeasuredQuantity? {
    for word in id.split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
      let letters = word.prefix { $0.isLetter }.uppercased()
      let hasNumber = letters.count < word.count
      // P1 is a pump or a part of the plant; PIT1 is a transmitter.
      if hasNumber, letters.count == 1 { continue }
      switch letters {
      case "L", "LI", "LIT", "LT": return .level
      case "P", "PI", "PIT", "PT": return .pressure
      case "F", "FI", "FIT", "FT": return .flow
      default: continue
      }
    }
    return nil
  }
}

extension TagProfile {
  /// What counts as usual for a continuous tag; nil for a discrete or constant one.
  ///
  /// 5 % of the span beside the quantiles still is: they are crossed now and then by chance.
  var usual: ClosedRange<Double>? {
    guard states.isEmpty, span > 0 else { return nil }
    let margin = 0.05 * span
    return (low - margin)...(high + margin)
  }
}
