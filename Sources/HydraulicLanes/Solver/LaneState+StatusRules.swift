internal import Hydraulics

extension LaneState {
  /// New statuses of PRVs and PSVs that follow a setting (`valvestatus`); true where one changes.
  func updateValveStatuses(_ lane: Int) -> Bool {
    var hasChanged = false
    for link in plan.controlValves {
      let setting = settings[link, lane]
      guard setting != Network.missing else { continue }
      let before = status(link, lane)
      let i = Int(plan.starts[link])
      let j = Int(plan.ends[link])
      let (h1, h2) = (heads[i, lane], heads[j, lane])
      let q = flows[link, lane]
      // Loss of the fully open valve.
      let loss = plan.minorLosses[link] * (q * q)
      let after: UInt8
      switch plan.kinds[link] {
      case .pressureReducing:
        after = reducingStatus(
          before, q, setting: tables.elevations[j] + setting, h1: h1, h2: h2, loss: loss)
      case .pressureSustaining:
        after = sustainingStatus(
          before, q, setting: tables.elevations[i] + setting, h1: h1, h2: h2, loss: loss)
      default: continue
      }
      if after != before {
        setStatus(link, lane, after)
        hasChanged = true
      }
    }
    return hasChanged
  }

  private func reducingStatus(
    _ status: UInt8, _ q: Double, setting: Double, h1: Double, h2: Double, loss: Double
  ) -> UInt8 {
    let options = plan.network.options
    let tolerance = options.headTolerance
    let turns = q < -options.flowTolerance
    switch status {
    case LinkState.active:
      if turns { return LinkState.closed }
      return h1 - loss < setting - tolerance ? LinkState.open : LinkState.active
    case LinkState.open:
      if turns { return LinkState.closed }
      return h2 >= setting + tolerance ? LinkState.active : LinkState.open
    case LinkState.closed:
      if h1 >= setting + tolerance && h2 < setting - tolerance { return LinkState.active }
      return h1 < setting - tolerance && h1 > h2 + tolerance ? LinkState.open : LinkState.closed
    case LinkState.cannotDeliverPressure: return turns ? LinkState.closed : status
    default: return status
    }
  }

  private func sustainingStatus(
    _ status: UInt8, _ q: Double, setting: Double, h1: Double, h2: Double, loss: Double
  ) -> UInt8 {
    let options = plan.network.options
    let tolerance = options.headTolerance
    let turns = q < -options.flowTolerance
    switch status {
    case LinkState.active:
      if turns { return LinkState.closed }
      return h2 + loss > setting + tolerance ? LinkState.open : LinkState.active
    case LinkState.open:
      if turns { return LinkState.closed }
      return h1 < setting - tolerance ? LinkState.active : LinkState.open
    case LinkState.closed:
      if h2 > setting + tolerance && h1 > h2 + tolerance { return LinkState.open }
      return h1 >= setting + tolerance && h1 > h2 + tolerance
        ? LinkState.active : LinkState.closed
    case LinkState.cannotDeliverPressure: return turns ? LinkState.closed : status
    default: return status
    }
  }

  /// New statuses of pumps, check valves, FCVs and links at tanks (`linkstatus`); true where one
  /// changes.
  func updateLinkStatuses(_ lane: Int) -> Bool {
    var hasChanged = false
    for link in plan.checkedLinks {
      let before = status(link, lane)
      var after = before
      let i = Int(plan.starts[link])
      let j = Int(plan.ends[link])
      let dh = heads[i, lane] - heads[j, lane]
      let q = flows[link, lane]
      if before == LinkState.cannotDeliverHead || before == LinkState.temporarilyClosed {
        after = LinkState.open
      }
      switch plan.kinds[link] {
      case .checkValvePipe: after = checkValveStatus(after, dh: dh, q)
      case .pump:
        if after >= LinkState.open && settings[link, lane] > 0 {
          after = pumpStatus(link, lane, gain: -dh)
        }
      case .flowControl:
        if settings[link, lane] != Network.missing {
          after = flowControlStatus(before, dh: dh, q, setting: settings[link, lane])
        }
      default: break
      }
      if after > LinkState.closed, closesAtTank(link, lane, i, j, q) {
        after = LinkState.temporarilyClosed
      }
      if after != before {
        setStatus(link, lane, after)
        hasChanged = true
      }
    }
    return hasChanged
  }

