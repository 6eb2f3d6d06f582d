/// `[RULES]`.
enum RuleSection {
  /// The clause that was read last.
  enum State {
    case rule, premise, then, otherwise, done
    /// The rule has an error: what follows is skipped up to the next rule.
    case error
  }

  static func rule(_ reader: inout InpReader) throws(InpFailure) {
    let isStart = reader.line.token(0, begins: "RULE")
    if reader.ruleState == .error, !isStart { return }
    do throws(InpFailure) {
      try clause(&reader)
    } catch {
      reader.ruleState = .error
      throw error
    }
  }

  private static func clause(_ reader: inout InpReader) throws(InpFailure) {
    let line = reader.line
    let state = reader.ruleState
    if line.token(0, begins: "RULE") {
      guard reader.count == 2 else { throw InpFailure(.syntax, nil, hint: "expected: RULE id") }
      reader.ruleState = .rule
      reader.network.rules.append(
        ControlRule(label: InpLine.text(reader.bytes(1).prefix(31)), line: line.number))
    } else if line.token(0, begins: "IF") {
      guard state == .rule else { throw InpFailure(.misplacedClause, 0) }
      reader.ruleState = .premise
      try RulePremise.read(&reader, .and)
    } else if line.token(0, begins: "AND") {
      switch state {
      case .premise: try RulePremise.read(&reader, .and)
      case .then, .otherwise: try action(&reader)
      default: throw InpFailure(.misplacedClause, 0)
      }
    } else if line.token(0, begins: "OR") {
      guard state == .premise else { throw InpFailure(.misplacedClause, 0) }
      try RulePremise.read(&reader, .or)
    } else if line.token(0, begins: "THEN") {
      guard state == .premise else { throw InpFailure(.misplacedClause, 0) }
      reader.ruleState = .then
      try action(&reader)
    } else if line.token(0, begins: "ELSE") {
      guard state == .then else { throw InpFailure(.misplacedClause, 0) }
      reader.ruleState = .otherwise
      try action(&reader)
    } else if line.token(0, begins: "PRIO") {
      guard state == .then || state == .otherwise else { throw InpFailure(.misplacedClause, 0) }
      reader.ruleState = .done
      let priority = try line.number(1)
      reader.network.rules[reader.network.rules.count - 1].priority = priority
    } else {
      throw InpFailure(.syntax, 0)
    }
  }

  /// `THEN|ELSE|AND link id variable IS value`; as in EPANET only id and value are looked at.
  private static func action(_ reader: inout InpReader) throws(InpFailure) {
    guard reader.count == 6 else {
      throw InpFailure(.syntax, nil, hint: "expected: THEN link id STATUS|SETTING IS value")
    }
    let link = try reader.link(2)
    let kind = reader.network.links[link].kind
    if kind == .checkValvePipe { throw InpFailure(.controlledCheckValve, 2) }
    var action = ControlRule.Action(
      link: link, status: status(reader, 5), setting: Network.missing)
    if action.status == nil {
      let setting = try reader.line.number(5)
      guard setting >= 0 else { throw InpFailure(.number, 5, hint: "a setting is at least 0") }
      if kind == .generalPurpose { throw InpFailure(.number, 5, hint: "a GPV has no setting") }
      if kind == .pipe {
        action.status = setting == 0 ? .closed : .open
      } else {
        action.setting = setting
      }
    }
    let rule = reader.network.rules.count - 1
    if reader.ruleState == .then {
      reader.network.rules[rule].thenActions.append(action)
    } else {
      reader.network.rules[rule].elseActions.append(action)
    }
  }

  /// The status that a token names, nil where it names none.
  static func status(_ reader: InpReader, _ token: Int) -> ControlRule.Status? {
    if reader.line.token(token, begins: "OPEN") { return .open }
    if reader.line.token(token, begins: "CLOSED") { return .closed }
    if reader.line.token(token, begins: "ACTIVE") { return .active }
    return nil
  }
}
