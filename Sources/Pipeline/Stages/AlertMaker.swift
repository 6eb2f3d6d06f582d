internal import Detection
internal import Diagnostics
package import Reporting
package import Telemetry

/// Alarms of the deployed suite → alerts that a person can act on.
package struct AlertMaker {
  let plant: String
  let tags: [Tag]

  package init(plant: String, tags: [Tag]) {
    self.plant = plant
    self.tags = tags
  }

  /// One alert per alarm, oldest first.
  package func alerts(_ alarms: [AlarmRecord]) -> [Alert] { alarms.map(alert) }

  private func alert(_ alarm: AlarmRecord) -> Alert {
    let asset = asset(of: alarm)
    let readings = alarm.tags.map { part in
      Alert.TagReading(
        tag: part.tag, unit: tag(part.tag)?.unit, expected: part.expected, seen: part.seen,
        share: part.share)
    }
    return Alert(
      plant: plant, asset: asset, firstSeen: alarm.range.start, lastSeen: alarm.range.end,
      severity: severity(alarm), status: alarm.isOpen ? .new : .closed, peak: alarm.peak,
      detector: alarm.chain, tags: readings, technique: technique(alarm),
      likely: alarm.likely?.map {
        Alert.Likely(
          id: $0.kind.id, name: $0.kind.name, share: $0.share, harmless: $0.kind.isHarmless)
      }, assets: alarm.assets.map { Alert.Part(name: $0.name, share: $0.share) },
      controllers: alarm.controllers.map { Alert.Part(name: $0.name, share: $0.share) },
      summary: summary(alarm, asset: asset),
      nextCheck: nextCheck(alarm))
  }

  private func tag(_ id: String) -> Tag? { tags.first { $0.id == id } }

  private func asset(of alarm: AlarmRecord) -> String {
    guard let first = alarm.tags.first else { return plant }
    return tag(first.tag)?.element ?? first.tag
  }

  // The likeliest thing that was simulated, where that is a technique of ATT&CK.
  private func technique(_ alarm: AlarmRecord) -> Alert.Technique? {
    guard let first = alarm.likely?.first?.kind, let id = first.id else { return nil }
    return Alert.Technique(id: id, name: first.name)
  }

  // How far beyond the limit: a site's own severities come with its risk model in a later version.
  private func severity(_ alarm: AlarmRecord) -> Severity {
    if alarm.peak >= 10 { return .critical }
    if alarm.peak >= 3 { return .high }
    return alarm.peak >= 1.5 ? .medium : .low
  }

  private func isLoss(_ alarm: AlarmRecord) -> Bool { alarm.chain == MissingData.id }

  private func summary(_ alarm: AlarmRecord, asset: String) -> String {
    departure(alarm, asset: asset) + (alarm.broken.map { "; broken: \($0)" } ?? "")
  }

  private func departure(_ alarm: AlarmRecord, asset: String) -> String {
    if let silence = alarm.silence {
      return "no telemetry from \(silence.start.minuteText) to \(silence.end.minuteText)"
    }
    let names = alarm.tags.prefix(3).map(\.tag)
    guard let first = names.first else { return "\(asset) departs from normal operation" }
    if isLoss(alarm) { return "\(first) is lost for longer than it ever was in normal operation" }
    let others = names.dropFirst().joined(separator: " and ")
    var text = "\(first) disagrees with the rest of the plant"
    if let part = alarm.tags.first, let seen = part.seen, let expected = part.expected {
      let unit = tag(first)?.unit.map { " \($0)" } ?? ""
      text =
        "\(first) reads \(Numbers.plain(seen))\(unit), "
        + "\(Numbers.plain(expected))\(unit) expected"
    }
    return others.isEmpty ? text : text + "; \(others) stand\(names.count == 2 ? "s" : "") out too"
  }

  private func nextCheck(_ alarm: AlarmRecord) -> String {
    if alarm.silence != nil {
      return
        "Check the historian, its collector and the link to the plant; ask what was done in that time."
    }
    guard let first = alarm.tags.first else {
      return "Look at the plant's trends around this time."
    }
    let name = first.tag
    if isLoss(alarm) {
      return "Check the sensor of \(name), its link and the historian's collector."
    }
    let controller = tag(name)?.controller.map { " and in \($0)" } ?? ""
    switch tag(name)?.role {
    case .status, .actuator:
      return "Compare \(name) with the device in the field\(controller); look for manual operation "
        + "or commands from an unusual source."
    case .setpoint:
      return "Compare \(name) with its last approved value; look for the write that changed it."
    default:
      return "Read \(name) locally in the field\(controller) and compare it with the historian."
    }
  }
}
