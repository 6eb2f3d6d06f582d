import Diagnostics
import Foundation
import Learning
import LinearAlgebra
import ModelFiles
import TestSupport
import Testing

@Suite("Graphs of remaining life")
struct LifeGraphTests {
  static let cases = [
    RandomLife(seed: 1, sensors: 4, rows: 220),
    RandomLife(seed: 2, sensors: 3, settings: 2, regimes: 4, rows: 220),
    RandomLife(
      seed: 3, sensors: 1, window: 2, maps: 1, waves: 1, levels: [0.5], knots: 1, rows: 60),
    RandomLife(seed: 4, sensors: 2, settings: 3, regimes: 1, rows: 60),
    RandomLife(seed: 5, sensors: 14, settings: 3, regimes: 6, window: 30, waves: 200, rows: 150),
    RandomLife(seed: 6, sensors: 2, rows: 1, damaged: false),
    RandomLife(seed: 7, sensors: 2, rows: 2),
  ]

  @Test("tell what the contract says, at once and in pieces", arguments: cases.indices)
  func contract(_ index: Int) throws {
    let drawn = Self.cases[index]
    let report = try drawn.compare()
    #expect(report.passed, "\(report.firstLifeMismatch?.description ?? "")")
    #expect(report.rows == drawn.rows.count)
    // Sums in another order differ by far less than the promise.
    #expect(report.largestDifference < 1e-11)
    if drawn.rows.count >= 60 {
      let lives = drawn.lives.joined()
      #expect(lives.contains { $0.isNaN } && lives.contains { $0 > 0 && $0 < 125 })
    }
  }

  @Test(
    "tell the same in ONNX Runtime, at once and in calls of one and of seven rows",
    .enabled(if: ExternalTools.python != nil, "TOCSIN_PYTHON is not set"),
    arguments: cases.indices)
  func runtime(_ index: Int) throws {
    let drawn = Self.cases[index]
    try Self.expectRuntime(
      drawn.artifact, rows: drawn.rows, ages: drawn.ages, gives: drawn.lives, "case \(index)")
  }

  @Test("the same model gives the same bytes")
  func deterministic() throws {
    let artifact = Self.cases[1].artifact
    #expect(try SampleModel.failureONNX(of: artifact) == SampleModel.failureONNX(of: artifact))
  }

  // MARK: Differences

