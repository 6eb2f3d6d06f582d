internal import Diagnostics
internal import Telemetry

extension Scenario {
  /// The scenario as an item of `scenarios:` in a campaign file; nil for a look-alike.
  ///
  /// Read back under the same `length` and run on the same twin, it gives the same bits, however it was
  /// first drawn.
  public var yaml: String? {
    guard technique != nil else { return nil }
    let run = ["- name: \(Self.quoted(name))", "start: \(start)", "seed: \(seed)"]
    if chain.isEmpty { return (run + act).joined(separator: "\n  ") + "\n" }
    let steps = chain.flatMap { step in
      ["  - name: \(Self.quoted(step.name))"] + step.act.map { "    \($0)" }
    }
    return (run + ["steps:"] + steps).joined(separator: "\n  ") + "\n"
  }

  // What is done, and when, line by line.
  private var act: [String] {
    let when = trigger.settings.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
    var lines = [
      "technique: \(technique ?? "")",
      "trigger: { \(when) }",
    ]
    if let lasts { lines.append("lasts: \(lasts)") }
    for point in AttackPoint.allCases {
      let own = tamperings.filter { $0.point == point && $0.controllerID == nil }
      if own.isEmpty { continue }
      lines.append("\(point.rawValue):")
      lines += own.map { "  \(Self.line($0))" }
    }
    var readers: [String] = []
    for id in tamperings.compactMap(\.controllerID) where !readers.contains(id) {
      readers.append(id)
    }
    if !readers.isEmpty { lines.append("\(WrittenScenario.linkKey):") }
    for reader in readers {
      lines.append("  \(Self.quoted(reader)):")
      lines += tamperings.filter { $0.controllerID == reader }.map { "    \(Self.line($0))" }
    }
    lines += edits.lines
    return lines
  }

  private static func line(_ tampering: PlacedTampering) -> String {
    let settings = [("use", type(of: tampering.shape).id)] + tampering.shape.settings
    let text = settings.map { "\($0.0): \($0.1)" }.joined(separator: ", ")
    return "\(quoted(tampering.id)): { \(text) }"
  }

  fileprivate static func text(_ edit: any ProgramEdit) -> String {
    let settings = [("use", type(of: edit).id)] + edit.settings
    return "{ " + settings.map { "\($0.0): \($0.1)" }.joined(separator: ", ") + " }"
  }

  // A tag's name is any text: in double quotes with everything but plain ASCII escaped.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case " "..."~": result.unicodeScalars.append(scalar)
      default:
        let digits = String(scalar.value, radix: 16)
        result += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
      }
    }
    return result + "\""
  }
}

extension PlacedEdits {
  /// The edits in a campaign file, by controller and signal; the edits of one signal as a list.
  fileprivate var lines: [String] {
    func each(_ names: [String]) -> [String] {
      var seen: Set<String> = []
      return names.filter { seen.insert($0).inserted }
    }
    if items.isEmpty { return [] }
    return ["\(WrittenEdit.key):"]
      + each(items.map(\.controller)).flatMap { controller in
        let own = items.filter { $0.controller == controller }
        return ["  \(Scenario.quoted(controller)):"]
          + each(own.map(\.name)).map { name in
            let texts = own.filter { $0.name == name }.map { Scenario.text($0.edit) }
            let value = texts.count == 1 ? texts[0] : "[\(texts.joined(separator: ", "))]"
            return "    \(Scenario.quoted(name)): \(value)"
          }
      }
  }
}
