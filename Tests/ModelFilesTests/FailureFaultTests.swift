import Diagnostics
import Learning
import ModelFiles
import Telemetry
import Testing

@Suite("Failure models that cannot be written as ONNX")
struct FailureFaultTests {
  private let artifact = RandomLife(seed: 2, sensors: 3, settings: 2, regimes: 4, rows: 1).artifact

  private func fault(_ change: (inout ModelArtifact) -> Void) throws -> Fault {
    var changed = artifact
    change(&changed)
    return try #require(throws: Fault.self) { try SampleModel.failureONNX(of: changed) }
  }

  private func problem(_ change: (inout ModelArtifact) -> Void) throws -> String {
    let problem = try fault(change).problem
    let start = "model 'fourier-ridge'"
    try #require(problem.hasPrefix(start), "\(problem)")
    return String(problem.dropFirst(start.count))
  }

  @Test("every name, number, list and array must be there")
  func missing() throws {
    for name in artifact.arrays.keys.sorted() {
      #expect(try problem { $0.arrays[name] = nil } == " has no array '\(name)'")
    }
    for name in artifact.lists.keys.sorted() {
      #expect(try problem { $0.lists[name] = nil } == " has no list '\(name)'")
    }
    #expect(try problem { $0.texts["clock"] = nil } == " has no text 'clock'")
    let forPeople = ["bandwidth", "ridge", "horizon", "error"]
    for name in artifact.numbers.keys.sorted() where !forPeople.contains(name) {
      #expect(try problem { $0.numbers[name] = nil } == " has no number '\(name)'")
    }
    #expect(throws: Never.self) {
      var changed = artifact
      for name in forPeople { changed.numbers[name] = nil }
      _ = try SampleModel.failureONNX(of: changed)
    }
  }

  @Test("shapes that disagree are told with both")
  func shapes() throws {
    #expect(
      try problem {
        $0.arrays["mean"] = .init(shape: [3, 4], values: .init(repeating: 1, count: 12))
      }
        == ": array 'mean' has shape [3, 4], expected [4, 3]")
    #expect(
      try problem { $0.numbers["window"] = 7 }
        == ": array 'window-maps' has shape [3, 6], expected [3, 7]")
    #expect(
      try problem { $0.numbers["maps"] = 2 }
        == ": array 'window-maps' has shape [3, 6], expected [2, 6]")
    #expect(
      try problem { $0.arrays["feature-mean"] = .init([]) }
        == ": array 'feature-mean' has shape [0], expected [16]")
    #expect(
      try problem { $0.numbers["features"] = 23 }
        == ": array 'frequencies' has shape [16, 24], expected [16, 23]")
    #expect(
      try problem { $0.numbers["levels"] = 2 } == ": array 'levels' has shape [3], expected [2]")
    #expect(
      try problem { $0.numbers["knots"] = 4 } == ": array 'knots' has shape [5], expected [4]")
    #expect(
      try problem { $0.lists["sensors"]?.removeLast() }
        == ": array 'mean' has shape [4, 3], expected [4, 2]")
  }

  @Test(
    "counts that are huge, none, negative or broken are refused with their range",
    arguments: [
      "window", "maps", "features", "regimes", "levels", "knots",
    ])
  func counts(_ name: String) throws {
    let low = name == "window" ? 2 : 1
    for value in [1e300, .infinity, .nan, 0, -1, 1.5, 1e18, 9_223_372_036_854_775_808] {
      #expect(
        try problem { $0.numbers[name] = value }
          == ": '\(name)' must be a whole number from \(low) to 2147483647, got \(value)")
    }
    // The largest that is read ends at a shape, before anything of that size is made.
    let shape = try problem { $0.numbers[name] = 2_147_483_647 }
    #expect(shape.contains("expected") || shape.contains("too large"))
  }

  @Test("a window of more cells than a state may have is refused with the limit")
  func window() throws {
    #expect(
      try problem {
        $0.numbers["window"] = 400_000
        $0.arrays["window-maps"] = .init(
          shape: [1, 400_000], values: .init(repeating: 0, count: 400_000))
      }
        == ": a window of 400000 rows of 3 sensors is too large, at most 1048576 cells are allowed")
  }

  @Test("numbers out of range and values that are none are told with their place")
  func values() throws {
    for name in artifact.arrays.keys.sorted() {
      let array = try #require(artifact.arrays[name])
      for bad in [Double.nan, .infinity] {
        var values = array.values
        values[values.count - 1] = bad
        #expect(
          try problem { $0.arrays[name] = .init(shape: array.shape, values: values) }
            == ": array '\(name)' must be finite, got \(bad) at \(values.count - 1)")
      }
    }
    #expect(
      try problem { $0.arrays["setting-scale"] = .init([1, 0]) }
        == ": array 'setting-scale' must be above 0.0, got 0.0 at 1")
    #expect(
      try problem {
        $0.arrays["inverse-scale"] = .init(shape: [4, 3], values: .init(repeating: -1, count: 12))
      }
        == ": array 'inverse-scale' must be at least 0.0, got -1.0 at 0")
    for name in ["cap", "cell-limit", "feature-limit"] {
      #expect(try problem { $0.numbers[name] = 0 } == ": '\(name)' must be above 0.0, got 0.0")
    }
    #expect(try problem { $0.numbers["cap"] = .nan } == ": 'cap' must be above 0.0, got nan")
    #expect(
      try problem { $0.numbers["intercept"] = .infinity } == ": 'intercept' must be finite, got inf"
    )
    #expect(
      try problem { $0.texts["clock"] = "weeks" }
        == ": 'clock' must be one of cycles, hours, days, got 'weeks'")
  }

  @Test("levels, knots and offsets that do not ascend are refused with both numbers")
  func order() throws {
    #expect(
      try problem { $0.arrays["levels"] = .init([0.05, 0.5, 0.5]) }
        == ": array 'levels' must ascend, got 0.5 before 0.5")
    #expect(
      try problem { $0.arrays["levels"] = .init([0.05, 0.5, 1]) }
        == ": array 'levels' must be below 1.0, got 1.0")
    #expect(
      try problem { $0.arrays["knots"] = .init([0, 30, 20, 90, 125]) }
        == ": array 'knots' must ascend, got 30.0 before 20.0")
    #expect(
      try problem {
        $0.arrays["offsets"] = .init(
          shape: [5, 3], values: (0..<15).map { $0 == 14 ? 0 : Double($0) })
      } == ": array 'offsets' must ascend, got 13.0 before 0.0")
  }

  @Test("columns that are none, named twice or of two kinds are refused by name")
  func columns() throws {
    #expect(
      try fault { $0.lists["sensors"] = ["sensor 0", "sensor 1", "senor 2"] }
        == Fault(
          .badData,
          "model 'fourier-ridge': 'sensors' names 'senor 2', which is no column",
          hint:
            "did you mean 'sensor 2'? known: idle, sensor 0, sensor 1, sensor 2, setting 0, setting 1"
        ))
    #expect(
      try problem { $0.lists["columns"]?.append("idle") } == ": 'columns' names 'idle' twice")
    #expect(
      try problem { $0.lists["settings"] = ["sensor 0", "setting 1"] }
        == ": column 'sensor 0' is a sensor and a setting")
    #expect(try problem { $0.lists["sensors"] = [] } == " has 0 sensors, at least 1 is needed")
    #expect(
      try problem {
        $0.lists["columns"] = []
        $0.lists["settings"] = []
        $0.lists["sensors"] = []
      } == " has 0 sensors, at least 1 is needed")
    // Without settings nothing tells four regimes apart.
    #expect(
      try problem { $0.lists["settings"] = [] }
        == ": 'regimes' must be a whole number from 1 to 1, got 4.0")
  }

  @Test("an artifact with one thing wrong at random is a fault or a graph, never a trap")
  func random() throws {
    var random = SeededGenerator(seed: 11)
    let odd = [0, -1, 1, 2, 3, 1e9, 1e300, .infinity, .nan, 0.5]
    for _ in 0..<400 {
      var changed = artifact
      let names = changed.arrays.keys.sorted()
      let name = names[random.index(below: names.count)]
      switch random.index(below: 4) {
      case 0:
        let numbers = changed.numbers.keys.sorted()
        changed.numbers[numbers[random.index(below: numbers.count)]] =
          odd[random.index(below: odd.count)]
      case 1:
        let shape = (0..<random.index(below: 4)).map { _ in random.index(below: 4) }
        changed.arrays[name] = .init(
          shape: shape, values: .init(repeating: 1, count: shape.reduce(1, *)))
      case 2:
        let other = names[random.index(below: names.count)]
        changed.arrays[name] = changed.arrays[other]
      default:
        let list = ["columns", "sensors", "settings"][random.index(below: 3)]
        changed.lists[list] = Array((changed.lists[list] ?? []).dropFirst(random.index(below: 4)))
      }
      do throws(Fault) {
        _ = try ONNX().export(
          ExportInput(
            artifacts: [.failure: changed],
            manifest: ModelManifest(
              plant: "p", version: "v", asOf: .init(nanoseconds: 0), tags: [], sampleInterval: nil,
              thresholds: [], alarms: nil)))
      } catch {
        #expect(error.kind == .badData && !error.problem.isEmpty)
      }
    }
  }
}
