import Diagnostics
import LinearAlgebra
import Telemetry
import Twin

/// Four tanks, each with a level, a pressure, and a pump that a controller of its own switches about a set point;
/// a row every half hour.
struct FarmPlant: ClosedLoop {
  private static let tanks = 4
  var tags: [Tag] = (1...tanks).flatMap {
    [
      Tag(id: "L_T\($0)"), Tag(id: "S_PU\($0)", role: .status), Tag(id: "P_J\($0)"),
      Tag(id: "SP_T\($0)", role: .setpoint),
    ]
  }
  var interval = TimeSpan.hours(0.5)
  var profiles: [TagProfile] = (1...tanks).flatMap { _ in
    [
      TagProfile(low: 1.5, high: 4.5, mean: 3, deviation: 0.7, isControlling: true),
      TagProfile(
        low: 0, high: 1, mean: 0.5, deviation: 0.5, states: [0, 1], isDriven: true,
        isVariable: true),
      TagProfile(low: 38, high: 42, mean: 40, deviation: 1),
      TagProfile(low: 2.7, high: 3.3, mean: 3, deviation: 0.2, isControlling: true),
    ]
  }

  var controllers: [LoopController] = (0..<tanks).map {
    LoopController(id: "PLC\($0 + 1)", reads: [4 * $0, 4 * $0 + 3], drives: [4 * $0 + 1])
  }

  func run<Tap: LoopTap>(
    from start: Timestamp, steps: Int, tap: inout Tap, generator: inout SeededGenerator
  ) throws(Fault) -> LoopTrace {
    var row: [Double] = []
    for tank in 0..<Self.tanks { row += [2.5 + 0.3 * Double(tank), Double(tank % 2), 40, 3] }
    var times: [Timestamp] = []
    var (truth, controller, historian): ([[Double]], [[Double]], [[Double]]) = ([], [], [])
    for step in 0..<steps {
      let time = start + interval * step
      tap.begin(step: step, at: time, truth: row)
      var innovations = row.indices.map { $0 % 4 == 0 ? 0.05 * generator.gaussian() : 0 }
      for index in row.indices where index % 4 == 2 {
        innovations[index] = 0.2 * generator.gaussian()
      }
      tap.disturb(&innovations)
      var told = row
      tap.tell(&told)
      var done = row
      for controller in controllers.indices {
        var heard = told
        tap.tell(&heard, controller: controller)
        let tank = 4 * controller
        // Within half a metre of the set point that the controller is told.
        if heard[tank] < heard[tank + 3] - 0.5 { done[tank + 1] = 1 }
        if heard[tank] > heard[tank + 3] + 0.5 { done[tank + 1] = 0 }
      }
      tap.drive(&done)
      for tank in stride(from: 0, to: row.count, by: 4) {
        let level = max(0, row[tank] + 0.7 * done[tank + 1] - 0.35 + innovations[tank])
        row[tank] = level
        row[tank + 1] = done[tank + 1]
        row[tank + 2] = 38 + 0.66 * level + innovations[tank + 2]
        // The set point goes up and down by the hour.
        row[tank + 3] = 3 + 0.3 * (Double(time.secondOfDay / 3_600 % 6) / 2.5 - 1)
      }
      var stored = row
      tap.store(&stored)
      times.append(time)
      truth.append(row)
      controller.append(told)
      historian.append(stored)
    }
    return LoopTrace(
      times: times, truth: Matrix(rowMajor: truth), controller: Matrix(rowMajor: controller),
      historian: Matrix(rowMajor: historian))
  }
}
