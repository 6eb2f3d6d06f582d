internal import Diagnostics
internal import Foundation
public import Learning
internal import LinearAlgebra
public import Telemetry

/// Tanks, pumps and controllers simulated in small parts of a row, for tests that must know the truth.
///
/// Shares no code with the twin. PU1 fills T1 by a rule, PU2 empties T2 by an inverse rule, PU3 is switched
/// by chance and moves nothing, PU4 never runs. T3 is a bystander; T4 is full whenever PU1 goes off.
public struct SimulatedTanks: Sendable {
  /// The level of T1.
  public static let level = 0
  /// The level of T2, which is drained.
  public static let drained = 1
  /// The level of T3, which nothing here moves.
  public static let bystander = 2
  /// The level of T4, which is mostly full.
  public static let full = 3
  /// The flow of PU1.
  public static let flow = 4
  /// The flow of PU2.
  public static let drain = 5
  /// The pressure behind PU1.
  public static let pressure = 6
  /// The state of PU1.
  public static let pump = 7
  /// The state of PU2.
  public static let drainPump = 8
  /// The state of PU3.
  public static let random = 9
  /// The state of PU4.
  public static let idle = 10

  /// PU1 goes on below this level of T1, m.
  public static let onBelow = 2.0
  /// PU1 goes off above this level of T1, m.
  public static let offAbove = 4.0
  /// PU2 goes on above this level of T2, m.
  public static let onAbove = 3.5
  /// PU2 goes off below this level of T2, m.
  public static let offBelow = 1.5

  /// The tags of the record.
  public static let tags =
    ["L_T1", "L_T2", "L_T3", "L_T4", "F_PU1", "F_PU2", "P_J1"]
    .map { Tag(id: $0, resolution: 0.001) }
    + ["S_PU1", "S_PU2", "S_PU3", "S_PU4"].map { Tag(id: $0, role: .status) }

  /// How many rows.
  public var rows: Int
  /// What chance does.
  public var seed: UInt64
  /// The first moment.
  public var start: Timestamp
  /// The time between two rows.
  public var interval = TimeSpan.hours(0.5)

  /// A plant that runs for some rows, from 2026-01-01 on.
  public init(
    rows: Int, seed: UInt64, start: Timestamp = Timestamp(nanoseconds: 1_767_225_600_000_000_000)
  ) {
    self.rows = rows
    self.seed = seed
    self.start = start
  }

  /// What the historian recorded.
  public var record: ProcessRecord {
    var chance = SeededGenerator(seed: seed)
    var times: [Timestamp] = []
    var cells: [[Double]] = []
    var (one, two, three, four) = (3.0, 2.5, 3.0, 5.0)
    var (pump, drainPump, random) = (1.0, 0.0, 0.0)
    var drift = 0.0
    // A controller acts within a row: the plant moves in this many parts of it.
    let parts = 20
    for row in 0..<rows {
      let time = start + interval * row
      let day = 2 * Double.pi * Double(time.secondOfDay) / 86_400
      drift = 0.9 * drift + 0.05 * chance.gaussian()
      let demand = 0.07 * (1 + 0.4 * cos(day)) + 0.02 * drift
      let arriving = 0.06 * (1 + 0.3 * sin(day)) + 0.02 * drift
      let flow = 100 + 4 * (3 - one) + 0.3 * chance.gaussian()
      let drain = 90 + 5 * (two - 2.5) + 0.3 * chance.gaussian()
      if chance.uniform() < 0.04 { random = 1 - random }
      for _ in 0..<parts {
        one += (0.0018 * flow * pump - demand) / Double(parts)
        two += (arriving - 0.0016 * drain * drainPump) / Double(parts)
        four = min(5, four + (0.0012 * flow * pump - 0.5 * demand) / Double(parts))
        if one < Self.onBelow { pump = 1 }
        if one > Self.offAbove { pump = 0 }
        if two > Self.onAbove { drainPump = 1 }
        if two < Self.offBelow { drainPump = 0 }
      }
      three += 0.03 * (3 - three) + 0.06 * chance.gaussian()
      let line = [
        one, two, three, four, pump * flow, drainPump * drain,
        30 + 2 * one + 3 * pump + 0.1 * chance.gaussian(), pump, drainPump, random, 0,
      ]
      times.append(time)
      cells.append(
        zip(line, Self.tags).map { value, tag in
          tag.resolution == nil ? value : (value * 1_000).rounded() / 1_000
        })
    }
    return ProcessRecord(
      tags: Self.tags, interval: interval, times: times, values: Matrix(rowMajor: cells),
      follows: times.indices.map { $0 > 0 })
  }
}
