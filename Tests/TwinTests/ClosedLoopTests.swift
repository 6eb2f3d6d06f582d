import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("The identified twin in closed loop")
struct ClosedLoopTests {
  @Test("the same seed gives the same bits, another seed others")
  func seeds() throws {
    let twin = try TwoTanks.twin()
    #expect(twin.trace(400).bits == twin.trace(400).bits)
    #expect(twin.trace(400).bits != twin.trace(400, seed: 2).bits)
  }

  @Test("a tap that changes nothing leaves the bits as they are without one")
  func idleTap() throws {
    let twin = try TwoTanks.twin()
    let open = twin.trace(600)
    #expect(twin.trace(600, tap: TestTap()).bits == open.bits)
    #expect(twin.trace(600, tap: TestTap(disturbing: [TwoTanks.level1: 0])).bits == open.bits)
    // And one that waits is not felt before it acts.
    let later = twin.trace(600, tap: TestTap(from: 500, telling: [TwoTanks.level1: 0.5]))
    for (mine, others) in zip(later.bits.indices, open.bits.indices) {
      let (a, b) = (later.rows(mine, 0..<500), open.rows(others, 0..<500))
      #expect(a == b)
    }
    #expect(later.bits != open.bits)
  }

  @Test("a falsified level drives the pump, and the tank goes where that leads")
  func falsifiedLevel() throws {
    let twin = try TwoTanks.twin()
    let low = twin.trace(300, tap: TestTap(from: 50, telling: [TwoTanks.level1: 1]))
    let after = 60..<300
    #expect(after.allSatisfy { low.truth[$0, TwoTanks.pump1] == 1 })
    #expect(after.allSatisfy { low.controller[$0, TwoTanks.level1] == 1 })
    // Beyond where the controller would have stopped, up to what the twin takes for the brim.
    let highest = after.map { low.truth[$0, TwoTanks.level1] }.max() ?? 0
    #expect(highest > twin.profiles[TwoTanks.level1].high)
    #expect(highest <= twin.stocks.high[0])
    // The historian is not lied to by this tap.
    #expect(after.allSatisfy { low.historian[$0, 0] == low.truth[$0, 0] })

    let high = twin.trace(300, tap: TestTap(from: 50, telling: [TwoTanks.level1: 9]))
    #expect(after.allSatisfy { high.truth[$0, TwoTanks.pump1] == 0 })
    #expect(after.allSatisfy { high.truth[$0, TwoTanks.flow1] == 0 })
    #expect((after.map { high.truth[$0, 0] }.min() ?? 9) < twin.profiles[0].low)
  }

  @Test("an actuator that is driven does what it is driven to, and obeys again afterwards")
  func drivenActuator() throws {
    let twin = try TwoTanks.twin()
    let trace = twin.trace(600, tap: TestTap(from: 100, until: 200, driving: [TwoTanks.pump1: 0]))
    #expect((100..<200).allSatisfy { trace.truth[$0, TwoTanks.pump1] == 0 })
    #expect((100..<200).allSatisfy { trace.truth[$0, TwoTanks.flow1] == 0 })
    // By then the tank is empty: the controller has long wanted the pump on.
    #expect(trace.truth[200, TwoTanks.pump1] == 1)
    #expect((500..<600).contains { trace.truth[$0, TwoTanks.pump1] == 0 })
  }

  @Test("a disturbance moves the process, a stored value only the historian")
  func disturbanceAndStore() throws {
    let twin = try TwoTanks.twin()
    let open = twin.trace(40)
    let pushed = twin.trace(
      40, tap: TestTap(from: 20, until: 21, disturbing: [TwoTanks.level1: 0.05]))
    let moved = pushed.truth[20, 0] - open.truth[20, 0]
    // Settled twice with the flows of the row, whose pressure term answers a little.
    #expect(abs(moved - 0.05) < 0.01, "\(moved)")
    let stored = twin.trace(40, tap: TestTap(from: 20, storing: [0: .nan, 1: 7]))
    #expect(stored.truth.cells.bits == open.truth.cells.bits)
    #expect(stored.controller.cells.bits == open.controller.cells.bits)
    #expect(stored.historian[19, 0] == open.historian[19, 0])
    #expect(stored.historian[20, 0].isNaN && stored.historian[39, 1] == 7)
  }

