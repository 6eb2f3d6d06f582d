import Diagnostics
import Foundation
import Ingest
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite struct ProfileExportKindTests {
  private static let seeds = 0..<50 as Range<UInt64>

  /// Checks the kind of one made-up export per seed.
  private func check(
    _ expected: ExportKind, _ stage: String, sourceLocation: SourceLocation = #_sourceLocation,
    _ make: (inout SeededGenerator) -> ProfileExports.Column
  ) {
    for seed in Self.seeds {
      var generator = SeededGenerator(root: seed, stage: stage)
      let found = ExportClass(of: make(&generator).profile())
      #expect(
        found.kind == expected, "seed \(seed): \(found.evidence)", sourceLocation: sourceLocation)
    }
  }

  private func signal(_ noise: Double, _ generator: inout SeededGenerator) -> [Double] {
    ProfileExports.process(seconds: 40_000, noise: noise, &generator)
  }

  @Test("polled values are raw, whatever pace, rounding and jitter")
  func raw() {
    check(.raw, "raw") { generator in
      let signal = signal(0.02 + 0.2 * generator.uniform(), &generator)
      return ProfileExports.raw(
        signal, every: [1, 5, 10, 60][generator.index(below: 4)],
        decimals: 1 + generator.index(below: 5), jitter: generator.uniform() < 0.3 ? 0.2 : 0,
        &generator)
    }
  }

  @Test("values kept on change are exceptions, as they were kept and repeated on a grid")
  func exceptions() {
    for isHeld in [false, true] {
      check(.exception, "exception") { generator in
        let noise = 0.02 + 0.2 * generator.uniform()
        let signal = signal(noise, &generator)
        // A dead band is set above the noise: here at least four deviations.
        let kept = ProfileExports.exceptions(
          signal, band: max(0.3, 4 * noise) + generator.uniform(), longest: 3_600, decimals: 2)
        let every = [5, 10, 30][generator.index(below: 3)]
        return isHeld ? ProfileExports.held(kept, every: every, seconds: 40_000) : kept
      }
    }
  }

  @Test("points that a swinging door kept are exceptions")
  func swingingDoor() {
    check(.exception, "door") { generator in
      // The usual setting: a deviation of about the noise. A door that is much wider than the noise
      // leaves points that nothing tells from others.
      let noise = 0.1 + 0.2 * generator.uniform()
      let signal = signal(noise, &generator)
      return ProfileExports.swingingDoor(
        signal, deviation: (1.5 + 0.5 * generator.uniform()) * noise, decimals: 3)
    }
  }

  @Test("a poll thinned by chance is no swinging door")
  func thinned() {
    check(.unknown, "thinned") { generator in
      let signal = signal(0.1 + 0.2 * generator.uniform(), &generator)
      var column = ProfileExports.Column()
      for (second, value) in signal.enumerated() where generator.uniform() < 0.1 {
        column.add(Double(second), ProfileExports.rounded(value, 3))
      }
      return column
    }
  }

  @Test("values on lines between sparse or kept points are interpolated")
  func interpolated() {
    for isDoor in [false, true] {
      check(.interpolated, "interpolated") { generator in
        let noise = 0.02 + 0.2 * generator.uniform()
        let signal = signal(noise, &generator)
        let kept =
          isDoor
          ? ProfileExports.swingingDoor(signal, deviation: max(0.3, 2 * noise), decimals: 2)
          : ProfileExports.raw(
            signal, every: 60 * (1 + generator.index(below: 5)), decimals: 2, jitter: 0, &generator)
        return ProfileExports.interpolated(
          kept, every: 10, seconds: 40_000, decimals: generator.uniform() < 0.5 ? 3 : nil)
      }
    }
  }

  private func column(_ values: [Double]) -> TagProfile {
    var column = ProfileExports.Column()
    for (index, value) in values.enumerated() { column.add(Double(index) * 60, value) }
    return column.profile()
  }

  @Test("what cannot be classed says why")
  func unclassed() {
    func text(_ values: [Double], _ role: TagRole? = nil) -> String {
      let found = ExportClass(of: column(values), role: role)
      return "\(found.kind.rawValue): \(found.evidence.joined(separator: "; "))"
    }
    #expect(text([]) == "unknown: not classed: no samples")
    #expect(text([4.5, 4.5]) == "unknown: not classed: all 2 samples are 4.5")
    #expect(text([4.5]) == "unknown: not classed: all 1 sample are 4.5")
    #expect(text([0, 1, 1]) == "state: state, not classed: its only values are 0, 1")
    #expect(text([0.5, 1], .status) == "state: state, not classed: its role is status")
    #expect(text([0.5, 1]) == "unknown: not classed: 2 samples, 30 are needed")
  }

  @Test("the evidence carries the figures")
  func evidence() {
    var generator = SeededGenerator(seed: 1)
    let signal = ProfileExports.process(seconds: 20_000, noise: 0.1, &generator)
    let raw = ExportClass(
      of: ProfileExports.raw(signal, every: 10, decimals: 2, jitter: 0, &generator).profile())
    #expect(raw.evidence.first == "100 % of the samples are 10s apart")
    #expect(raw.evidence.last?.hasPrefix("noise floor 0.1") == true)
    #expect(raw.evidence.last?.hasSuffix(", steps of 0.01") == true)
    let kept = ProfileExports.exceptions(signal, band: 0.5, longest: 3_600, decimals: 2)
    let held = ExportClass(of: ProfileExports.held(kept, every: 10, seconds: 20_000).profile())
    #expect(
      held.evidence.first?.hasPrefix("changes are dropped: only 5 % are below 0.5") == true)
    #expect(held.evidence.last == "100 % of the samples are 10s apart")
  }

  @Test("a stamp far in the future, or two, sets no limit of silence or standing still")
  func farStamps() throws {
    for far in [1, 2] {
      var column = ProfileExports.Column()
      for row in 0..<60 { column.add(Double(row) * 60, Double(row * 7 % 11) + 0.25) }
      for year in 1...far { column.add(Double(year) * 347_068_800, 1.25) }
      let limits = ExportClass(of: column.profile()).limits
      #expect(limits.gapAfter == TimeSpan(seconds: 180))
    }
  }

  @Test("limits follow from the kind: noise, silence and standing still")
  func limits() throws {
    var generator = SeededGenerator(seed: 2)
    let signal = ProfileExports.process(seconds: 40_000, noise: 0.1, &generator)
    let raw = ExportClass(
      of: ProfileExports.raw(signal, every: 10, decimals: 4, jitter: 0, &generator).profile()
    ).limits
    #expect(raw.gapAfter == TimeSpan(seconds: 30))
    #expect(raw.stuckAfter == TimeSpan(seconds: 100))
    // A median of 512 to 1,024 is good to about 5 % (one deviation).
    #expect(abs((raw.noise ?? 0) - 0.1) < 0.02)
    let kept = ProfileExports.exceptions(signal, band: 0.5, longest: 3_600, decimals: 2)
    let irregular = ExportClass(of: kept.profile()).limits
    let longest = zip(kept.times, kept.times.dropFirst()).map { ($1 - $0).seconds }.max() ?? 0
    // Three times the longest silence that history shows, for 999 of 1,000 are all of these.
    #expect(irregular.gapAfter == TimeSpan(seconds: longest * 3))
    #expect(irregular.stuckAfter == irregular.gapAfter)
    #expect((irregular.noise ?? 0) >= 0.5)
    let held = ExportClass(of: ProfileExports.held(kept, every: 10, seconds: 40_000).profile())
    #expect(held.limits.gapAfter == TimeSpan(seconds: 30))
    #expect((held.limits.stuckAfter ?? .zero) >= TimeSpan(seconds: longest))
    let pump = (0..<2_000).map { row -> Double in
      row % 100 < 70 ? 0 : 40 + generator.gaussian()
    }
    let resting = ExportClass(of: column(pump))
    #expect(resting.kind == .raw)
    #expect(resting.limits.restsAt == [0])
    #expect(resting.limits.stuckAfter == TimeSpan(seconds: 600))
  }
}

