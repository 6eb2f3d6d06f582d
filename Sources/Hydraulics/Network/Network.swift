public import Diagnostics

/// A water distribution network as EPANET 2.2 holds it after reading an `.inp` file.
///
/// Internal units throughout unless a field says otherwise: feet, cubic feet per second, seconds.
/// Nodes are numbered from 0 with the junctions first, then reservoirs and tanks in the order of the
/// file; EPANET's own numbers are these plus one. Links keep the order of the file (pipes, pumps and
/// valves mixed as they appear). `patterns[0]` is EPANET's own constant pattern of 1.
///
/// What EPANET keeps in the file's units until it is used (points of ``curves``, values of ``rules``)
/// stays so here; ``units`` has the factors.
///
/// Source: Rossman et al. (2020), EPANET 2.2 User Manual, EPA/600/R-20/133, appendix C.
public struct Network: Sendable {
  /// EPANET's mark of a value that is not there (`MISSING`).
  public static let missing = -1.0e10
  /// EPANET's "without limit" (`BIG`).
  public static let big = 1.0e10

  /// The first three lines of `[TITLE]`, at most 79 bytes each.
  public var title: [String] = []
  /// Flow and pressure units of the file and the factors from internal units to them.
  public var units = UnitFactors()
  /// Junctions first, then reservoirs and tanks.
  public var nodes: [NetworkNode] = []
  /// Reservoirs and tanks; `tanks[i].node == junctionCount + i`.
  public var tanks: [NetworkTank] = []
  /// Pipes, pumps and valves in the order of the file.
  public var links: [NetworkLink] = []
  /// Pumps in the order of the file.
  public var pumps: [NetworkPump] = []
  /// Indices of the valves' links in the order of the file.
  public var valves: [Int] = []
  /// Multipliers over time; the first is EPANET's constant 1, without an id.
  public var patterns: [TimePattern] = [TimePattern(id: "", multipliers: [1])]
  /// Data curves, points in the file's units.
  public var curves: [DataCurve] = []
  /// Simple controls (`[CONTROLS]`) in the order of the file.
  public var controls: [SimpleControl] = []
  /// Rule-based controls (`[RULES]`) in the order of the file.
  public var rules: [ControlRule] = []
  /// Hydraulic options.
  public var options = HydraulicOptions()
  /// Durations and steps.
  public var times = SimulationTimes()
  /// Prices and efficiency that hold for all pumps.
  public var energy = EnergyDefaults()
  /// Water-quality settings: read, checked and kept; hydraulics do not use them.
  public var quality = QualitySettings()
  /// What `[REPORT]` asks for.
  public var report = ReportSettings()
  /// Positions, vertices, labels, tags and the backdrop.
  public var drawing = NetworkDrawing()
  /// What a person should know about the file although it is accepted.
  public var notices: [Notice] = []

  var nodeIndices: [String: Int] = [:]
  var linkIndices: [String: Int] = [:]
  var patternIndices: [String: Int] = [:]
  var curveIndices: [String: Int] = [:]

  /// An empty network: EPANET's defaults, no nodes.
  init() {}

  /// The number of junctions; nodes from this index on are reservoirs and tanks.
  public var junctionCount: Int { nodes.count - tanks.count }

  /// The index of a node by its id, nil where there is none; ids are case-sensitive.
  public func node(_ id: String) -> Int? { nodeIndices[id] }

  /// The index of a link by its id, nil where there is none; ids are case-sensitive.
  public func link(_ id: String) -> Int? { linkIndices[id] }

  /// The index of a pattern by its id, nil where there is none.
  public func pattern(_ id: String) -> Int? { patternIndices[id] }

  /// The index of a curve by its id, nil where there is none.
  public func curve(_ id: String) -> Int? { curveIndices[id] }

  /// The index in ``tanks`` of a node, nil for a junction.
  public func tank(ofNode node: Int) -> Int? {
    node >= junctionCount && node < nodes.count ? node - junctionCount : nil
  }

  /// The index in ``pumps`` of a link, nil where the link is no pump; O(pumps).
  public func pump(ofLink link: Int) -> Int? { pumps.firstIndex { $0.link == link } }
}
