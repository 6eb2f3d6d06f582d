/// `[CONTROLS]`.
enum ControlSection {
  static func control(_ reader: inout InpReader) throws(InpFailure) {
    let line = reader.line
    guard reader.count >= 6 else { throw InpFailure(.syntax) }
    let link = try reader.link(1)
    let kind = reader.network.links[link].kind
    if kind == .checkValvePipe { throw InpFailure(.controlledCheckValve, 1) }
    var (status, setting) = try target(reader, link, kind)
    if kind == .pump || kind == .pipe, setting != Network.missing {
      guard setting >= 0 else { throw InpFailure(.linkValue, 2, hint: "a setting is at least 0") }
      status = setting == 0 ? .closed : .open
    }
    var control = SimpleControl(
      link: link, node: nil, trigger: .timer, status: status, setting: setting, grade: 0, time: 0,
      line: line.number)
    if line.token(4, begins: "TIME") {
      control.time = try seconds(reader)
    } else if line.token(4, begins: "CLOCKTIME") {
      control.trigger = .timeOfDay
      control.time = try seconds(reader) % 86_400
    } else {
      guard reader.count >= 8 else { throw InpFailure(.syntax) }
      control.node = try reader.node(5)
      if line.token(6, begins: "BELOW") {
        control.trigger = .lowLevel
      } else if line.token(6, begins: "ABOVE") {
        control.trigger = .highLevel
      } else {
        throw InpFailure(.option, 6, hint: "BELOW or ABOVE")
      }
      control.grade = try line.number(7)
    }
    reader.network.controls.append(control)
  }

  private static func target(
    _ reader: InpReader, _ link: Int, _ kind: NetworkLink.Kind
  ) throws(InpFailure) -> (ElementStatus, Double) {
    for (word, status, speed) in [
      ("OPEN" as StaticString, ElementStatus.open, 1.0), ("CLOSED", .closed, 0),
    ] where reader.line.token(2, begins: word) {
      switch kind {
      case .pump: return (status, speed)
      case .generalPurpose: return (status, reader.network.links[link].setting)
      default: return (status, Network.missing)
      }
    }
    if kind == .generalPurpose { throw InpFailure(.controlledCheckValve, 1) }
    return (.active, try reader.line.number(2))
  }

  /// Whole seconds, cut as EPANET cuts them; 0 where the line has more than one word of units.
  private static func seconds(_ reader: InpReader) throws(InpFailure) -> Int {
    var hours: Double? = 0
    if reader.count == 6 { hours = reader.line.hours(5) }
    if reader.count == 7 { hours = reader.line.hours(5, units: 6) }
    guard let hours, hours < TimeSection.limit else {
      throw InpFailure(.option, 5, hint: TimeSection.hint)
    }
    return Int(3600 * hours)
  }
}