  private func checkValveStatus(_ status: UInt8, dh: Double, _ q: Double) -> UInt8 {
    let options = plan.network.options
    if abs(dh) > options.headTolerance {
      return dh < -options.headTolerance || q < -options.flowTolerance
        ? LinkState.closed : LinkState.open
    }
    return q < -options.flowTolerance ? LinkState.closed : status
  }

  private func pumpStatus(_ link: Int, _ lane: Int, gain: Double) -> UInt8 {
    let pump = plan.pumpFacts[plan.pumpIndices[link - plan.pumps.lowerBound]]
    let speed = settings[link, lane]
    let largest = pump.form == .constantPower ? Network.big : speed * speed * pump.maximumHead
    return gain > largest + plan.network.options.headTolerance
      ? LinkState.cannotDeliverHead : LinkState.open
  }

  private func flowControlStatus(
    _ status: UInt8, dh: Double, _ q: Double, setting: Double
  ) -> UInt8 {
    let options = plan.network.options
    if dh < -options.headTolerance || q < -options.flowTolerance {
      return LinkState.cannotDeliverFlow
    }
    return status == LinkState.cannotDeliverFlow && q >= setting ? LinkState.active : status
  }

  /// True where an open link would fill a full tank or drain an empty one (`tankstatus`).
  private func closesAtTank(_ link: Int, _ lane: Int, _ i: Int, _ j: Int, _ flow: Double) -> Bool {
    let junctions = plan.junctionCount
    // The start counts as the tank where both ends are one, as in EPANET.
    let isReversed = i < junctions
    let node = isReversed ? j : i
    guard node >= junctions else { return false }
    // One field at a time: a tank's struct is not copied.
    let tank = node - junctions
    guard plan.network.tanks[tank].area != 0 else { return false }
    let (lowest, highest) = (plan.network.tanks[tank].minHead, plan.network.tanks[tank].maxHead)
    let q = isReversed ? -flow : flow
    let head = heads[node, lane]
    let dh = head - heads[isReversed ? i : j, lane]
    let tolerance = plan.network.options.headTolerance
    let isPump = plan.kinds[link] == .pump
    if head >= highest - tolerance && !plan.network.tanks[tank].canOverflow {
      if isPump {
        if isReversed { return true }
      } else if checkValveStatus(LinkState.open, dh: dh, q) == LinkState.closed {
        return true
      }
    }
    if head <= lowest + tolerance {
      if isPump {
        if !isReversed { return true }
      } else if checkValveStatus(LinkState.closed, dh: dh, q) == LinkState.open {
        return true
      }
    }
    return false
  }

  /// Simple controls that look at a junction's pressure (`pswitch`); true where one changes a link.
  func applyPressureSwitches(_ lane: Int) -> Bool {
    guard !clocks[lane].controlsRest else { return false }
    var hasChanged = false
    let tolerance = plan.network.options.headTolerance
    for control in plan.controls where control.junction >= 0 {
      let head =
        toldHead(control.junction, of: control.link, lane, at: clocks[lane].time)?.head
        ?? heads[control.junction, lane]
      let isMet =
        control.trigger == .lowLevel
        ? head <= control.grade + tolerance
        : control.trigger == .highLevel && head >= control.grade - tolerance
      guard isMet else { continue }
      let link = control.link
      guard forced[link &* 8 &+ lane] == 0 else { continue }
      let (kind, wanted) = (control.kind, control.status)
      let present = settings[link, lane]
      let changes: Bool
      switch kind {
      case .checkValvePipe: changes = false
      case .pipe: changes = status(link, lane) != wanted
      case .pump: changes = present != control.setting
      default:
        changes =
          present != control.setting
          || (present == Network.missing && status(link, lane) != wanted)
      }
      if changes {
        setStatus(link, lane, wanted)
        if kind != .pipe { settings[link, lane] = control.setting }
        hasChanged = true
      }
    }
    return hasChanged
  }
}
