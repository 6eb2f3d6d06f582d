internal import Ingest
internal import Telemetry

extension MappingSolution {
  /// What speaks for a tag's place, in a few words.
  func explanation(_ tag: Int) -> String {
    let own = site.tags[tag]
    guard let place = places[tag] else {
      switch own.quantity {
      case nil: return "neither name nor numbers say a quantity"
      case .flow?: return "no pump or valve fits; of a meter at a pipe write the pipe's id"
      default: return "no element fits"
      }
    }
    if anchors[tag] != nil { return "said by a person" }
    var parts: [String] = []
    if own.tokens.names(evidence.model.id(place)) { parts.append("the name holds its id") }
    if let unit = units[tag], !unit.name.isEmpty {
      parts.append("numbers in \(unit.name)\(unit.isHead ? " of head" : "")")
    }
    switch place {
    case .tank(let tank):
      let (factor, offset) = levelScale(tag, tank)
      let (low, high) = evidence.model.limits(tank)
      parts.append(
        "range \(Self.text(own.course.least * factor + offset)) to "
          + "\(Self.text(own.course.greatest * factor + offset)) m of "
          + "\(Self.text(low)) to \(Self.text(high)) m")
      for seen in site.switches(of: tag).map({ $0.scaled(factor, offset) }) {
        parts.append("switches at \(Self.text(seen.on)) and \(Self.text(seen.off)) m")
      }
    case .drive(let drive):
      if own.quantity == .flow {
        let unit = units[tag]?.factor ?? 1
        parts.append(
          "\(Self.text(own.course.meanWhenOn() * unit * 1_000)) L/s when on, run "
            + "\(Self.text(evidence.model.flows[drive].meanWhenOn() * 1_000))")
      } else if let rule = site.rules[tag] {
        parts.append("follows \(site.tags[rule.level].name)")
      }
      parts.append("on \(Self.text(own.course.shareOn() * 100)) % of the time")
    case .junction(let junction):
      let unit = units[tag]?.factor ?? 1
      parts.append(
        "mean \(Self.text(own.course.mean * unit)) m, run "
          + "\(Self.text(evidence.model.pressures[junction].mean)) m")
    }
    return parts.joined(separator: "; ")
  }

  static func text(_ value: Double) -> String { Numbers.plain((value * 100).rounded() / 100) }
}
