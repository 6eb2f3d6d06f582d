import Diagnostics
import Learning
import LinearAlgebra
import ModelFiles
import Telemetry
import TestSupport
import Testing

@Suite("Parity of exported graphs")
struct InterpreterParityTests {
  /// A suite with what the naive scorer gives for its rows.
  struct Sample {
    let suite: RandomSuite
    let frame: Frame
    let scores: [Double]
    let alarms: [Bool]
    let bytes: [UInt8]
    let states: [StateTensor]

    init(seed: UInt64, tags: Int, rows: Int) throws {
      suite = RandomSuite(seed: seed, tags: tags, rows: rows)
      frame = Frame(
        times: suite.times.map { Timestamp(nanoseconds: $0) },
        tags: (0..<tags).map { Tag(id: "T\($0)") },
        values: Matrix(rows: tags, columns: rows, columnMajor: Array(suite.rows.joined()))
          .transposed())
      var naive = NaiveSuite(suite.artifact)
      let expected = zip(suite.rows, suite.times).map { naive.score($0, at: $1) }
      scores = expected.map(\.score)
      alarms = expected.map(\.alarm)
      bytes = try SampleModel.onnx(of: suite.artifact)
      states = try SampleModel.states(of: suite.artifact)
    }

    func compare(
      _ bytes: [UInt8]? = nil, scores: [Double]? = nil, alarms: [Bool]? = nil
    ) throws(Fault) -> ParityReport {
      try GraphParity.compare(
        model: bytes ?? self.bytes, rows: frame, scores: scores ?? self.scores,
        alarms: alarms ?? self.alarms, states: states)
    }
  }

  @Test("a graph passes against the contract, with gaps and missing cells", arguments: [1, 2, 4])
  func passes(_ seed: UInt64) throws {
    let sample = try Sample(seed: seed, tags: 2 + Int(seed), rows: 260)
    let report = try sample.compare()
    #expect(report.passed)
    #expect(report.rows == 260)
    #expect(report.largestDifference < 1e-9)
    #expect(report.alarmsDiffering == 0)
    #expect(report.firstMismatch == nil)
    #expect(Set(sample.alarms).count == 2)
  }

  @Test("a score that is off, or missing, and an alarm that differs fail, with the row named")
  func differences() throws {
    let sample = try Sample(seed: 2, tags: 3, rows: 70)
    let known = try #require(sample.scores.indices.last { !sample.scores[$0].isNaN })
    var scores = sample.scores
    scores[known] += 1e-6 * max(1, scores[known])
    var report = try sample.compare(scores: scores)
    #expect(!report.passed)
    #expect(report.firstMismatch?.row == known)
    #expect(report.firstMismatch?.time.nanoseconds == sample.suite.times[known])
    #expect(report.firstMismatch?.tocsin == scores[known])
    #expect(report.firstMismatch?.isInPieces == false)
    #expect(abs(report.largestDifference / 1e-6 - 1) < 0.01)

    scores[known] = .nan
    report = try sample.compare(scores: scores)
    #expect(!report.passed)
    #expect(report.largestDifference == .infinity)

    var alarms = sample.alarms
    alarms[5].toggle()
    alarms[9].toggle()
    report = try sample.compare(alarms: alarms)
    #expect(!report.passed)
    #expect(report.alarmsDiffering == 2)
    #expect(report.firstMismatch?.row == 5)
    #expect(report.firstMismatch?.tocsinAlarm == alarms[5])
  }

  @Test("a constant that is changed in the file fails at the first row that it touches")
  func changedConstant() throws {
    let sample = try Sample(seed: 2, tags: 3, rows: 70)
    // The limit of the first chain stands in the file as eight bytes.
    let limit = try #require(sample.suite.artifact.parts[0].numbers["limit"])
    let wanted = try float64([], limit).raw
    let changed = try float64([], limit * 0.999).raw
    let places = sample.bytes.indices.dropLast(7).filter {
      Array(sample.bytes[$0..<$0 + 8]) == wanted
    }
    #expect(places.count == 1)
    var bytes = sample.bytes
    for place in places { bytes.replaceSubrange(place..<place + 8, with: changed) }
    let report = try sample.compare(bytes)
    #expect(!report.passed)
    #expect(report.largestDifference > 1e-4 && report.largestDifference < 1e-2)
    let mismatch = try #require(report.firstMismatch)
    let time = try #require(sample.frame.times.dropFirst(mismatch.row).first)
    #expect(mismatch.time == time)
    #expect(
      mismatch.description
        == "row \(mismatch.row) at \(time): ONNX \(mismatch.onnx), alarm "
        + "\(mismatch.onnxAlarm ? 1 : 0); tocsin \(sample.scores[mismatch.row]), alarm "
        + "\(sample.alarms[mismatch.row] ? 1 : 0)")
  }

  @Test("a state that is not carried on fails in pieces alone")
  func lostState() throws {
    let sample = try Sample(seed: 2, tags: 3, rows: 70)
    var states = sample.states
    let index = try #require(states.firstIndex { $0.name == "state.suite.seen" })
    // The graph is told after every call that there was no row before.
    let other = try #require(states.firstIndex { $0.name == "state.suite.on" })
    states[index].next = states[other].next
    let report = try GraphParity.compare(
      model: sample.bytes, rows: sample.frame, scores: sample.scores, alarms: sample.alarms,
      states: states)
    #expect(!report.passed)
    #expect(report.firstMismatch?.isInPieces == true)
  }

  @Test("other numbers of rows, other tags and unknown states are faults")
  func faults() throws {
    let sample = try Sample(seed: 2, tags: 3, rows: 10)
    var fault = #expect(throws: Fault.self) { try sample.compare(scores: [1]) }
    #expect(fault?.problem == "10 rows need as many scores and alarms, got 1 and 10")
    fault = #expect(throws: Fault.self) {
      try GraphParity.compare(
        model: sample.bytes, rows: sample.frame.selecting([0]), scores: sample.scores,
        alarms: sample.alarms, states: sample.states)
    }
    #expect(fault?.problem == "'rows' is declared with shape [n, 3], got [10, 1]")
    fault = #expect(throws: Fault.self) {
      try GraphParity.compare(
        model: sample.bytes, rows: sample.frame, scores: sample.scores, alarms: sample.alarms,
        states: [])
    }
    #expect(fault?.problem.hasPrefix("input 'state.") == true)
  }
}