  @Test("the historian rounds to the declared resolution, the process does not")
  func resolution() throws {
    var tags = TwoTanks.tags
    tags[0].resolution = 0.25
    let twin = try TwoTanks.twin(TwoTanks.record(TwoTanks.cells(4_000, seed: 3), tags: tags))
    let trace = twin.trace(50)
    #expect(
      (0..<50).allSatisfy { trace.historian[$0, 0] * 4 == (trace.historian[$0, 0] * 4).rounded() })
    #expect((0..<50).contains { trace.truth[$0, 0] != trace.historian[$0, 0] })
    #expect((0..<50).allSatisfy { trace.truth[$0, 1] == trace.historian[$0, 1] })
  }

  @Test("a controller that is told nothing leaves its actuator as it is")
  func lostReading() throws {
    let twin = try TwoTanks.twin()
    let trace = twin.trace(300, tap: TestTap(from: 50, telling: [TwoTanks.level1: .nan]))
    let state = trace.truth[49, TwoTanks.pump1]
    #expect((50..<300).allSatisfy { trace.truth[$0, TwoTanks.pump1] == state })
    #expect((50..<300).allSatisfy { trace.controller[$0, 0].isNaN && !trace.truth[$0, 0].isNaN })
  }

  @Test("a year runs on within the tanks, with finite values, and stays as busy as the plant")
  func longRun() throws {
    let twin = try TwoTanks.twin()
    let trace = twin.trace(52_560)
    #expect(trace.truth.cells.allSatisfy { $0.isFinite })
    for (k, tag) in twin.structure.stocks.enumerated() {
      let column = trace.truth.column(tag)
      #expect((column.min() ?? .nan) >= twin.stocks.low[k])
      #expect((column.max() ?? .nan) <= twin.stocks.high[k])
    }
    let plant = TwoTanks.record(TwoTanks.cells(6_048, seed: 9)).values
    for tag in [TwoTanks.pump1, TwoTanks.pump2] {
      let (real, own) = (plant.column(tag), trace.truth.column(tag).suffix(6_048))
      func duty(_ x: some Collection<Double>) -> Double { x.reduce(0, +) / Double(x.count) }
      func switches(_ x: some Collection<Double>) -> Int {
        zip(x, x.dropFirst()).count { $0 != $1 }
      }
      // Six weeks of the plant hold a hundred cycles; their rate is known to a tenth or so.
      #expect(abs(duty(real) - duty(own)) < 0.05)
      #expect(abs(switches(real) - switches(own)) < switches(real) / 5)
    }
  }

  @Test(
    "what the twin's equations do not foresee is as large in an untouched run as in the plant",
    arguments: 1...3 as ClosedRange<UInt64>)
  func innovations(seed: UInt64) throws {
    let cells = TwoTanks.cells(8_640, seed: seed)
    let twin = try TwoTanks.twin(TwoTanks.record(Array(cells[..<6_048])))
    let unseen = Matrix(rowMajor: Array(cells[6_048...]))
    let trace = twin.trace(2_592, seed: seed).historian
    // Persistence and a regression of every tag on the row before, as a detector would have it.
    let lagged = Matrix(rowMajor: Array(cells[..<6_047]))
    let next = Matrix(rowMajor: Array(cells[1..<6_048]))
    let fit = try RidgeFit(terms: lagged, targets: next, ridge: 1e-6)
    func errors(_ x: Matrix) -> [Double] {
      let expected = fit.values(x.rows(0..<(x.rows - 1)))
      return (0..<x.columns).map { j in
        (1..<x.rows).reduce(0) {
          let error = x[$1, j] - expected[$1 - 1, j]
          return $0 + error * error
        } / Double(x.rows - 1)
      }
    }
    for (tag, pair) in zip(errors(unseen), errors(trace)).enumerated() {
      let ratio = pair.1 / pair.0
      // Switching makes these heavy-tailed: 18 days of the plant differ among themselves by a third.
      #expect((0.6...1.67).contains(ratio), "\(TwoTanks.ids[tag]): \(ratio)")
    }
  }

  @Test("profiles say what is usual, what is driven and what controls")
  func profiles() throws {
    let profiles = try TwoTanks.twin().profiles
    #expect(profiles.map(\.isDriven) == [false, false, false, false, false, true, true])
    #expect(profiles.map(\.isControlling) == [true, true, false, false, false, false, false])
    #expect(profiles[TwoTanks.pump1].states == [0, 1] && profiles[0].states.isEmpty)
    #expect(profiles[0].low < profiles[0].mean && profiles[0].mean < profiles[0].high)
  }
}

extension LoopTrace {
  /// The bits of some rows of the truth, what controllers were told, or what the historian stored.
  func rows(_ matrix: Int, _ range: Range<Int>) -> [UInt64] {
    [truth, controller, historian][matrix].rows(range).cells.bits
  }
}
