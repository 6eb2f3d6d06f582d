internal import Detection
internal import Diagnostics
internal import Prognostics
internal import Telemetry
internal import Twin

/// A configuration with every default filled in, as YAML that reads back to the same.
///
/// `output` is left out: where results go changes nothing in them.
package struct ResolvedConfiguration {
  let configuration: Configuration
  let seed: UInt64

  package init(configuration: Configuration, seed: UInt64) {
    self.configuration = configuration
    self.seed = seed
  }

  /// The YAML text; the same settings give the same bytes wherever the file stands.
  package var text: String {
    var lines: [String] = []
    func put(_ depth: Int, _ key: String, _ value: String? = nil) {
      lines.append(
        String(repeating: "  ", count: depth) + key + ":" + (value.map { " " + $0 } ?? ""))
    }
    let train = configuration.train
    put(0, "plant", quoted(configuration.plant))
    put(0, "timezone", quoted(configuration.data.timeZone))
    put(0, "data")
    if !configuration.data.telemetry.isEmpty {
      put(1, "telemetry", list(configuration.data.telemetryAsWritten))
    }
    if let tags = configuration.written["data.tags"] { put(1, "tags", quoted(tags)) }
    if let events = configuration.written["data.events"] { put(1, "events", quoted(events)) }
    if let resolution = configuration.data.resolution { put(1, "resolution", "\(resolution)") }
    if let interval = configuration.data.interval { put(1, "interval", "\(interval)") }
    if let freshness = configuration.data.freshness { put(1, "freshness", "\(freshness)") }
    put(1, "most-quarantined", "\(configuration.data.mostQuarantined)")
    if let twin = configuration.twin {
      put(0, "twin")
      put(1, "process")
      put(2, "use", type(of: twin.process).id)
      for (key, value) in twin.process.settings.sorted(by: { $0.key < $1.key }) {
        put(2, key, value)
      }
      if let plant = twin.plant { put(1, "plant", quoted(plant)) }
      put(1, "follow", twin.follow.map { "\($0)" } ?? "none")
      if !twin.leaveOut.isEmpty { put(1, "leave-out", list(twin.leaveOut)) }
    }
    if let attacks = configuration.attacks {
      put(0, "attacks")
      put(1, "campaign", quoted(attacks.campaignAsWritten))
      if let scenarios = attacks.scenarios { put(1, "scenarios", "\(scenarios)") }
      if let lookAlikes = attacks.lookAlikes { put(1, "look-alikes", "\(lookAlikes)") }
      if let injected = attacks.injected { put(1, "injected", "\(injected)") }
      if attacks.startsNow { put(1, "starts", "now") }
    }
    put(0, "train")
    put(1, "normal")
    if let from = train.normal.from { put(2, "from", quoted("\(from)")) }
    if let until = train.normal.until { put(2, "until", quoted("\(until)")) }
    if let window = train.normal.window { put(2, "window", "\(window)") }
    put(2, "wait", "\(train.normal.wait)")
    put(2, "leave-out", list(train.normal.leaveOut.map(\.rawValue)))
    put(1, "detectors")
    for suite in train.suites { lines += self.suite(suite) }
    // What simulated attacks decide is not written: it would be taken for a wish.
    if !train.choosesAccumulator {
      put(1, "accumulator")
      put(2, "use", type(of: train.accumulator).id)
      for (key, value) in train.accumulator.settings.sorted(by: { $0.key < $1.key }) {
        put(2, key, value)
      }
    }
    put(1, "alarms")
    for (key, value) in train.budget.settings.sorted(by: { $0.key < $1.key })
    where !train.choosesHold || !["hold", "merge"].contains(key) { put(2, key, value) }
    put(1, "blocks", "\(train.blocks)")
    if !train.prognosers.isEmpty {
      put(1, "prognosers")
      for plan in train.prognosers { lines += prognoser(plan) }
    }
    put(0, "evaluate")
    if let from = configuration.evaluate.from { put(1, "from", quoted("\(from)")) }
    if let until = configuration.evaluate.until { put(1, "until", quoted("\(until)")) }
    put(1, "kinds", list(configuration.evaluate.kinds.map(\.rawValue)))
    if let lag = configuration.evaluate.exportLag { put(1, "export-lag", "\(lag)") }
    if let schedule = configuration.evaluate.schedule { put(1, "schedule", "\(schedule)") }
    if let offset = configuration.evaluate.scheduleOffset {
      put(1, "schedule-offset", "\(offset)")
    }
    put(0, "gate")
    put(1, "false-alarms", "\(configuration.gate.falseAlarms)")
    put(1, "recall", configuration.gate.recall)
    if let key = configuration.written["export.signing-key"] {
      put(0, "export")
      put(1, "signing-key", quoted(key))
    }
    put(0, "seed", "\(seed)")
    return lines.joined(separator: "\n") + "\n"
  }

  private func suite(_ suite: TrainSettings.SuitePlan) -> [String] {
    if suite.isDefault {
      return suite.name == "default"
        ? ["    - use: default"]
        : ["    - use: default", "      name: \(quoted(suite.name))"]
    }
    let isMean = suite.members.contains { $0.weight != nil }
    if suite.members.count == 1, !isMean {
      return suite.members.flatMap { detector($0, named: suite.name, indent: "    ") }
    }
    return [
      "    - name: \(quoted(suite.name))", "      combine: \(isMean ? "mean" : "largest")",
      "      together:",
    ] + suite.members.flatMap { detector($0, named: $0.name, indent: "        ") }
  }

  /// A detector as an item of a list; its accumulator where it is not the one of all.
  private func detector(_ member: SuiteMember, named name: String, indent: String) -> [String] {
    let train = configuration.train
    guard let chain = train.chains.first(where: { $0.name == member.name }) else { return [] }
    var lines = [
      "- use: \(type(of: chain.detector).id)", "  name: \(quoted(name))",
    ]
    if let weight = member.weight { lines.append("  weight: \(weight)") }
    for (key, value) in chain.detector.settings.sorted(by: { $0.key < $1.key }) {
      lines.append("  \(key): \(value)")
    }
    let (own, common) = (chain.accumulator, train.accumulator)
    if type(of: own).id != type(of: common).id || own.settings != common.settings {
      let settings = own.settings.sorted { $0.key < $1.key }.map { ", \($0.key): \($0.value)" }
      lines.append("  accumulator: { use: \(type(of: own).id)\(settings.joined()) }")
    }
    return lines.map { indent + $0 }
  }

  private func prognoser(_ plan: PrognoserPlan) -> [String] {
    var lines = [
      "    - use: \(type(of: plan.prognoser).id)", "      name: \(quoted(plan.name))",
      "      unit: \(quoted(plan.unitColumn))",
      "      \(plan.isTime ? "time" : "age"): \(quoted(plan.ageColumn))",
      "      clock: \(plan.clock.rawValue)", "      splits: \(plan.splits)",
    ]
    for (key, value) in plan.written where !key.hasPrefix("judge.") {
      lines.append("      \(key): \(quoted(value))")
    }
    if let columns = plan.columns { lines.append("      columns: \(list(columns))") }
    if let features = plan.features { lines.append("      features: \(list(features))") }
    if !plan.leaveOut.isEmpty { lines.append("      leave-out: \(list(plan.leaveOut))") }
    // What training decides is not written: it would not read back.
    let settings = plan.prognoser.settings.sorted { $0.key < $1.key }
      .filter { !["chosen", "detected"].contains($0.value) }
    if !settings.isEmpty {
      lines.append("      settings:")
      lines += settings.map { key, value in
        let isList = key == "operating-settings"
        let items = value.split(separator: ", ").map { String($0) }
        return "        \(key): \(isList ? list(items) : value)"
      }
    }
    let judge = plan.written.filter { $0.key.hasPrefix("judge.") }
    if !judge.isEmpty {
      lines.append("      judge:")
      lines += judge.map { key, value in
        let name = key.dropFirst("judge.".count)
        return "        \(name): \(name == "cap" ? value : quoted(value))"
      }
    }
    return lines
  }

  private func list(_ items: [String]) -> String {
    "[" + items.map(quoted).joined(separator: ", ") + "]"
  }

  // A YAML double-quoted scalar: JSON's escapes are a subset of YAML's.
  private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 0x20 || scalar.value == 0x7f:
        let digits = String(scalar.value, radix: 16)
        result += "\\x" + String(repeating: "0", count: 2 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
