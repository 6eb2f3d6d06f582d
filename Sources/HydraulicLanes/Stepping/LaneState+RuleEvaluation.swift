internal import Hydraulics

extension LaneState {
  /// Goes through a step by rule steps until a rule acts; returns the seconds gone
  /// (`ruletimestep`).
  func advanceByRules(_ lane: Int, _ step: Int) -> Int {
    let start = clocks[lane].time
    let ruleStep = max(1, plan.network.times.ruleStep)
    var increment = min(ruleStep, step)
    var first = min(ruleStep - start % ruleStep, step)
    if first == 0 { first = increment }
    var now = start
    repeat {
      now += first
      advanceTanks(lane, first)
      if applyRules(lane, from: now - first + 1, to: now) { break }
      increment = min(increment, start + step - now)
      first = increment
    } while increment > 0
    return now - start
  }

  /// Evaluates all rules at a time and takes their actions; true where a link changes
  /// (`checkrules`).
  private func applyRules(_ lane: Int, from: Int, to: Int) -> Bool {
    guard !clocks[lane].controlsRest else { return false }
    var actions: [(rule: Int, action: ControlRule.Action)] = []
    for (index, rule) in plan.network.rules.enumerated() {
      let holds = evaluate(rule, lane, from: from, to: to)
      for action in holds ? rule.thenActions : rule.elseActions {
        if let at = actions.firstIndex(where: { $0.action.link == action.link }) {
          if rule.priority > plan.network.rules[actions[at].rule].priority {
            actions[at] = (index, action)
          }
        } else {
          actions.append((index, action))
        }
      }
    }
    var hasChanged = false
    // EPANET's list grows at its head.
    for (_, action) in actions.reversed() where take(action, lane) { hasChanged = true }
    return hasChanged
  }

  private func take(_ action: ControlRule.Action, _ lane: Int) -> Bool {
    let link = plan.linkSlots[action.link]
    guard forced[link &* 8 &+ lane] == 0 else { return false }
    let present = status(link, lane)
    if action.status == .open && present <= LinkState.closed {
      applyStatus(action.link, lane, isOpen: true)
      return true
    }
    if action.status == .closed && present > LinkState.closed {
      applyStatus(action.link, lane, isOpen: false)
      return true
    }
    guard action.setting != Network.missing else { return false }
    var setting = action.setting
    let units = plan.network.units
    switch plan.kinds[link] {
    case .pressureReducing, .pressureSustaining, .pressureBreaker: setting /= units.pressure
    case .flowControl: setting /= units.flow
    default: break
    }
    guard abs(setting - settings[link, lane]) > 1e-3 else { return false }
    applySetting(slot: link, lane, setting)
    return true
  }

  private func evaluate(_ rule: ControlRule, _ lane: Int, from: Int, to: Int) -> Bool {
    // A rule runs in the controller of the first link that it drives.
    let first = rule.thenActions.first ?? rule.elseActions.first
    let reader = first.map { plan.linkSlots[$0.link] } ?? -1
    var result = true
    for premise in rule.premises {
      if premise.joint == .or {
        if !result { result = holds(premise, lane, of: reader, from: from, to: to) }
      } else {
        guard result else { return false }
        result = holds(premise, lane, of: reader, from: from, to: to)
      }
    }
    return result
  }

  private func holds(
    _ premise: ControlRule.Premise, _ lane: Int, of reader: Int, from: Int, to: Int
  ) -> Bool {
    switch premise.variable {
    case .time:
      let clock = clocks[lane]
      return holds(premise, from: clock.scheduled(from), to: clock.scheduled(to))
    case .clockTime:
      let start = plan.network.times.startClock + clocks[lane].fileOffset
      let day = SolverConstants.secondsPerDay
      return holds(premise, from: (from + start) % day, to: (to + start) % day)
    default:
      if let status = premise.status { return holds(premise, status, lane) }
      guard let value = value(of: premise, lane, read: reader, at: to) else { return false }
      return compare(value, premise)
    }
  }

  /// Time against the premise; equality holds anywhere in the interval (`checktime`).
  private func holds(_ premise: ControlRule.Premise, from: Int, to: Int) -> Bool {
    guard premise.value.magnitude < 1e15 else { return false }
    let time = Int(premise.value)
    let isInside = to < from ? time >= from || time <= to : time >= from && time <= to
    switch premise.comparison {
    case .less: return to < time
    case .atMost: return to <= time
    case .greater: return to > time
    case .atLeast: return to >= time
    case .equal: return isInside
    case .notEqual: return !isInside
    }
  }

  private func holds(
    _ premise: ControlRule.Premise, _ status: ControlRule.Status, _ lane: Int
  ) -> Bool {
    // EPANET reads a link's status whatever the premise names; only links are allowed here.
    guard case .link(let index) = premise.object else { return false }
    let state = self.status(plan.linkSlots[index], lane)
    let present: ControlRule.Status =
      state <= LinkState.closed ? .closed : state == LinkState.active ? .active : .open
    switch premise.comparison {
    case .equal: return present == status
    case .notEqual: return present != status
    default: return false
    }
  }

  /// The quantity of a premise in the file's units; nil where it has none (`checkvalue`).
  private func value(
    of premise: ControlRule.Premise, _ lane: Int, read reader: Int, at time: Int
  ) -> Double? {
    let units = plan.network.units
    switch premise.object {
    case .system:
      return premise.variable == .demand ? clocks[lane].systemDemand * units.flow : nil
    case .node(let node):
      let slot = plan.nodeSlots[node]
      let tank = plan.network.tank(ofNode: node)
      let inflow = tank.map { inflows[$0, lane] }
      let head = toldHead(slot, of: reader, lane, at: time)?.head ?? heads[slot, lane]
      switch premise.variable {
      case .demand:
        return (inflow ?? (demands[slot, lane] + emitterFlows[slot, lane])) * units.flow
      case .head, .grade: return head * units.length
      case .pressure: return (head - tables.elevations[slot]) * units.pressure
      case .level: return (head - tables.elevations[slot]) * units.length
      case .fillTime:
        guard let tank, let q = inflow, !plan.network.tanks[tank].isReservoir,
          q > SolverConstants.tiny
        else { return nil }
        return (plan.network.tanks[tank].maxVolume - volumes[tank, lane]) / q
      case .drainTime:
        guard let tank, let q = inflow, !plan.network.tanks[tank].isReservoir,
          q < -SolverConstants.tiny
        else { return nil }
        return (plan.network.tanks[tank].minVolume - volumes[tank, lane]) / q
      default: return nil
      }
    case .link(let index):
      let link = plan.linkSlots[index]
      switch premise.variable {
      case .flow: return abs(flows[link, lane]) * units.flow
      case .setting:
        let setting = settings[link, lane]
        guard setting != Network.missing else { return nil }
        switch plan.kinds[link] {
        case .pressureReducing, .pressureSustaining, .pressureBreaker:
          return setting * units.pressure
        case .flowControl: return setting * units.flow
        default: return setting
        }
      default: return nil
      }
    }
  }

  private func compare(_ x: Double, _ premise: ControlRule.Premise) -> Bool {
    let tolerance = 1e-3
    let value = premise.value
    switch premise.comparison {
    case .equal: return abs(x - value) <= tolerance
    case .notEqual: return abs(x - value) >= tolerance
    case .less: return x <= value + tolerance
    case .atMost: return x <= value - tolerance
    case .greater: return x >= value - tolerance
    case .atLeast: return x >= value + tolerance
    }
  }
}
