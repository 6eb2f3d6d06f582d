internal import Diagnostics
internal import Telemetry

/// A line of `[CYBERATTACKS]` of an epanetCPA file, before the plant is known.
///
/// `Type, Target, Init_cond, End_cond, Arguments`, like
/// `Communication, PLC2-P_T1-PLC1, TIME==10, TIME==30, constant 0.5`.
/// Source: Taormina et al., epanetCPA, user manual 2019.
struct CyberAttack: Sendable {
  /// What is attacked.
  enum Target: Sendable, Equatable {
    /// What is sent of a sensor or actuator to a receiver.
    case message(sender: String, name: String, receiver: String)
    case sensor(String)
    case actuator(String)
    /// The threshold of a line of the network's `[CONTROLS]`, from 1.
    case control(Int)
  }

  /// What becomes of it.
  enum Change: Sendable, Equatable {
    case freeze
    case constant(Double)
    case offset(Double)
    /// Hours back, and the standard deviation of what is added.
    case replay(hours: Double, noise: Double)
  }

  let target: Target
  /// nil where it is wrong.
  let change: Change?
  /// nil where it is wrong.
  let moment: CyberMoment?
  let place: Place

  /// The historian's name.
  static let scada = "SCADA"
  /// The names of what is no host: a sensor or an actuator itself.
  static let devices = ["NULL", "PHY"]

  private static let types = ["Communication", "Sensor", "Actuator", "Control"]
  private static let fields = ["type", "target", "start", "end", "arguments"]

  /// Reads a line without its comment; nil where its target is wrong, and all that is wrong with it is told.
  init?(_ line: Substring, at place: Place, problems: Problems) {
    let fields = line.split(separator: ",", omittingEmptySubsequences: false).map { field in
      field.split { $0.isWhitespace }.joined(separator: " ")
    }
    guard fields.count == Self.fields.count else {
      problems.add(
        "\(fields.count) fields instead of \(Self.fields.count)", at: place,
        hint: Self.fields.joined(separator: ", ") + ", parted by commas")
      return nil
    }
    moment = CyberMoment(start: fields[2], end: fields[3], at: place, problems: problems)
    guard let target = Self.target(fields[0], fields[1], at: place, problems) else { return nil }
    change = Self.change(
      fields[4].split(separator: " ").map { String($0) }, of: target, at: place, problems)
    self.target = target
    self.place = place
  }

  private static func target(
    _ type: String, _ text: String, at place: Place, _ problems: Problems
  ) -> Target? {
    switch type.lowercased() {
    case "communication":
      let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { String($0) }
      guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty }) else {
        problems.add(
          "'\(text)' is no sender, target and receiver", at: place, hint: "like PLC2-P_T1-PLC1")
        return nil
      }
      if parts[0] == parts[2] {
        problems.add("'\(parts[0])' sends '\(parts[1])' to itself", at: place)
        return nil
      }
      return .message(sender: parts[0], name: parts[1], receiver: parts[2])
    case "sensor": return .sensor(text)
    case "actuator": return .actuator(text)
    case "control": return control(text, at: place, problems)
    default:
      problems.add(
        "unknown type of attack '\(type)'", at: place,
        hint: Suggestion.hint(for: type, in: types))
      return nil
    }
  }

  private static func control(_ text: String, at place: Place, _ problems: Problems) -> Target? {
    let (word, kind) = (text.prefix(4).uppercased(), text.last?.lowercased())
    guard word == "CTRL", let number = Int(text.dropFirst(4).dropLast()), number > 0,
      kind == "n" || kind == "l"
    else {
      problems.add(
        "'\(text)' is no control", at: place,
        hint: "CTRL17n is the threshold of the network's 17th line of [CONTROLS]")
      return nil
    }
    if kind == "n" { return .control(number) }
    problems.add(
      "'\(text)' changes what a control sets, which no program edit does", at: place,
      hint: "drive the actuator: Actuator, PU1, TIME==30, TIME==45, 1")
    return nil
  }

  private static func change(
    _ words: [String], of target: Target, at place: Place, _ problems: Problems
  ) -> Change? {
    switch target {
    case .actuator, .control:
      return numbers(words, of: "the argument", 1, at: place, problems).map { .constant($0[0]) }
    case .message(_, let name, let receiver):
      guard let method = method(words, at: place, problems) else { return nil }
      if devices.contains(receiver), method != .freeze {
        guard case .constant = method else {
          problems.add(
            "'\(words[0])' is not for a command to '\(name)'", at: place,
            hint: "DoS, or constant with 0, 1 or a speed between")
          return nil
        }
      }
      return method
    case .sensor: return method(words, at: place, problems)
    }
  }

  private static func method(
    _ words: [String], at place: Place, _ problems: Problems
  ) -> Change? {
    let rest = Array(words.dropFirst())
    switch words.first?.lowercased() {
    case "dos": return numbers(rest, of: "'DoS'", 0, at: place, problems).map { _ in .freeze }
    case "constant":
      return numbers(rest, of: "'constant'", 1, at: place, problems).map { .constant($0[0]) }
    case "offset":
      return numbers(rest, of: "'offset'", 1, at: place, problems).map { .offset($0[0]) }
    case "replay":
      // Their noise lies evenly between −noise and noise; nothing here is cut at a greatest and least value.
      return numbers(rest, of: "'replay'", 4, at: place, problems).map {
        .replay(hours: $0[0], noise: abs($0[1]) / 3.squareRoot())
      }
    case "custom":
      problems.add(
        "'custom' readings of another file are not imported", at: place,
        hint: "write them as the points of a polyline in a campaign file of YAML")
      return nil
    default:
      problems.add(
        words.isEmpty ? "the arguments are missing" : "unknown method '\(words[0])'", at: place,
        hint: Suggestion.hint(for: words.first ?? "", in: ["DoS", "constant", "offset", "replay"]))
      return nil
    }
  }

  private static func numbers(
    _ words: [String], of what: String, _ count: Int, at place: Place, _ problems: Problems
  ) -> [Double]? {
    let numbers = words.compactMap { Double($0) }.filter(\.isFinite)
    if words.count == count, numbers.count == count { return numbers }
    let wanted = count == 1 ? "one number" : count == 0 ? "no number" : "\(count) numbers"
    problems.add(
      "\(what) needs \(wanted), got '\(words.joined(separator: " "))'", at: place,
      hint: count == 4
        ? "hours back, noise, greatest and least value, like replay 24 0.1 6.5 0" : nil)
    return nil
  }
}
