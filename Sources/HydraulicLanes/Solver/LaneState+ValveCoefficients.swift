internal import Hydraulics

extension LaneState {
  /// P and Y of valves; those that follow a setting and change the matrix otherwise get 0 for now.
  func computeValves() {
    for link in plan.valves {
      let (kind, km) = (plan.kinds[link], plan.minorLosses[link])
      for lane in 0..<8 {
        let setting = settings[link, lane]
        var isInMatrix = true
        switch kind {
        case .throttleControl:
          let diameter = plan.network.links[plan.slotLinks[link]].diameter
          let square = diameter * diameter
          // K of the setting to km: 0.02517·K/d⁴
          openValve(
            link, lane,
            loss: setting == Network.missing
              ? km : 0.02517 * setting / (square * square))
        case .pressureBreaker: pressureBreaker(link, lane, setting, km)
        case .generalPurpose: generalPurpose(link, lane, loss: km)
        default:
          isInMatrix = setting == Network.missing
          if isInMatrix {
            openValve(link, lane, loss: km)
          } else {
            gradients[link, lane] = 0
          }
        }
        excesses[link, lane] = isInMatrix ? corrections[link, lane] - flows[link, lane] : 0
      }
    }
  }

  /// A valve that is fully open, closed or throttled: h = km·q·|q| (`valvecoeff`).
  func openValve(_ link: Int, _ lane: Int, loss km: Double) {
    let flow = flows[link, lane]
    guard status(link, lane) > LinkState.closed else {
      gradients[link, lane] = 1 / SolverConstants.big
      corrections[link, lane] = flow
      return
    }
    guard km > 0 else {
      gradients[link, lane] = 1 / SolverConstants.small
      corrections[link, lane] = flow
      return
    }
    let tolerance = plan.network.options.resistanceTolerance
    let gradient = 2 * km * abs(flow)
    if gradient < tolerance {
      gradients[link, lane] = 1 / tolerance
      corrections[link, lane] = flow
    } else {
      gradients[link, lane] = 1 / gradient
      corrections[link, lane] = flow * gradient / 2 / gradient
    }
  }

  /// A fixed loss of head unless the valve's own loss is larger (`pbvcoeff`).
  private func pressureBreaker(_ link: Int, _ lane: Int, _ setting: Double, _ km: Double) {
    let flow = flows[link, lane]
    if setting == Network.missing || setting == 0 || km * (flow * flow) > setting {
      openValve(link, lane, loss: km)
    } else {
      gradients[link, lane] = SolverConstants.big
      corrections[link, lane] = setting * SolverConstants.big
    }
  }

  /// The line of the loss curve at the flow (`gpvcoeff`).
  private func generalPurpose(_ link: Int, _ lane: Int, loss km: Double) {
    guard status(link, lane) != LinkState.closed,
      let index = plan.network.links[plan.slotLinks[link]].headLossCurve
    else {
      openValve(link, lane, loss: km)
      return
    }
    let flow = flows[link, lane]
    let q = max(abs(flow), SolverConstants.tiny)
    let segment = CurveSegment(plan.network.curves[index], at: q, plan.network.units)
    let r = max(segment.slope, SolverConstants.tiny)
    gradients[link, lane] = 1 / r
    corrections[link, lane] = (segment.intercept / r + q) * (flow < 0 ? -1 : 1)
  }

  /// Puts PRVs, PSVs and FCVs that follow a setting into the matrix, in the file's order
  /// (`valvecoeffs`).
  func addControlValves() {
    for link in plan.controlValves {
      let (kind, km) = (plan.kinds[link], plan.minorLosses[link])
      let i = Int(plan.starts[link])
      let j = Int(plan.ends[link])
      let entry = plan.controlEntries[link] ?? nil
      for lane in 0..<8 where settings[link, lane] != Network.missing {
        let setting = settings[link, lane]
        if status(link, lane) == LinkState.active {
          switch kind {
          case .pressureReducing: holdDownstream(link, lane, i, j, setting)
          case .pressureSustaining: holdUpstream(link, lane, i, j, setting)
          default: holdFlow(link, lane, i, j, setting, entry)
          }
          continue
        }
        openValve(link, lane, loss: km)
        let p = gradients[link, lane]
        let excess = corrections[link, lane] - flows[link, lane]
        if let entry { weights[entry, lane] += p }
        right[i, lane] += excess
        right[j, lane] -= excess
      }
    }
  }

  /// An active PRV: the head behind it is the setting, its flow what is missing there.
  private func holdDownstream(_ link: Int, _ lane: Int, _ i: Int, _ j: Int, _ setting: Double) {
    let head = tables.elevations[j] + setting
    let missing = netInflows[j, lane]
    gradients[link, lane] = 0
    corrections[link, lane] = flows[link, lane] + missing
    right[j, lane] += head * SolverConstants.big
    grounds[j, lane] += SolverConstants.big
    if missing < 0 { right[i, lane] += missing }
  }

  /// An active PSV: the head before it is the setting, its flow what is left over there.
  private func holdUpstream(_ link: Int, _ lane: Int, _ i: Int, _ j: Int, _ setting: Double) {
    let head = tables.elevations[i] + setting
    let excess = netInflows[i, lane]
    gradients[link, lane] = 0
    corrections[link, lane] = flows[link, lane] - excess
    right[i, lane] += head * SolverConstants.big
    grounds[i, lane] += SolverConstants.big
    if excess > 0 { right[j, lane] += excess }
  }

  /// An active FCV: a demand before it and a supply behind it.
  private func holdFlow(
    _ link: Int, _ lane: Int, _ i: Int, _ j: Int, _ setting: Double, _ entry: Int?
  ) {
    let p = 1 / SolverConstants.big
    netInflows[i, lane] -= setting
    netInflows[j, lane] += setting
    corrections[link, lane] = flows[link, lane] - setting
    gradients[link, lane] = p
    right[i, lane] -= setting
    right[j, lane] += setting
    if let entry { weights[entry, lane] += p }
  }
}
