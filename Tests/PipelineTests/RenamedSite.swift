import Foundation
import Ingest
import LinearAlgebra
import Pipeline
import Telemetry

/// A plant's telemetry as another site would write it: renamed without ids, shuffled, in US units.
struct RenamedSite {
  /// What each tag truly is.
  struct Truth {
    var tag: String
    var element: String
    var quantity: MeasuredQuantity
  }

  var frame: Frame
  var truths: [Truth]

  /// Reads tags named like `L_T1`, `F_PU1`, `S_V1`, `P_J280` from wide CSV files.
  ///
  /// - Parameters:
  ///   - time: reads the first column.
  ///   - every: keeps every n-th row.
  ///   - stations: by element, the station that its tags are named for; without one for `site`.
  ///   - isUS: turns m into ft, m of pressure into psi and L/s into gpm.
  init(
    files: [String], time: (String) -> Double?, every: Int = 1, stations: [String: Int] = [:],
    site: String = "WTP1", seed: UInt64, isUS: Bool = true
  ) throws {
    var random = SplitMix(state: seed)
    var rows: [[Double]] = []
    var times: [Timestamp] = []
    var names: [String] = []
    for file in files {
      let lines = try String(contentsOfFile: file, encoding: .utf8).split(
        whereSeparator: \.isNewline)
      names = lines[0].split(separator: ",").map(String.init)
      for (number, line) in lines.dropFirst().enumerated() where number % every == 0 {
        let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard cells.count == names.count, let seconds = time(cells[0]) else { continue }
        times.append(Timestamp(nanoseconds: Int64(seconds) * 1_000_000_000))
        rows.append(cells.dropFirst().map { Double($0) ?? .nan })
      }
    }
    let kinds: [String: (MeasuredQuantity, String, Double)] = [
      "L": (.level, "LIT", 1 / 0.3048), "F": (.flow, "FIT", 15.850_323),
      "S": (.status, "ST", 1), "P": (.pressure, "PIT", 1.422_334),
    ]
    var numbers = Array(101...999)
    random.shuffle(&numbers)
    var order = Array(names.dropFirst().enumerated())
    random.shuffle(&order)
    var columns: [[Double]] = []
    truths = []
    var labels = Array(1...20)
    random.shuffle(&labels)
    for (column, name) in order {
      let parts = name.split(separator: "_").map(String.init)
      guard parts.count == 2, let (quantity, word, factor) = kinds[parts[0]] else { continue }
      let station = stations[parts[1]].map { "PS\(labels[$0])" } ?? site
      let tag = "\(station)_\(word)_\(numbers.removeLast())_PV"
      truths.append(Truth(tag: tag, element: parts[1], quantity: quantity))
      columns.append(rows.map { $0[column] * (isUS ? factor : 1) })
    }
    frame = Frame(
      times: times, tags: truths.map { Tag(id: $0.tag) }, values: Matrix(columns: columns))
  }

  /// Truths of tanks, pumps and valves.
  var drivesAndTanks: [Truth] { truths.filter { $0.quantity != .pressure } }

  /// Tags whose proposal is wrong; ids compared without case, for BATADAL writes V2 as v2.
  func wrong(_ proposals: [TagProposal]) -> [Truth] {
    drivesAndTanks.filter { truth in
      proposals.first { $0.tag == truth.tag }?.element?.uppercased()
        != truth.element.uppercased()
    }
  }
}

/// A small generator with the same numbers everywhere.
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func shuffle<T>(_ list: inout [T]) {
    for at in list.indices.reversed() { list.swapAt(at, Int(next() % UInt64(at + 1))) }
  }
}

/// The plants of the tests.
enum MappedPlants {
  /// The controller that each tag of C-Town belongs to, by epanetCPA's `[CYBERNODES]` of that network.
  static let ctownStations: [String: Int] = [
    "PU1": 1, "PU2": 1, "PU3": 1, "J280": 1, "J269": 1, "T1": 2, "T2": 3, "V2": 3, "PU4": 3,
    "PU5": 3, "PU6": 3, "PU7": 3, "J300": 3, "J256": 3, "J289": 3, "J415": 3, "J14": 3, "J422": 3,
    "T3": 4, "PU8": 5, "PU9": 5, "PU10": 5, "PU11": 5, "J302": 5, "J306": 5, "J307": 5, "J317": 5,
    "T4": 6, "T5": 7, "T6": 8, "T7": 9,
  ]

  /// `06/01/14 05` as seconds.
  static func batadalTime(_ text: String) -> Double? {
    let parts = text.split(whereSeparator: { $0 == "/" || $0 == " " }).compactMap { Int($0) }
    guard parts.count == 4 else { return nil }
    return Timestamp(
      iso8601: String(
        format: "20%02d-%02d-%02dT%02d:00:00Z", parts[2], parts[1], parts[0], parts[3])
    )
    .map { Double($0.nanoseconds / 1_000_000_000) }
  }

  static func isoTime(_ text: String) -> Double? {
    Timestamp(iso8601: text).map { Double($0.nanoseconds / 1_000_000_000) }
  }
}
