import Foundation
import Ingest
import Learning
import LinearAlgebra
import Telemetry

/// Records of real and bundled plants, read from their files as the pipeline reads them.
enum RealRecords {
  /// The repository's root.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  /// Riverbend's five normal months.
  static var riverbend: ProcessRecord {
    get throws {
      try record((1...5).map { "\(root)/datasets/riverbend/2026-0\($0).csv" }) { _ in true }
    }
  }

  /// A record of some files; tags that begin with `S_` are states, all others are rounded to 0.01.
  static func record(_ files: [String], keeping: (String) -> Bool) throws -> ProcessRecord {
    var tags: [Tag] = []
    var times: [Timestamp] = []
    var follows: [Bool] = []
    var interval = TimeSpan.zero
    var values: Matrix?
    for name in files {
      let format = try CSVSniffer.sniff(file: name)
      let file = try CSVReader(format: format, options: CSVReaderOptions()).read(file: name)
      let frame = file.frame.selecting(
        file.frame.tags.indices.filter {
          let tag = file.frame.tags[$0]
          return tag.role != .label && tag.id != "ATT_FLAG" && keeping(tag.id)
        })
      interval = file.sampleInterval ?? .zero
      tags = frame.tags.map { tag in
        var tag = tag
        tag.role = tag.id.hasPrefix("S_") ? .status : .sensor
        tag.resolution = tag.role == .status ? nil : 0.01
        return tag
      }
      for time in frame.times {
        follows.append(
          times.last.map { Frame.isContiguous($0, time, interval: interval) } ?? false)
        times.append(time)
      }
      values = values?.appendingRows(of: frame.values) ?? frame.values
    }
    var rounded = values ?? Matrix(rows: 0, columns: 0)
    for j in 0..<rounded.columns {
      for i in 0..<rounded.rows { rounded[i, j] = (rounded[i, j] * 100).rounded() / 100 }
    }
    return ProcessRecord(
      tags: tags, interval: interval, times: times, values: rounded, follows: follows)
  }
}