  @Test("a life that is off, or told where none can be, fails with unit, row, age and level")
  func differences() throws {
    let drawn = Self.cases[0]
    var lives = drawn.lives
    let row = try #require(lives.indices.last { lives[$0][1] > 1 })
    lives[row][1] *= 1 + 1e-6
    var report = try drawn.compare(lives: lives)
    #expect(!report.passed)
    #expect(abs(report.largestDifference / 1e-6 - 1) < 0.01)
    let mismatch = try #require(report.firstLifeMismatch)
    #expect(
      mismatch.description
        == "unit '1', row \(row) at age \(drawn.ages[row]), level 1: ONNX \(mismatch.onnx); "
        + "tocsin \(lives[row][1])")
    lives[0][0] = 7
    report = try drawn.compare(lives: lives)
    #expect(report.largestDifference == .infinity)
    #expect(report.firstLifeMismatch?.row == 0)
  }

  @Test("every unit starts anew, and the first that differs is named")
  func units() throws {
    let drawn = Self.cases[0]
    let same = LifeParity.Unit(
      name: "a", rows: drawn.matrix, ages: drawn.ages, lives: Matrix(rowMajor: drawn.lives))
    var other = same
    other.name = "b"
    other.lives[9, 2] += 1
    let (bytes, states) = (
      try SampleModel.failureONNX(of: drawn.artifact),
      try SampleModel.failureStates(of: drawn.artifact)
    )
    let good = try LifeParity.compare(model: bytes, units: [same, same], states: states)
    #expect(good.passed && good.rows == 440)
    let report = try LifeParity.compare(model: bytes, units: [same, other, other], states: states)
    #expect(report.firstLifeMismatch?.unit == "b")
    #expect(report.firstLifeMismatch?.row == 9)
    // A state that is not fed back shows in the pieces alone.
    var frozen = states
    let sum = try #require(frozen.firstIndex { $0.name == "state.unit.sum" })
    frozen[sum].next = "next.unit.none"
    let fault = try #require(throws: Fault.self) {
      try LifeParity.compare(model: bytes, units: [same], states: frozen)
    }
    #expect(fault.problem == "the graph has no output 'next.unit.none'")
    #expect(fault.place == Place(path: "unit a"))
  }

  @Test("other numbers of rows, ages, columns or levels are faults")
  func wrongNumbers() throws {
    let drawn = Self.cases[0]
    func problem(_ change: (inout LifeParity.Unit) -> Void) throws -> String {
      var unit = LifeParity.Unit(
        name: "1", rows: drawn.matrix, ages: drawn.ages, lives: Matrix(rowMajor: drawn.lives))
      change(&unit)
      return try #require(throws: Fault.self) {
        try LifeParity.compare(
          model: SampleModel.failureONNX(of: drawn.artifact), units: [unit],
          states: SampleModel.failureStates(of: drawn.artifact))
      }.problem
    }
    #expect(
      try problem { $0.ages.removeLast() }
        == "220 rows need as many ages and lives, got 219 and 220")
    #expect(
      try problem { $0.rows = Matrix(rows: 220, columns: 2) }
        == "'rows' is declared with shape [n, 5], got [220, 2]")
    #expect(
      try problem { $0.lives = Matrix(rows: 220, columns: 2) }
        == "the graph gives lives of shape [220, 3], expected [220, 2]")
  }

  // MARK: Means

  /// Lives of one call, and of calls of one and of seven rows, against what is expected.
  static func expectRuntime(
    _ artifact: ModelArtifact, rows: [[Double]], ages: [Double], gives lives: [[Double]],
    _ what: String
  ) throws {
    let folder = try ScratchFolder()
    let model = try folder.write(try SampleModel.failureONNX(of: artifact), to: "failure.onnx")
    let cells = try folder.write(
      ONNXParityTests.littleEndian(rows.joined().map(\.bitPattern)), to: "rows")
    let agesFile = try folder.write(
      ONNXParityTests.littleEndian(ages.map(\.bitPattern)), to: "ages")
    _ = try ExternalTools.runPython(
      References.path("onnx_life_run.py"),
      [
        model, cells, agesFile, "\(rows.count)", "\(rows[0].count)", folder.path + "/out", "1", "7",
      ])
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.path + "/out")))
    let expected = Array(lives.joined())
    try #require(bytes.count == 3 * 8 * expected.count)
    var worst = 0.0
    for place in 0..<3 * expected.count {
      let word = bytes[8 * place..<8 * place + 8].reversed().reduce(UInt64(0)) {
        $0 << 8 | UInt64($1)
      }
      let (got, want) = (Double(bitPattern: word), expected[place % expected.count])
      #expect(got.isNaN == want.isNaN, "\(what), value \(place): \(got) against \(want)")
      if !want.isNaN { worst = max(worst, abs(got - want) / max(1, abs(want))) }
    }
    #expect(worst <= 1e-9, "\(what)")
    if ProcessInfo.processInfo.environment["TOCSIN_MEASURE"] != nil {
      FileHandle.standardError.write(Data("\(what): largest difference \(worst)\n".utf8))
    }
  }
}

extension RandomLife {
  /// Our interpreter against the contract.
  func compare(lives: [[Double]]? = nil) throws -> ParityReport {
    try LifeParity.compare(
      model: SampleModel.failureONNX(of: artifact), rows: matrix, ages: ages,
      lives: Matrix(rowMajor: lives ?? self.lives),
      states: SampleModel.failureStates(of: artifact))
  }
}
