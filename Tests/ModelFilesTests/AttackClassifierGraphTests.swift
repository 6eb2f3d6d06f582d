import Diagnostics
import Learning
import LinearAlgebra
import ModelFiles
import Telemetry
import TestSupport
import Testing

@Suite("The graph of trees that were shown attacks")
struct AttackClassifierGraphTests {
  /// The suite of the classifier alone.
  private static func alone(_ drawn: RandomSuite) throws -> ModelArtifact {
    drawn.alone(drawn.artifact.parts.count - 1)
  }

  private static func frame(_ drawn: RandomSuite) -> Frame {
    Frame(
      times: drawn.times.map { Timestamp(nanoseconds: $0) },
      tags: (0..<drawn.rows[0].count).map { Tag(id: "T\($0)") },
      values: Matrix(rowMajor: drawn.rows))
  }

  @Test(
    "gives the contract's bits, at once and in pieces, with gaps and missing cells",
    arguments: 40...44 as ClosedRange<UInt64>)
  func interpreted(_ seed: UInt64) throws {
    let drawn = RandomSuite(seed: seed, tags: 1 + Int(seed % 5), rows: 300)
    let suite = try Self.alone(drawn)
    var naive = NaiveSuite(suite)
    let wanted = zip(drawn.rows, drawn.times).map { naive.score($0, at: $1) }
    #expect(Set(wanted.map(\.score).filter { !$0.isNaN }).count > 20)
    let report = try GraphParity.compare(
      model: SampleModel.onnx(of: suite), rows: Self.frame(drawn), scores: wanted.map(\.score),
      alarms: wanted.map(\.alarm), states: SampleModel.states(of: suite))
    #expect(report.passed && report.largestDifference == 0, "\(report)")
  }

  @Test(
    "ONNX Runtime gives the same bits, at once and in calls of a few rows",
    .enabled(if: ExternalTools.python != nil, "TOCSIN_PYTHON is not set"), arguments: [1, 13])
  func runtime(_ call: Int) throws {
    for seed: UInt64 in 50...52 {
      let drawn = RandomSuite(seed: seed, tags: 6, rows: 250)
      let suite = try Self.alone(drawn)
      var naive = NaiveSuite(suite)
      let wanted = zip(drawn.rows, drawn.times).map { naive.score($0, at: $1).score }
      for result in try ONNXParityTests.run(suite, drawn, call: call) {
        #expect(zip(result, wanted).allSatisfy { $0.score == $1 || $0.score.isNaN && $1.isNaN })
      }
    }
  }

  @Test(
    "exact sums of hundreds of trees are the same in ONNX Runtime",
    .enabled(if: ExternalTools.python != nil, "TOCSIN_PYTHON is not set"))
  func exactSums() throws {
    let drawn = RandomSuite(seed: 60, tags: 4, rows: 200, damaged: false)
    var suite = try Self.alone(drawn)
    var chance = SeededGenerator(root: 60, stage: "leaves")
    // Twelve times the trees with leaves of any size, made exact.
    let few = try TreeEnsemble(artifact: suite.parts[0].parts[0], features: 8)
    let many = TreeEnsemble(
      features: 8, base: -3,
      trees: (0..<12).flatMap { _ in
        few.trees.map { tree in
          tree.map { node in
            var other = node
            other.value = Float(chance.normal())
            return other
          }
        }
      })
    suite.parts[0].parts[0].arrays.merge(many.withExactSums().arrays) { $1 }
    var naive = NaiveSuite(suite)
    let wanted = zip(drawn.rows, drawn.times).map { naive.score($0, at: $1).score }
    #expect(Set(wanted.filter { !$0.isNaN }).count > 100)
    for result in try ONNXParityTests.run(suite, drawn, call: 7) {
      #expect(zip(result, wanted).allSatisfy { $0.score == $1 || $0.score.isNaN && $1.isNaN })
    }
  }

  @Test("only a file with trees names their domain")
  func domain() throws {
    let drawn = RandomSuite(seed: 61, tags: 3, rows: 1)
    let name = Array("ai.onnx.ml".utf8)
    func names(_ suite: ModelArtifact) throws -> Bool {
      let bytes = try SampleModel.onnx(of: suite)
      return bytes.indices.dropLast(name.count).contains {
        bytes[$0..<$0 + name.count].elementsEqual(name)
      }
    }
    #expect(try names(Self.alone(drawn)))
    #expect(try !names(drawn.alone(0)))
  }

  @Test(
    "a damaged artifact is refused",
    arguments: [
      ("tree-base", [.nan], "'tree-base' must be finite numbers of single precision, got nan"),
      ("tree-nodes", [1.0], "array 'tree-feature' has shape"),
      ("coefficients", [1], "array 'coefficients' has shape [1], expected"),
    ])
  func damaged(_ name: String, _ values: [Double], _ problem: String) throws {
    var suite = try Self.alone(RandomSuite(seed: 62, tags: 3, rows: 1))
    suite.parts[0].parts[0].arrays[name] = .init(values)
    let fault = #expect(throws: Fault.self) { try SampleModel.onnx(of: suite) }
    #expect(fault?.problem.hasPrefix("model 'attack-classifier': " + problem) == true)
  }

  @Test("a residual variance of 0, no trees, and a window out of range are refused")
  func ranges() throws {
    let suite = try Self.alone(RandomSuite(seed: 63, tags: 2, rows: 1))
    func problem(_ change: (inout ModelArtifact) -> Void) -> String? {
      var damaged = suite
      change(&damaged.parts[0].parts[0])
      return #expect(throws: Fault.self) { try SampleModel.onnx(of: damaged) }?.problem
    }
    let none = "model 'attack-classifier': residual variances must be > 0, and there must be a tree"
    #expect(
      problem { $0.arrays["innovation-covariance"] = .init(shape: [2, 2], values: [1, 0, 0, 0]) }
        == none)
    #expect(
      problem { model in
        for name in model.arrays.keys where name.hasPrefix("tree-") && name != "tree-base" {
          model.arrays[name] = .init([])
        }
      } == none)
    #expect(
      problem { $0.numbers["window"] = 0 }
        == "model 'attack-classifier': 'window' must be a whole number from 1 to 1000, got 0.0")
  }
}
