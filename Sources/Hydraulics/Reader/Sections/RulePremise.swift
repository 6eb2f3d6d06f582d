/// A premise of a rule: `IF|AND|OR object id variable operator value`, or
/// `IF|AND|OR SYSTEM variable operator value [units]`.
enum RulePremise {
  private static let variables: [(StaticString, ControlRule.Variable)] = [
    ("DEMAND", .demand), ("HEAD", .head), ("GRADE", .grade), ("LEVEL", .level),
    ("PRESSURE", .pressure), ("FLOW", .flow), ("STATUS", .status), ("SETTING", .setting),
    ("POWER", .power), ("TIME", .time), ("CLOCKTIME", .clockTime), ("FILLTIME", .fillTime),
    ("DRAINTIME", .drainTime),
  ]

  /// Two signs before one, so that "<=" is not taken for "<".
  private static let comparisons: [(StaticString, ControlRule.Comparison)] = [
    ("=", .equal), ("<>", .notEqual), ("<=", .atMost), (">=", .atLeast), ("<", .less),
    (">", .greater), ("IS", .equal), ("NOT", .notEqual), ("BELOW", .less), ("ABOVE", .greater),
  ]

  private static let nodeWords: [StaticString] = ["Junc", "Reser", "Tank", "NODE"]
  private static let linkWords: [StaticString] = ["Pipe", "Pump", "Valve", "LINK"]

  static func read(_ reader: inout InpReader, _ joint: ControlRule.Joint) throws(InpFailure) {
    let line = reader.line
    guard reader.count == 5 || reader.count == 6 else {
      throw InpFailure(
        .syntax, nil, hint: "expected: \(line.text(0)) object id variable operator value")
    }
    let isSystem = isSystem(line)
    let object: ControlRule.Object
    let variable: ControlRule.Variable
    if isSystem {
      object = .system
      variable = try pick(line, 2, variables, of: [.demand, .time, .clockTime])
    } else {
      variable = try pick(line, 3, variables, of: ControlRule.Variable.allCases)
      object = try element(reader, variable)
    }
    // With five tokens "SYSTEM" has its operator one token earlier, and no value for units.
    let at = isSystem ? 3 : 4
    guard let comparison = comparisons.first(where: { line.token(at, begins: $0.0) })?.1 else {
      throw InpFailure(.syntax, at, hint: "operators: = <> <= >= < > IS NOT BELOW ABOVE")
    }
    var premise = ControlRule.Premise(
      joint: joint, object: object, variable: variable, comparison: comparison, status: nil,
      value: Network.missing)
    let last = reader.count - 1
    if variable == .time || variable == .clockTime {
      guard let hours = line.hours(4, units: reader.count == 6 ? 5 : nil),
        hours < TimeSection.limit
      else { throw InpFailure(.number, 4, hint: TimeSection.hint) }
      premise.value = hours * 3600
    } else if let status = RuleSection.status(reader, last) {
      premise.status = status
    } else {
      premise.value = try line.number(last)
      if variable == .fillTime || variable == .drainTime { premise.value *= 3600 }
    }
    reader.network.rules[reader.network.rules.count - 1].premises.append(premise)
  }

  /// "SYSTEM" is looked for last, after the words of nodes and links.
  private static func isSystem(_ line: InpLine) -> Bool { line.token(1, begins: "SYSTEM") }

  private static func element(
    _ reader: InpReader, _ variable: ControlRule.Variable
  ) throws(InpFailure) -> ControlRule.Object {
    let line = reader.line
    let misfit = InpFailure(
      .syntax, 3,
      hint: "a node has DEMAND HEAD GRADE LEVEL PRESSURE and, for a tank, FILLTIME DRAINTIME; "
        + "a link has FLOW STATUS SETTING")
    if nodeWords.contains(where: { line.token(1, begins: $0) }) {
      let node = try reader.node(2)
      switch variable {
      case .demand, .head, .grade, .level, .pressure: break
      case .fillTime, .drainTime: if !reader.isFixed(node) { throw misfit }
      default: throw misfit
      }
      return .node(node)
    }
    if linkWords.contains(where: { line.token(1, begins: $0) }) {
      let link = try reader.link(2)
      guard variable == .flow || variable == .status || variable == .setting else { throw misfit }
      return .link(link)
    }
    throw InpFailure(
      .syntax, 1, hint: "objects: NODE JUNC RESERVOIR TANK LINK PIPE PUMP VALVE SYSTEM")
  }

  private static func pick(
    _ line: InpLine, _ token: Int, _ words: [(StaticString, ControlRule.Variable)],
    of allowed: [ControlRule.Variable]
  ) throws(InpFailure) -> ControlRule.Variable {
    guard let found = words.first(where: { line.token(token, begins: $0.0) })?.1,
      allowed.contains(found)
    else {
      let names = words.filter { allowed.contains($0.1) }.map(\.0.description)
      throw InpFailure(.syntax, token, hint: "variables: " + names.joined(separator: " "))
    }
    return found
  }
}
