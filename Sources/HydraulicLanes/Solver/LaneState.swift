internal import Hydraulics

/// Everything that eight scenarios of one network have of their own.
///
/// Slots are those of ``NetworkPlan``. Used by one thread at a time.
final class LaneState {
  let plan: NetworkPlan
  let tables: PlanTables
  private let memory = LaneMemory()

  /// Head by node slot, ft.
  let heads: LaneArray
  /// Flow by link slot, cfs.
  let flows: LaneArray
  /// Inverse head loss gradient by link slot (EPANET's `P`).
  let gradients: LaneArray
  /// Head loss over gradient by link slot (EPANET's `Y`).
  let corrections: LaneArray
  /// Correction minus flow where the link stands in the matrix, else 0.
  let excesses: LaneArray
  /// Full demand by junction slot, cfs.
  let fullDemands: LaneArray
  /// Delivered demand by junction slot, cfs; below the full one with pressure-driven demand.
  let demands: LaneArray
  /// Emitter coefficient by junction slot as a loss, ft and cfs; 0: none.
  let emitterCoefficients: LaneArray
  /// Emitter flow by junction slot, cfs.
  let emitterFlows: LaneArray
  /// Net inflow of reservoirs and tanks, from the first of them, cfs.
  let inflows: LaneArray
  /// Volume of tanks, ft³.
  let volumes: LaneArray
  /// Setting by link slot: a pump's speed, a valve's setting.
  let settings: LaneArray
  /// Status by link slot and lane, as ``LinkState``; change it by ``setStatus(_:_:_:)``.
  private(set) var statuses: UnsafeMutablePointer<UInt8>
  /// All bits set in the lanes where a link is open.
  let openMasks: UnsafeMutablePointer<LaneBits>
  /// 1 where an override holds a link in a lane.
  let forced: UnsafeMutablePointer<UInt8>
  /// The factor of a junction's demand.
  let demandFactors: LaneArray
  /// What is added to a junction's demand, cfs.
  let addedDemands: LaneArray
  /// The matrix: conductance to known heads, between junctions, right side, inverse pivots.
  let grounds: LaneArray
  let weights: LaneArray
  let right: LaneArray
  let inverse: LaneArray
  /// Net flow into the junctions of control valves before their coefficients are known, cfs.
  let netInflows: LaneArray
  /// Loss and gradient of emitters, and of pressure-driven demands, of this iteration.
  let emitterLosses: LaneArray
  let emitterGradients: LaneArray
  let demandLosses: LaneArray
  let demandGradients: LaneArray

  /// Junction slots with an emitter in any lane, ascending.
  var emitterSlots: [Int]
  /// The clocks of the lanes.
  var clocks: [LaneClock]
  /// What controllers are told of nodes in place of the truth, by lane; empty where nobody lies.
  var told = [[ToldHead]](repeating: [], count: 8)
  /// The arrays that a scenario's course depends on, with their slots: what a snapshot keeps.
  private(set) var keptArrays: [(array: LaneArray, slots: Int)] = []
  /// What each pump has used, by pump and lane.
  var energies: [PumpEnergy]
  /// The largest power of all pumps at once, kW, by lane.
  var peakPowers = [Double](repeating: 0, count: 8)

  /// Trials of all lanes together so far.
  var trials = 0
  /// The trial after which lanes were looked at for negative pressure, and those that have it.
  var checkedTrials = -1
  var lanesBelow = LaneBits(repeating: 0)

  /// The memory of one state, bytes.
  var byteCount: Int { memory.byteCount }

  /// What a state of a plan will take, bytes: the arrays that ``init(_:_:duration:)`` makes.
  static func byteCount(_ plan: NetworkPlan) -> Int {
    let nodes = plan.slotNodes.count
    let junctions = plan.junctionCount
    let links = plan.slotLinks.count
    let isPressureDriven = plan.network.options.demandModel == .pressureDriven
    // An array of nothing takes a slot all the same.
    func slots(_ count: Int) -> Int { max(count, 1) }
    let ofJunctions = isPressureDriven ? 11 : 10
    let vectors =
      slots(nodes) + 2 * slots(nodes - junctions) + ofJunctions * slots(junctions)
      + 2 * slots(isPressureDriven ? junctions : 0) + 6 * slots(links)
      + slots(plan.pattern.entryCount) + slots(plan.controlValves.isEmpty ? 0 : nodes)
    // Status and override are a byte per lane.
    return 64 * vectors + 2 * slots(8 * links)
  }

