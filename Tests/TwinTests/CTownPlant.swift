import Foundation
import Hydraulics
import Learning
import Telemetry
import TestSupport
import Twin

/// C-Town's network with dataset03, its normal year.
enum CTownPlant {
  /// The record with places and units, and the twin of it that is not calibrated.
  static func calm() throws -> (record: ProcessRecord, twin: HydraulicTwin) {
    let read = try RealRecords.record([Datasets.path("batadal/BATADAL_dataset03.csv")]) { _ in
      true
    }
    let tags = read.tags.map { tag in
      var tag = tag
      tag.element = String(tag.id.dropFirst(2))
      tag.unit = tag.role == .status ? nil : tag.id.hasPrefix("F_") ? "L/s" : "m"
      return tag
    }
    let record = ProcessRecord(
      tags: tags, interval: read.interval, times: read.times, values: read.values,
      follows: read.follows)
    let bytes = [UInt8](
      try Data(contentsOf: URL(fileURLWithPath: Datasets.path("batadal/CTOWN.INP"))))
    let twin = try HydraulicTwin(
      network: bytes, file: "CTOWN.INP", record: record, settings: HydraulicTwin.Settings())
    return (record, twin)
  }
}
