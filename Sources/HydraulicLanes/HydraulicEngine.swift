public import Diagnostics
public import Hydraulics
internal import Dispatch
internal import Synchronization

/// EPANET 2.2's hydraulic engine for many scenarios of one network at once.
///
/// The network is laid out and its matrix ordered once; scenarios then run eight side by side, one
/// in each SIMD lane. A scenario's numbers do not depend on its neighbours, its lane or the number
/// of threads: alone or among others, they are the same bits.
///
/// Source: Todini and Pilati (1988), a gradient algorithm for the analysis of pipe networks;
/// Rossman et al. (2020), EPANET 2.2 User Manual, EPA/600/R-20/133.
public struct HydraulicEngine: Sendable {
  /// Scenarios in one group.
  public static let laneCount = 8

  /// The network.
  public var network: Network { plan.network }
  /// The units in which scenarios are read and changed.
  public let units: ReadingUnits
  let plan: NetworkPlan
  let tables: PlanTables

  /// Lays a network out.
  ///
  /// - Complexity: O(fill of the matrix), about O(links) for a water network.
  /// - Throws: A processor without AVX2 and FMA; a network without reservoir or tank, or one with a
  ///   PRV, PSV or FCV directly at a reservoir or tank.
  public init(network: Network, units: ReadingUnits = .si) throws(Fault) {
    try ProcessorSupport.check()
    guard !network.tanks.isEmpty else {
      throw Fault(
        .badData, "the network has no reservoir or tank (EPANET error 224)",
        hint: "give it at least one, so that some head is known")
    }
    for index in network.valves {
      let link = network.links[index]
      switch link.kind {
      case .pressureReducing, .pressureSustaining, .flowControl:
        guard link.from < network.junctionCount && link.to < network.junctionCount else {
          throw Fault(
            .badData, "valve '\(link.id)' stands at a reservoir or tank (EPANET error 219)",
            hint: "put a junction and a pipe between them")
        }
      default: continue
      }
    }
    plan = NetworkPlan(network)
    tables = PlanTables(plan)
    self.units = units
  }

  /// A group of scenarios, each at the network's initial state at time 0.
  ///
  /// - Parameters:
  ///   - count: Scenarios, 1…8; others are taken as the nearest of these.
  ///   - duration: The end in seconds; nil: the file's.
  public func lanes(count: Int = 8, duration: Int? = nil) -> LaneGroup {
    LaneGroup(
      self, count: max(1, min(count, Self.laneCount)),
      duration: max(0, duration ?? network.times.duration))
  }

  /// Bytes that one group of scenarios takes, known before it is made.
  public var bytesPerGroup: Int { LaneState.byteCount(plan) }

  /// Bytes that the layout of the network takes, shared by all groups; the network itself not
  /// counted.
  public var byteCount: Int {
    // Rows, columns and targets of the matrix, 4 bytes each, and the tables of nodes and links.
    4 * (plan.pattern.targets.count + 2 * plan.pattern.entryCount)
      + 64 * plan.slotNodes.count + 128 * plan.slotLinks.count
  }

  /// Runs groups of scenarios on several threads and gives their results in order.
  ///
  /// - Parameters:
  ///   - scenarios: The number of scenarios.
  ///   - threads: Threads; nil: as many as there are cores.
  ///   - duration: The end in seconds; nil: the file's.
  ///   - body: Runs one group whose first scenario has the given number.
  /// - Throws: The first fault in the order of groups.
  public func runGroups<Result: Sendable>(
    scenarios: Int, threads: Int? = nil, duration: Int? = nil,
    _ body: @Sendable (LaneGroup, Int) throws(Fault) -> Result
  ) throws(Fault) -> [Result] {
    let groups = (max(0, scenarios) + Self.laneCount - 1) / Self.laneCount
    let results = ResultSlots<Swift.Result<Result, Fault>>(count: groups)
    let next = Atomic(0)
    @Sendable func work() {
      while true {
        let group = next.add(1, ordering: .relaxed).oldValue
        guard group < groups else { return }
        let first = group * Self.laneCount
        let lanes = lanes(count: min(Self.laneCount, scenarios - first), duration: duration)
        let result: Swift.Result<Result, Fault>
        do throws(Fault) {
          result = .success(try body(lanes, first))
        } catch {
          result = .failure(error)
        }
        results.fill(group, with: result)
      }
    }
    if threads == 1 || groups < 2 {
      work()
    } else if let threads {
      DispatchQueue.concurrentPerform(iterations: max(1, threads)) { _ in work() }
    } else {
      DispatchQueue.concurrentPerform(iterations: groups) { _ in work() }
    }
    var all: [Result] = []
    for result in results.values() {
      if let result { all.append(try result.get()) }
    }
    return all
  }
}