  /// Room for eight lanes, each at the network's initial state.
  init(_ plan: NetworkPlan, _ tables: PlanTables, duration: Int) {
    self.plan = plan
    self.tables = tables
    let nodes = plan.slotNodes.count
    let junctions = plan.junctionCount
    let links = plan.slotLinks.count
    let isPressureDriven = plan.network.options.demandModel == .pressureDriven
    heads = memory.array(nodes)
    flows = memory.array(links)
    gradients = memory.array(links)
    corrections = memory.array(links)
    excesses = memory.array(links)
    demands = memory.array(junctions)
    fullDemands = isPressureDriven ? memory.array(junctions) : demands
    emitterCoefficients = memory.array(junctions)
    emitterFlows = memory.array(junctions)
    inflows = memory.array(nodes - junctions)
    volumes = memory.array(nodes - junctions)
    settings = memory.array(links)
    statuses = memory.bytes(links * 8, LinkState.open)
    openMasks = memory.masks(links, set: true)
    forced = memory.bytes(links * 8, 0)
    demandFactors = memory.array(junctions, 1)
    addedDemands = memory.array(junctions)
    grounds = memory.array(junctions)
    weights = memory.array(plan.pattern.entryCount)
    right = memory.array(junctions)
    inverse = memory.array(junctions)
    netInflows = memory.array(plan.controlValves.isEmpty ? 0 : nodes)
    emitterLosses = memory.array(junctions)
    emitterGradients = memory.array(junctions, 1)
    demandLosses = memory.array(isPressureDriven ? junctions : 0)
    demandGradients = memory.array(isPressureDriven ? junctions : 0, 1)
    emitterSlots = []
    clocks = [LaneClock](
      repeating: LaneClock(times: plan.network.times, duration: duration), count: 8)
    energies = [PumpEnergy](
      repeating: PumpEnergy(), count: plan.network.pumps.count * 8)
    emitterSlots = (0..<junctions).filter {
      plan.network.nodes[plan.slotNodes[$0]].emitterCoefficient > 0
    }
    keptArrays = [
      (heads, nodes), (flows, links), (gradients, links), (corrections, links), (excesses, links),
      (fullDemands, junctions), (demands, junctions), (emitterCoefficients, junctions),
      (emitterFlows, junctions), (emitterLosses, junctions), (emitterGradients, junctions),
      (inflows, nodes - junctions), (volumes, nodes - junctions), (settings, links),
      (demandFactors, junctions), (addedDemands, junctions),
      (demandLosses, isPressureDriven ? junctions : 0),
      (demandGradients, isPressureDriven ? junctions : 0),
    ]
    for lane in 0..<8 { initialize(lane) }
  }

  /// The status of a link in a lane.
  @inline(__always) func status(_ link: Int, _ lane: Int) -> UInt8 { statuses[link &* 8 &+ lane] }

  /// Sets the status of a link in a lane.
  @inline(__always) func setStatus(_ link: Int, _ lane: Int, _ status: UInt8) {
    statuses[link &* 8 &+ lane] = status
    UnsafeMutableRawPointer(openMasks).assumingMemoryBound(to: Int64.self)[link &* 8 &+ lane] =
      status > LinkState.closed ? -1 : 0
  }

  /// The network's initial state in one lane (EPANET's `inithyd` with flows made anew).
  private func initialize(_ lane: Int) {
    let network = plan.network
    for (index, tank) in network.tanks.enumerated() {
      volumes[index, lane] = tank.initialVolume
      heads[plan.junctionCount + index, lane] = tank.initialHead
    }
    for slot in 0..<plan.junctionCount {
      let coefficient = network.nodes[plan.slotNodes[slot]].emitterCoefficient
      emitterCoefficients[slot, lane] = coefficient
      emitterFlows[slot, lane] = coefficient > 0 ? 1 : 0
    }
    for (slot, index) in plan.slotLinks.enumerated() {
      let link = network.links[index]
      var status = UInt8(truncatingIfNeeded: link.initialStatus.rawValue)
      settings[slot, lane] = link.setting
      switch link.kind {
      case .pressureReducing, .pressureSustaining, .flowControl:
        if link.setting != Network.missing { status = LinkState.active }
      default: break
      }
      setStatus(slot, lane, status)
      if status <= LinkState.closed {
        flows[slot, lane] = SolverConstants.zeroFlow
      } else if link.kind == .pump {
        flows[slot, lane] =
          link.setting * plan.pumpFacts[plan.pumpIndices[slot - plan.pumps.lowerBound]].q0
      } else {
        // A velocity of 1 ft/s.
        flows[slot, lane] = Double.pi * (link.diameter * link.diameter) / 4
      }
    }
  }
}