/// Kinds of real exports.
@Suite(.enabled(if: Datasets.folder != nil, "TOCSIN_DATASETS is not set"))
struct ProfileRealDataTests {
  private func kinds(_ name: String) throws -> [(tag: Telemetry.Tag, found: ExportClass)] {
    let path = Datasets.path(name)
    let file = try CSVReader(format: try CSVSniffer.sniff(file: path)).read(file: path, threads: 1)
    let rows = file.frame.count
    return file.frame.tags.enumerated().map { index, tag in
      let profile = file.frame.values.withUnsafeColumn(index) { values in
        file.quality.withUnsafeBufferPointer { quality in
          TagProfile(
            times: file.frame.times, values: values,
            quality: UnsafeBufferPointer(rebasing: quality[index * rows..<(index + 1) * rows]))
        }
      }
      return (tag, ExportClass(of: profile, role: tag.role))
    }
  }

  @Test("BATADAL's levels, flows and pressures are raw, its pumps are states")
  func batadal() throws {
    let kinds = try kinds("batadal/BATADAL_dataset03.csv")
    let constant: Set<String> = ["F_PU3", "F_PU5", "F_PU9"]
    for (tag, found) in kinds where tag.role != .label {
      if tag.id.hasPrefix("S_") {
        // Some pumps never ran: not classed either.
        #expect(found.kind == .state || found.evidence[0].hasPrefix("not classed: all 8,761"))
      } else {
        #expect(found.kind == (constant.contains(tag.id) ? .unknown : .raw), "\(tag.id) \(found)")
      }
    }
    #expect(kinds.count == 44)
    let level = try #require(kinds.first { $0.tag.id == "L_T1" }?.found)
    #expect(level.evidence[0] == "100 % of the samples are 1h apart")
    #expect(level.limits.gapAfter == TimeSpan.hours(3))
    #expect(level.limits.stuckAfter == TimeSpan.hours(10))
  }

  @Test("SKAB's vibrations, currents and pressures are raw in spite of jumps of the clock")
  func skab() throws {
    for (tag, found) in try kinds("skab/anomaly-free/anomaly-free.csv") {
      #expect(found.kind == .raw, "\(tag.id) \(found)")
      #expect(found.limits.gapAfter == TimeSpan(seconds: 3))
    }
    let pressure = try #require(
      try kinds("skab/anomaly-free/anomaly-free.csv").first { $0.tag.id == "Pressure" })
    #expect(pressure.found.evidence.last?.contains("levels of 0.3279") == true)
  }

  @Test(
    "NAB's measurements at an even pace are raw",
    arguments: [
      "ambient_temperature_system_failure", "cpu_utilization_asg_misconfiguration",
      "ec2_request_latency_system_failure", "machine_temperature_system_failure", "nyc_taxi",
      "rogue_agent_key_hold", "rogue_agent_key_updown",
    ])
  func nab(name: String) throws {
    for (tag, found) in try kinds("nab/data/realKnownCause/\(name).csv")
    where tag.role == .sensor {
      #expect(found.kind == .raw, "\(found)")
    }
  }
}
