import Diagnostics
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("The even grid")
struct GridResamplerTests {
  private struct Row {
    var time: Int64
    var unit: String
    var values: [Double]
    var quality: [UInt8]
  }
  private struct Cell: Equatable, CustomStringConvertible {
    var value: Double
    var quality: UInt8
    static func == (a: Cell, b: Cell) -> Bool {
      a.quality == b.quality
        && (a.value.isNaN ? b.value.isNaN : (a.value - b.value).magnitude <= 1e-12 * 100)
    }
    var description: String { "\(value)/\(quality)" }
    static let missing = Cell(value: .nan, quality: 2)
  }
  private struct OutRow: Equatable {
    var time: Int64
    var unit: String
    var cells: [Cell]
  }

  private static let methods = ResampleMethod.allCases
  private static let tags = methods.map { Tag(id: $0.rawValue) }

  private static func settings(every: Int64, gap: Int64) throws -> GridSettings {
    var byTag: [String: ResampleMethod] = [:]
    for method in methods { byTag[method.rawValue] = method }
    return try GridSettings(
      every: TimeSpan(nanoseconds: every), largestGap: TimeSpan(nanoseconds: gap),
      methods: byTag)
  }

  /// The grid by looking through all rows for every cell.
  private static func oracle(_ rows: [Row], every: Int64, gap: Int64) -> [OutRow] {
    guard let first = rows.first, let last = rows.last else { return [] }
    var result: [OutRow] = []
    // Two stamps of room on both sides.
    var stamp = (first.time / every - 2) * every
    while stamp <= last.time + 2 * every {
      for unit in Set(rows.map(\.unit)).sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
        let own = rows.filter { $0.unit == unit }
        let inside = own.filter { $0.time > stamp - every && $0.time <= stamp }
        var cells: [Cell] = []
        for (tag, method) in methods.enumerated() {
          func samples(_ rows: [Row]) -> [(time: Int64, cell: Cell)] {
            rows.filter { !$0.values[tag].isNaN }
              .map { ($0.time, Cell(value: $0.values[tag], quality: $0.quality[tag])) }
          }
          let here = samples(inside)
          let values = here.map(\.cell.value)
          let worst = here.map(\.cell.quality).max() ?? 2
          let before = samples(own.filter { $0.time <= stamp }).last
          let after = samples(own.filter { $0.time > stamp }).first
          switch method {
          case .mean:
            cells.append(
              here.isEmpty
                ? .missing
                : Cell(value: values.reduce(0, +) / Double(values.count), quality: worst))
          case .min: cells.append(values.min().map { Cell(value: $0, quality: worst) } ?? .missing)
          case .max: cells.append(values.max().map { Cell(value: $0, quality: worst) } ?? .missing)
          case .last:
            if let sample = here.last {
              cells.append(sample.cell)
            } else if let before, stamp - before.time <= gap,
              stamp < last.time + every
            {
              cells.append(
                Cell(value: before.cell.value, quality: before.cell.quality == 3 ? 3 : 1))
            } else {
              cells.append(.missing)
            }
          case .linear:
            guard let before else {
              cells.append(.missing)
              continue
            }
            if before.time == stamp {
              cells.append(before.cell)
            } else if let after, after.time - before.time <= gap {
              let w = Double(stamp - before.time) / Double(after.time - before.time)
              let isSuspect = before.cell.quality == 3 || after.cell.quality == 3
              cells.append(
                Cell(
                  value: before.cell.value + w * (after.cell.value - before.cell.value),
                  quality: isSuspect ? 3 : here.last?.cell.quality ?? 1))
            } else {
              // Nothing was measured at the stamp: the cell's sample is carried to it.
              cells.append(
                here.last.map {
                  Cell(value: $0.cell.value, quality: $0.cell.quality == 3 ? 3 : 1)
                } ?? .missing)
            }
          }
        }
        if !inside.isEmpty || cells.contains(where: { !$0.value.isNaN }) {
          result.append(OutRow(time: stamp, unit: unit, cells: cells))
        }
      }
      stamp += every
    }
    return result
  }

  private static func frame(_ rows: ArraySlice<Row>, hasUnits: Bool) -> (Frame, [UInt8]) {
    let rows = Array(rows)
    var values = Matrix(rows: rows.count, columns: tags.count)
    var quality = [UInt8](repeating: 0, count: rows.count * tags.count)
    for (index, row) in rows.enumerated() {
      for tag in tags.indices {
        values[index, tag] = row.values[tag]
        quality[tag * rows.count + index] = row.quality[tag]
      }
    }
    let names = Array(Set(rows.map(\.unit)))
    let units = UnitColumn(
      names: names, codes: rows.map { row in Int32(names.firstIndex(of: row.unit) ?? 0) })
    return (
      Frame(
        times: rows.map { Timestamp(nanoseconds: $0.time) }, units: hasUnits ? units : nil,
        tags: tags, values: values), quality
    )
  }

  private static func append(_ frame: Frame, _ quality: [UInt8], to result: inout [OutRow]) {
    for row in 0..<frame.count {
      result.append(
        OutRow(
          time: frame.times[row].nanoseconds, unit: frame.units.map { $0[row] } ?? "",
          cells: frame.tags.indices.map {
            Cell(value: frame.values[row, $0], quality: quality[$0 * frame.count + row])
          }))
    }
  }

  @Test(
    "every cell is what a look through all rows says, however the rows are cut", arguments: 1...120)
  func oracle(seed: Int) throws {
    var generator = SeededGenerator(root: 91, stage: "grid", index: seed)
    let hasUnits = seed % 2 == 0
    let every = Int64(1 + generator.next() % 10)
    let gap = Int64(generator.next() % 40)
    var time = Int64(generator.next() % 200) - 100
    var rows: [Row] = []
    for _ in 0..<Int(generator.next() % 60) {
      // Mostly near steps, at times a jump over the largest gap.
      time += Int64(generator.next() % (generator.next() % 6 == 0 ? 90 : 8))
      let values = tags(&generator)
      rows.append(
        Row(
          time: time, unit: hasUnits ? ["P10", "P2", "ä"][Int(generator.next() % 3)] : "",
          values: values.map(\.value), quality: values.map(\.quality)))
    }
    rows = rows.enumerated().sorted {
      ($0.element.time, $0.element.unit, $0.offset) < ($1.element.time, $1.element.unit, $1.offset)
    }.map(\.element)
    let settings = try Self.settings(every: every, gap: gap)
    let expected = Self.oracle(rows, every: every, gap: gap)
    for cut in [1, 5, 1_000] {
      var resampler = GridResampler(settings, tags: Self.tags, batchRows: cut == 5 ? 3 : 100)
      var seen: [OutRow] = []
      for start in stride(from: 0, to: rows.count, by: cut) {
        let (frame, quality) = Self.frame(
          rows[start..<min(start + cut, rows.count)], hasUnits: hasUnits)
        try resampler.add(frame, quality: quality) { Self.append($0, $1, to: &seen) }
      }
      try resampler.finish { Self.append($0, $1, to: &seen) }
      #expect(seen.count == expected.count)
      for (a, b) in zip(seen, expected) { #expect(a == b, "seed \(seed) cut \(cut)") }
    }
  }

  private func tags(_ generator: inout SeededGenerator) -> [(value: Double, quality: UInt8)] {
    Self.tags.indices.map { _ in
      generator.next() % 4 == 0
        ? (.nan, 2)
        : (Double(generator.next() % 100), [0, 0, 1, 3][Int(generator.next() % 4)])
    }
  }

  @Test("a cell knows samples at its stamp and before: a later row changes none but linear ones")
  func noLookAhead() throws {
    let settings = try Self.settings(every: 10, gap: 100)
    func cells(_ later: Double) throws -> [OutRow] {
      let rows = [(5, 1.0), (10, 2.0), (11, later)].map { time, value in
        Row(
          time: Int64(time), unit: "", values: [Double](repeating: value, count: 5),
          quality: [UInt8](repeating: 0, count: 5))
      }
      let (frame, quality) = Self.frame(rows[...], hasUnits: false)
      var resampler = GridResampler(settings, tags: Self.tags)
      var seen: [OutRow] = []
      try resampler.add(frame, quality: quality) { Self.append($0, $1, to: &seen) }
      try resampler.finish { Self.append($0, $1, to: &seen) }
      return seen
    }
    let seen = try cells(7)
    #expect(seen.map(\.time) == [10, 20])
    #expect(seen[0].cells.map(\.value) == [2, 1.5, 1, 2, 2])
    #expect(try cells(1_000)[0] == seen[0])
  }

  @Test("settings that make no grid are refused with their limits")
  func refusals() throws {
    func problem(_ every: Int64, _ gap: Int64) -> String? {
      fault { try Self.settings(every: every, gap: gap) }?.problem
    }
    #expect(problem(0, 1) == "a grid's distance must be longer than 0, not 0s")
    #expect(problem(1, -1_000_000_000) == "the largest gap to bridge must be at least 0, not -1s")
    #expect(
      problem(1_000_000_000, 2_000_000_000_000_000)
        == "a largest gap of 2000000s has 2000000 cells of 1s, at most 1000000 are filled")
    var resampler = GridResampler(try Self.settings(every: 10, gap: 10), tags: Self.tags)
    let rows = [20, 10].map {
      Row(
        time: $0, unit: "", values: [1, 1, 1, 1, 1], quality: [0, 0, 0, 0, 0])
    }
    let (frame, quality) = Self.frame(rows[...], hasUnits: false)
    let descending = fault { try resampler.add(frame, quality: quality) { _, _ in } }
    #expect(descending?.problem == "the times do not ascend at 1970-01-01T00:00:00.00000001Z")
    var edge = GridResampler(try Self.settings(every: 1_000, gap: 10), tags: Self.tags)
    let (last, worth) = Self.frame(
      [
        Row(time: .max, unit: "", values: [1, 1, 1, 1, 1], quality: [0, 0, 0, 0, 0])
      ][...], hasUnits: false)
    #expect(fault { try edge.add(last, quality: worth) { _, _ in } }?.kind == .badData)
  }
}
