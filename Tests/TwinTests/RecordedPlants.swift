import Foundation
import Learning
import LinearAlgebra
import Telemetry
import TestSupport

/// Two recorded plants, read without the program's own reader.
enum RecordedPlants {
  /// The repository's root.
  static var root: String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
  }

  /// BATADAL's dataset03: a normal year of C-Town, hour by hour without a gap.
  static func batadal() throws -> ProcessRecord {
    let text = try String(
      contentsOfFile: Datasets.path("batadal/BATADAL_dataset03.csv"), encoding: .utf8)
    // 2014-01-06 00:00 UTC, the first stamp of the file.
    let start: Int64 = 1_388_966_400_000_000_000
    var count: Int64 = 0
    return record(text, interval: .hours(1), leaving: ["ATT_FLAG"]) { _ in
      count += 1
      return Timestamp(nanoseconds: start + (count - 1) * 3_600_000_000_000)
    }
  }

  /// Riverbend from January to May: normal but for its few broken lines, every ten minutes.
  static func riverbend() throws -> ProcessRecord {
    let text = try (1...5).map {
      try String(contentsOfFile: "\(root)/datasets/riverbend/2026-0\($0).csv", encoding: .utf8)
    }.joined(separator: "\n")
    return record(text, interval: TimeSpan(seconds: 600), leaving: []) { Timestamp(iso8601: $0) }
  }

  private static func record(
    _ text: String, interval: TimeSpan, leaving: Set<String>, time: (Substring) -> Timestamp?
  ) -> ProcessRecord {
    let lines = text.split(whereSeparator: \.isNewline)
    let names = lines[0].split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    let columns = names.indices.dropFirst().filter { !leaving.contains(names[$0]) }
    var times: [Timestamp] = []
    var cells: [[Double]] = []
    for line in lines.dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count == names.count, let moment = time(fields[0]) else { continue }
      if let last = times.last, moment <= last { continue }
      times.append(moment)
      cells.append(columns.map { Double(fields[$0].trimmingCharacters(in: .whitespaces)) ?? .nan })
    }
    let tags = columns.map { column -> Tag in
      let isState = names[column].hasPrefix("S_")
      return Tag(
        id: names[column], role: isState ? .status : .sensor, resolution: isState ? nil : 0.01)
    }
    return ProcessRecord(
      tags: tags, interval: interval, times: times, values: Matrix(rowMajor: cells),
      follows: times.indices.map { $0 > 0 && times[$0] - times[$0 - 1] == interval })
  }

  /// The rules of an EPANET file's [CONTROLS]: actuator and tank to its two thresholds.
  static func controls(_ path: String) throws -> [String: (onAt: Double, offAt: Double)] {
    var rules: [String: (onAt: Double, offAt: Double)] = [:]
    for line in try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline)
    {
      // LINK PU1 OPEN IF NODE T1 BELOW 4
      let words = line.split(separator: " ").map(String.init)
      guard words.count == 8, words[0] == "LINK", words[3] == "IF", let level = Double(words[7])
      else { continue }
      let key = "S_\(words[1]) by L_\(words[5])"
      var rule = rules[key] ?? (onAt: .nan, offAt: .nan)
      if words[6] == "BELOW" { rule.onAt = level } else { rule.offAt = level }
      rules[key] = rule
    }
    return rules
  }
}
