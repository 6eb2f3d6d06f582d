import Diagnostics
import Foundation
import Ingest
import Telemetry
import Testing

@Suite struct ProfileTagProfileTests {
  private typealias Column = ProfileExports.Column

  private func column(_ values: [Double], every seconds: Double = 1) -> Column {
    var column = Column()
    for (index, value) in values.enumerated() { column.add(Double(index) * seconds, value) }
    return column
  }

  private func profile(_ values: [Double]) -> TagProfile { column(values).profile() }

  /// Values of every sort: noise, steps, holds, missing cells, a jump, uneven stamps.
  private func mixed(_ seed: UInt64, rows: Int = 3_000) -> Column {
    var generator = SeededGenerator(root: seed, stage: "mixed")
    var column = Column()
    var second = 0.0
    var value = 5.0
    for row in 0..<rows {
      second += generator.uniform() < 0.9 ? 1 : 1 + generator.uniform() * 50
      if generator.uniform() < 0.6 {
        value = ProfileExports.rounded(value + generator.gaussian(), 2)
      }
      if row == rows / 2 { value += 1_000 }
      column.add(second, generator.uniform() < 0.05 ? .nan : value)
    }
    return column
  }

  @Test("cells are counted by what they are worth, and only measured ones are samples")
  func counts() {
    let values: [Double] = [1, .nan, 3, 4, .infinity, 6, 7, .nan, 9]
    let quality: [CellQuality] = [
      .measured, .missing, .suspect, .carried, .measured, .measured, .measured, .measured, .missing,
    ]
    let raw = quality.map(\.rawValue).dropLast() + [77]
    let times = (0..<9).map { Timestamp(nanoseconds: $0 * 1_000_000_000) }
    let profile = values.withUnsafeBufferPointer { values in
      Array(raw).withUnsafeBufferPointer { TagProfile(times: times, values: values, quality: $0) }
    }
    #expect(profile.cells == 9)
    #expect(profile.measured == 3)
    #expect(profile.missing == 3)
    // An unknown number is no measurement either.
    #expect(profile.suspect == 2)
    #expect(profile.carried == 1)
    #expect(profile.min == 1)
    #expect(profile.max == 7)
    #expect(profile.first == times[0])
    #expect(profile.newest == times[6])
  }

  @Test("mean and deviation equal the two-pass ones, on a totaliser too")
  func moments() {
    for base in [0.0, 1e9] {
      let values = mixed(3).values.map { $0 + base }
      let samples = values.filter { !$0.isNaN }
      let mean = samples.reduce(0) { $0 + ($1 - base) / Double(samples.count) }
      let squares = samples.reduce(0) { $0 + ($1 - base - mean) * ($1 - base - mean) }
      let profile = profile(values)
      let deviation = (squares / Double(samples.count)).squareRoot()
      // Numbers near 1e9 are spaced 1e-7 apart.
      #expect(abs(profile.mean - base - mean) <= 1e-12 * max(1, base) + 1e-12 * abs(mean))
      #expect(abs((profile.standardDeviation ?? 0) - deviation) <= 1e-9 * deviation)
    }
  }

  /// Values at even or uneven moments: noise with a step, without one, on quarters, long rests, missing and far cells.
  private func steady(_ seed: UInt64, rows: Int = 1_200) -> Column {
    var generator = SeededGenerator(root: seed, stage: "steady")
    var column = Column()
    var second = 0.0
    for row in 0..<rows {
      second += seed % 3 == 0 && generator.uniform() < 0.02 ? 7 : 1
      let noise = generator.gaussian()
      var value =
        switch seed % 5 {
        case 0: noise
        case 1: ProfileExports.rounded(noise, 3)
        case 2: (noise * 400).rounded() / 4
        case 3: (row / 100) % 2 == 0 ? 5 : ProfileExports.rounded(noise, 4)
        default: 1e3 + Double(row) * 3
        }
      if generator.uniform() < 0.005 { value = seed % 2 == 0 ? .nan : value * 10 }
      column.add(second, value)
    }
    return column
  }

