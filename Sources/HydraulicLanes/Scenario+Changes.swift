internal import Foundation
internal import Hydraulics

/// Changes to one scenario between steps; each holds from the scenario's present time.
extension Scenario {
  /// Holds a link open or closed against controls and rules until it is released.
  ///
  /// The solver still closes a pump that cannot deliver or a link at a full or empty tank. Check
  /// valves cannot be held.
  public func force(_ link: Int, isOpen: Bool) {
    guard state.plan.network.links[link].kind != .checkValvePipe else { return }
    state.applyStatus(link, lane, isOpen: isOpen)
    hold(link)
  }

  /// Holds a pump's speed or a valve's setting (in the file's internal units) until it is released.
  ///
  /// Pipes have no setting: nothing happens.
  public func force(_ link: Int, setting: Double) {
    let kind = state.plan.network.links[link].kind
    guard !kind.isPipe, kind != .generalPurpose, setting.isFinite else { return }
    state.applySetting(slot: state.plan.linkSlots[link], lane, max(0, setting))
    hold(link)
  }

  /// Gives a link back to controls and rules; it stays as it is until one of them acts.
  public func release(_ link: Int) {
    state.forced[state.plan.linkSlots[link] * 8 + lane] = 0
  }

  private func hold(_ link: Int) {
    state.forced[state.plan.linkSlots[link] * 8 + lane] = 1
    markChanged()
  }

  /// Multiplies all demands.
  public func setDemandFactor(_ factor: Double) {
    state.clocks[lane].demandFactor = factor
    markChanged()
  }

  /// Multiplies the demand of a junction, beside the factor of all; nothing happens elsewhere.
  public func setDemandFactor(_ factor: Double, node: Int) {
    guard node < state.plan.junctionCount else { return }
    state.demandFactors[state.plan.nodeSlots[node], lane] = factor
    markChanged()
  }

  /// Multiplies the demand of every junction, beside the factor of all; factors in the order of junctions.
  ///
  /// - Precondition: There is a factor per junction.
  public func setDemandFactors(_ factors: [Double]) {
    precondition(
      factors.count == state.plan.junctionCount,
      "\(state.plan.junctionCount) junctions need as many factors, got \(factors.count)")
    for (slot, factor) in zip(state.plan.nodeSlots, factors) {
      state.demandFactors[slot, lane] = factor
    }
    markChanged()
  }

  /// Has the scenario solved once more at its present time, as after a change.
  public func solveAgain() { markChanged() }

  /// Adds a constant flow to the demand of a junction, in place of what was added before.
  public func setAddedDemand(_ flow: Double, node: Int) {
    guard node < state.plan.junctionCount else { return }
    state.addedDemands[state.plan.nodeSlots[node], lane] = flow / units.volume
    markChanged()
  }

  /// Opens an emitter at a junction in place of what is there: flow = coefficient · pressure^γ.
  ///
  /// - Parameters:
  ///   - coefficient: Flow at a pressure of one unit of length of head; 0 closes it.
  ///   - node: A junction; nothing happens elsewhere.
  public func setEmitter(_ coefficient: Double, node: Int) {
    guard node < state.plan.junctionCount else { return }
    let slot = state.plan.nodeSlots[node]
    if coefficient > 0 {
      let exponent = state.plan.network.options.emitterExponent
      // h = K·qⁿ in feet and cfs at a head of one unit of length
      state.emitterCoefficients[slot, lane] =
        (1 / units.length) / pow(coefficient / units.volume, exponent)
      if state.emitterFlows[slot, lane] == 0 { state.emitterFlows[slot, lane] = 1 }
      if !state.emitterSlots.contains(slot) {
        state.emitterSlots.append(slot)
        state.emitterSlots.sort()
      }
    } else {
      state.emitterCoefficients[slot, lane] = 0
      state.emitterFlows[slot, lane] = 0
    }
    markChanged()
  }

  /// Sets the level of a tank above its bottom, brought between its lowest and highest level.
  public func setLevel(_ level: Double, node: Int) {
    guard let index = state.plan.network.tank(ofNode: node), level.isFinite else { return }
    let tank = state.plan.network.tanks[index]
    guard !tank.isReservoir else { return }
    let elevation = state.plan.network.nodes[node].elevation
    let head = max(tank.minHead, min(elevation + level / units.length, tank.maxHead))
    state.heads[state.plan.junctionCount + index, lane] = head
    state.volumes[index, lane] = state.volume(ofTank: index, head: head)
    markChanged()
  }

  /// Lets simple controls and rules of the file rest, or act again.
  public func setControlsRest(_ rest: Bool) {
    state.clocks[lane].controlsRest = rest
    markChanged()
  }

  /// Lets simple controls look at tanks only every so many seconds of the scenario's own clock, as a
  /// controller with a scan cycle does; 0: they act the second a level is reached, as in EPANET.
  public func setScan(_ seconds: Int) {
    state.clocks[lane].scanSeconds = max(0, seconds)
    markChanged()
  }

  /// Lets the scenario begin so many seconds into the file's patterns, times of day and times since
  /// the start; 0 or more.
  ///
  /// For a scenario that has not begun. With `repeating` the file's times since the start come again
  /// after so many seconds (those beyond never come), and links that controls by time drive begin in
  /// the state in which the last of these before the moment left them.
  /// - Parameters:
  ///   - seconds: How far into the file.
  ///   - repeating: Seconds after which its times since the start come again; 0: never.
  public func setFileOffset(_ seconds: Int, repeating: Int = 0) {
    state.clocks[lane].fileOffset = max(0, seconds)
    state.clocks[lane].scheduleRepeats = max(0, repeating)
    state.applyPastSchedule(lane)
    markChanged()
  }

  func markChanged() { state.clocks[lane].isChanged = true }
}
