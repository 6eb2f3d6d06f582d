import Detection
import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("Detector over the twin's free run")
struct TwinFreeRunTests {
  private static let tags = PumpedTanks.tags + [Tag(id: "FA"), Tag(id: "FB")]
  private static let floor = [Double](repeating: 1e-8, count: tags.count)

  /// Two tanks with meters behind their pumps.
  private static func plant(_ rows: Int, seed: UInt64, from: Int = 0) -> Frame {
    let frame = PumpedTanks.frame(rows: rows, seed: seed, from: from)
    var generator = SeededGenerator(root: seed, stage: "meters")
    let table = frame.rowLists.map { row in
      row + [row[3] * (8 + 0.05 * generator.normal()), row[4] * (12 + 0.05 * generator.normal())]
    }
    return Frame(times: frame.times, tags: tags, values: Matrix(rowMajor: table))
  }

  private static func model(_ settings: [(String, String)] = [("run", "10h")]) throws
    -> any DetectorModel
  {
    try fit(detector("twin-free-run", settings), plant(4_000, seed: 1), floor: floor)
  }

  @Test("derived tags are listed by name, in the order of the columns behind the tags")
  func derived() throws {
    let artifact = try Self.model().artifact
    #expect(artifact.lists["derived"] == ["LA.twin", "LB.twin", "W.twin", "FA.twin", "FB.twin"])
    #expect(artifact.numbers["span"] == 60)
    #expect(artifact.parts.map(\.kind) == ["mahalanobis"])
    #expect(artifact.parts[0].arrays["mean"]?.shape == [12])
  }

  @Test("scores are those of the detector over the columns that a free run of the equations gives")
  func equalsParts() throws {
    let model = try Self.model()
    let artifact = model.artifact
    func vector(_ name: String) throws -> [Double] { try #require(artifact.arrays[name]).values }
    func places(_ name: String) throws -> [Int] { try vector(name).map { Int($0) } }
    let (gate, off) = (try places("gate"), try vector("gate-off"))
    let freeRun = FreeRunProcess(
      OneStepProcess(
        terms: OneStepTerms(
          stocks: try places("stocks"), flows: try places("flows"), driven: try places("driven"),
          actuators: try places("actuators"), offStates: try vector("off")),
        weights: Matrix(rowMajor: try rows(artifact, "weights")),
        intercepts: try vector("intercepts"),
        gates: zip(gate, off).map {
          $0 < 0 ? nil : ProcessStructure.Gate(actuator: $0, off: $1)
        },
        isForetold: try vector("foretold").map { $0 == 1 }),
      low: try vector("low"), high: try vector("high"), span: 60)
    let frame = Self.plant(200, seed: 2, from: 5_000)
    var state = freeRun.initialState()
    let twin = freeRun.values(frame, interval: DetectionData.interval, state: &state)
    let names = try #require(artifact.lists["derived"])
    let whole = Frame(
      times: frame.times, tags: Self.tags + names.map { Tag(id: $0) },
      values: frame.values.appendingColumns(of: twin))
    let over = try Detectors.restore(
      artifact.parts[0], tags: whole.tags, interval: DetectionData.interval)
    #expect(scores(model, frame) == scores(over, whole))
  }

  @Test(
    "a level that is told too low is seen for half a span, which row by row shows once, and named")
  func offset() throws {
    let usual = Self.plant(400, seed: 3, from: 5_000)
    let forged = usual.changing { i, j, value in i >= 200 && j == 0 ? value - 1.8 : value }
    // Until row 228 the run that counts began before row 200.
    func rise(_ model: any DetectorModel) -> Double {
      let (before, after) = (scores(model, usual), scores(model, forged))
      return (205..<228).reduce(0) { $0 + after[$1] } / (205..<228).reduce(0) { $0 + before[$1] }
    }
    let free = try Self.model()
    let oneStep = try fit(
      detector("twin-residual"), Self.plant(4_000, seed: 1), floor: Self.floor)
    // In NumPy, on rows of the same kind: 1.63 and 1.03.
    #expect(rise(free) > 1.25 && rise(oneStep) < 1.1, "\(rise(free)) and \(rise(oneStep))")
    let shares = try #require(free.scorer().explain(forged)).shares
    #expect(shares.columns == Self.tags.count)
    let row = shares.row(210)
    #expect(row.indices.max { row[$0] < row[$1] } == 0, "\(row)")
  }

  @Test("any detector of values may be over it, with settings of its own")
  func over() throws {
    let problems = Problems()
    let settings = Settings(
      .mapping([
        .init(key: "use", place: Place(), value: Settings(.scalar("twin-free-run", quoted: false))),
        .init(
          key: "over", place: Place(),
          value: mapping([("use", "var-innovations"), ("lags", "1")])),
      ]))
    let made = try #require(Detectors.catalog.make(settings, problems: problems))
    try problems.throwIfAny()
    #expect(made.settings["over"] == "{ use: var-innovations, lags: 1, ridge: 0.001 }")
    let model = try fit(made, Self.plant(2_000, seed: 1), floor: Self.floor)
    #expect(model.artifact.parts.map(\.kind) == ["var-innovations"])
    let found = scores(model, Self.plant(60, seed: 2, from: 5_000))
    #expect(found[5...].allSatisfy { $0.isFinite })
  }

  @Test(
    "detectors with a natural limit, those that learn from attacks and itself are refused with what fits",
    arguments: ["missing-data", "frozen-values", "attack-classifier", "twin-free-run"])
  func refused(_ id: String) {
    let problems = Problems()
    _ = Detectors.catalog.make(
      mapping([("use", "twin-free-run"), ("over", id)]), problems: problems)
    #expect(
      problems.all.map(\.problem) == [
        "'over' takes a detector of values that learns from normal time, got '\(id)'"
      ])
    #expect(problems.all.first?.hint == "like mahalanobis, pca-residual, var-innovations")
  }

  @Test("a damaged artifact is told with what it must have")
  func damaged() throws {
    let artifact = try Self.model().artifact
    func problem(_ change: (inout ModelArtifact) -> Void) -> String? {
      var changed = artifact
      change(&changed)
      return #expect(throws: Fault.self) {
        try Detectors.restore(changed, tags: Self.tags, interval: DetectionData.interval)
      }?.problem
    }
    #expect(
      problem { $0.numbers["span"] = 1 }
        == "model 'twin-free-run': 'span' must be at least 2 rows, got 1")
    #expect(
      problem { $0.parts = [] }
        == "model 'twin-free-run' has 0 parts, expected 1: the detector over it")
    #expect(
      problem { $0.lists["derived"] = ["LA.twin"] }
        == "model 'twin-free-run': 1 derived tags are listed, others than the 5 of its equations")
    #expect(
      problem { $0.arrays["low"] = $0.arrays["high"] }?
        .hasPrefix("model 'twin-free-run': 'low' must be below 'high', both finite") == true)
  }
}