  // One row at a time is followed sample by sample; whole batches are counted by stretches.
  @Test("batches cut differently give the same profile", arguments: 0..<27)
  func cuts(seed: Int) throws {
    let column = seed < 12 ? mixed(UInt64(seed)) : steady(UInt64(seed))
    var whole = column.profile()
    for cut in [1, 2, 3, 7, 64, 1_000, 2_999] {
      let parts = column.profile(cut: cut)
      // Sums are the one thing that rounds; the course is joined from other shares.
      #expect(abs(parts.mean - whole.mean) <= 1e-12 * abs(whole.mean))
      #expect(
        abs((parts.standardDeviation ?? 0) - (whole.standardDeviation ?? 1))
          <= 1e-12 * (whole.standardDeviation ?? 0))
      #expect(parts.noiseFloor == whole.noiseFloor)
      #expect(parts.deadBand == whole.deadBand)
      #expect(parts.lines == whole.lines)
      #expect(parts.spacing == whole.spacing)
      #expect(parts.flatLine == whole.flatLine)
      #expect(parts.repeatShare == whole.repeatShare)
      #expect(parts.restingValues == whole.restingValues)
      #expect(parts.step == whole.step)
      #expect(parts.distinct == whole.distinct)
      #expect((parts.min, parts.max) == (whole.min, whole.max))
      #expect((parts.first, parts.newest) == (whole.first, whole.newest))
      let kind = ExportClass(of: parts)
      #expect(kind == ExportClass(of: whole))
    }
    let copy = whole
    whole.merge(TagProfile())
    #expect(whole == copy)
  }

  @Test("a profile survives being written and read, and goes on as if it had not been")
  func coding() throws {
    let column = mixed(5)
    let first = Column(times: Array(column.times[..<1_500]), values: Array(column.values[..<1_500]))
    let rest = Column(times: Array(column.times[1_500...]), values: Array(column.values[1_500...]))
    var live = first.profile()
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    var read = try JSONDecoder().decode(TagProfile.self, from: try encoder.encode(live))
    #expect(read == live)
    live.merge(rest.profile())
    read.merge(rest.profile())
    #expect(read == live)
    #expect(try encoder.encode(read) == (try encoder.encode(live)))
  }

  @Test("no value traps, and every profile can be written")
  func hostile() throws {
    let values: [Double] = [
      1e308, -1e308, .leastNonzeroMagnitude, -0.0, 0, .infinity, -.infinity, .nan, 1e15, 1e16,
      0x1p53,
      0x1p40, 0.1, 1e-9, -1e-300, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
    ]
    // The first and the last of these lie in years that no text says.
    let stamps: [Int64] = [.min, -1, 0, 0, 1, 9_000_000_000_000_000_000, .max]
    for seed in 0..<200 as Range<UInt64> {
      var generator = SeededGenerator(root: seed, stage: "hostile")
      var column = Column()
      for _ in 0..<200 {
        column.values.append(values[generator.index(below: values.count)])
        let isWritten = seed % 4 < 2
        let index = isWritten ? 1 + generator.index(below: 5) : generator.index(below: 7)
        column.times.append(Timestamp(nanoseconds: stamps[index]))
      }
      if seed % 2 == 0 { column.times.sort() }
      let profile = column.profile(cut: 1 + Int(seed))
      _ = ExportClass(of: profile)
      _ = profile.sparkline.text
      #expect(profile.cells == 200)
      if seed % 4 >= 2 { continue }
      let data = try JSONEncoder().encode(profile)
      #expect(try JSONDecoder().decode(TagProfile.self, from: data).cells == 200)
    }
  }

  @Test(
    "the step is the greatest one that all values are apart by",
    arguments: [
      ([1.25, 1.5, 3.0], 0.25), ([0.01, 0.02, 7.13], 0.01), ([100, 150, 400], 50),
      ([20.7, 20.9, 21.1], 0.2), ([3, 4], 1), ([1e-9, 3e-9, 4e-9], 1e-9), ([-0.5, 0, 1], 0.5),
      ([5, 5, 5], nil), ([0.1, 1.0 / 3], nil), ([], nil), ([0.1 + 0.2, 0.1], 0.2),
      ([1e15 + 0.5, 1], nil), ([1, 1e300], nil),
    ] as [([Double], Double?)])
  func step(values: [Double], step: Double?) {
    #expect(profile(values).step == step)
    #expect(profile(values.reversed()).step == step)
    #expect(column(values).profile(cut: 1).step == step)
  }

  @Test("different values are told up to 64, then they are many")
  func distinct() {
    #expect(profile([3, 1, 3, .nan, 2]).distinct == [1, 2, 3])
    #expect(profile([0, -0.0]).distinct == [0])
    #expect(profile((0..<64).map(Double.init).reversed()).distinct?.count == 64)
    #expect(profile((0..<65).map(Double.init)).distinct == nil)
    #expect(column((0..<65).map(Double.init)).profile(cut: 40).distinct == nil)
    #expect(TagProfile().distinct == [])
  }

  @Test("the longest flat line has its start, length, rows and value, the earlier on a tie")
  func flatLine() throws {
    let flat = try #require(profile([1, 2, 2, .nan, 2, 3, 4, 4, 4, 5]).flatLine)
    #expect(flat.rows == 3)
    #expect(flat.value == 2)
    #expect(flat.length == TimeSpan(seconds: 3))
    #expect(flat.start == column([0, 0]).times[1])
    #expect(profile([7]).flatLine?.rows == 1)
    #expect(TagProfile().flatLine == nil)
    #expect(profile([4, 4]).isConstant)
    #expect(!TagProfile().isConstant)
  }

  @Test("spacing is that of the samples: commonest, share and longest gap with its start")
  func spacing() throws {
    var column = Column()
    for second in [0.0, 10, 20, 25, 35, 135, 145] { column.add(second, second) }
    column.values[3] = .nan
    let spacing = try #require(column.profile().spacing)
    #expect(spacing.commonest == TimeSpan(seconds: 10))
    #expect(spacing.share == 3.0 / 5)
    #expect(spacing.longest == TimeSpan(seconds: 100))
    #expect(spacing.longestStart == column.times[4])
    #expect(profile([1]).spacing == nil)
  }

  @Test("the noise floor is the noise that was added, on even and on uneven stamps")
  func noise() throws {
    for seed in 0..<20 as Range<UInt64> {
      var generator = SeededGenerator(root: seed, stage: "noise")
      let sigma = 0.05 + generator.uniform()
      var column = Column()
      var second = 0.0
      for _ in 0..<20_000 {
        second += seed % 2 == 0 ? 1 : 0.2 + generator.uniform()
        column.add(second, 0.001 * second + sigma * generator.gaussian())
      }
      let floor = try #require(column.profile().noiseFloor)
      // A median of 512 to 1,024 is good to about 5 % (one deviation); 20 seeds stay within four.
      #expect(abs(floor / sigma - 1) < 0.2, "seed \(seed): \(floor) for \(sigma)")
    }
  }

  @Test("where rounding hides the noise, the floor is what rounding alone makes")
  func coarse() throws {
    let values = (0..<400).map { ($0 / 20) % 2 == 0 ? 5.0 : 5.5 } + [7, 3]
    let floor = try #require(profile(values).noiseFloor)
    #expect(abs(floor - 0.5 / 12.0.squareRoot()) < 1e-15)
    #expect(profile([1, 2, 1, 2]).noiseFloor == nil)
  }

  @Test("levels of a converter are found where they are no decimal step")
  func levels() throws {
    var generator = SeededGenerator(seed: 4)
    let values = (0..<2_000).map { _ in
      ProfileExports.rounded(0.054_68 + 0.327_927_4 * (2 * generator.gaussian()).rounded(), 6)
    }
    let level = try #require(profile(values).level)
    #expect(abs(level - 0.327_927_4) < 2e-6)
    #expect(profile(values).deadBand?.isVisible == false)
    let noise = (0..<2_000).map { _ in ProfileExports.rounded(generator.gaussian(), 6) }
    #expect(profile(noise).level == nil)
  }

  @Test("a tag rests where it stands still at an end of its range, not in between")
  func resting() {
    let pump = (0..<300).map { $0 % 30 < 20 ? 0 : 40 + Double($0 % 7) }
    #expect(profile(pump).restingValues == [0])
    #expect(profile(pump).repeatShare == 0)
    #expect(profile((0..<300).map { Double($0 / 10) }).restingValues == [])
    #expect(profile([4, 4, 4]).restingValues == [])
  }

  @Test("rows of several units have counts and extremes, and no neighbours")
  func units() {
    let column = column([1, 10, 1.5, 10.5, 2, 11])
    let several = column.profile(units: [0, 1, 0, 1, 0, 1])
    #expect(!several.isOneSequence)
    #expect((several.min, several.max, several.measured) == (1, 11, 6))
    #expect(several.step == 0.5)
    #expect(several.spacing == nil)
    #expect(several.flatLine == nil)
    #expect(column.profile(units: [3, 3, 3, 3, 3, 3]).spacing != nil)
    var merged = self.column([1, 2, 3]).profile(units: [0, 0, 0])
    merged.merge(several)
    #expect(!merged.isOneSequence)
    #expect(merged.spacing == nil)
    #expect(
      ExportClass(of: several).evidence == ["not classed: the rows are of several units"])
  }

  @Test("the course is a line of blocks, blank where nothing was measured")
  func sparkline() {
    #expect(profile((0..<24).map(Double.init)).sparkline.text == "▁▁▁▂▂▂▃▃▃▄▄▄▅▅▅▆▆▆▇▇▇███")
    #expect(profile([5, 5, 5]).sparkline.text == "▁▁▁")
    #expect(profile([1, .nan, 2]).sparkline.text == "▁ █")
    #expect(profile([.nan]).sparkline.text == " ")
    #expect(TagProfile().sparkline.text == "")
    let long = column((0..<100_000).map { Double($0) })
    for cut in [100_000, 5_000, 333] {
      let line = long.profile(cut: cut).sparkline
      #expect(line.text == "▁▁▁▂▂▂▃▃▃▄▄▄▅▅▅▆▆▆▇▇▇███")
      #expect(line.shares.count == 24)
      #expect(line.shares.reduce(0) { $0 + $1.rows } == 100_000)
      #expect(line.shares.first?.min == 0)
      #expect(line.shares.last?.max == 99_999)
      #expect(line.shares.allSatisfy { abs($0.rows - 100_000 / 24) <= 2 * 100_000 / 64 })
    }
  }

  @Test("a damaged profile is refused or read, and never traps", arguments: 0..<800)
  func damaged(seed: Int) throws {
    var generator = SeededGenerator(root: UInt64(seed), stage: "damaged")
    let column = mixed(1, rows: 60)
    var text = String(decoding: try JSONEncoder().encode(column.profile()), as: UTF8.self)
    let numbers = ["-1", "9223372036854775807", "-9223372036854775808", "0", "1e308", "77", "null"]
    for _ in 0..<2 {
      let spots = text.indices.filter { text[$0].isNumber || text[$0] == "-" }
      var start = spots[generator.index(below: spots.count)]
      while start > text.startIndex, text[text.index(before: start)].isNumber {
        start = text.index(before: start)
      }
      let end = text[start...].firstIndex { !$0.isNumber && $0 != "-" } ?? text.endIndex
      text.replaceSubrange(start..<end, with: numbers[generator.index(below: numbers.count)])
    }
    guard var read = try? JSONDecoder().decode(TagProfile.self, from: Data(text.utf8)) else {
      return
    }
    let copy = read
    read.merge(copy)
    read.merge(column.profile())
    var other = column.profile()
    other.merge(copy)
    for profile in [read, other] {
      _ = ExportClass(of: profile)
      _ = profile.sparkline.text
      _ = profile.flatLine
      _ = profile.spacing
      _ = profile.standardDeviation
    }
  }
}
