public import Diagnostics
internal import LinearAlgebra
public import Telemetry
internal import Twin

/// A trace as one table: per tag what the historian stored, what was true and what controllers were told.
///
/// Columns: `time`, then `<tag>`, `<tag>.true`, `<tag>.controller` per tag, `<alarm>.alarm` (0 or 1) per alarm of
/// controllers' programs, and `label` (0 or 1). In CSV words follow: `technique` (empty in untampered rows and
/// look-alikes), `scenario`, `step`, `target`, `phase`, `consequence`; in the store numbers: `step`, `phase`,
/// `consequence` as ``SampleLabel`` has them.
public struct TraceTable: Sendable {
  private let trace: AttackTrace
  private let columns: TraceColumns
  private let samples: [SampleLabel]
  private var names: [String] { columns.names }

  /// The table of a trace.
  public init(_ trace: AttackTrace) {
    self.trace = trace
    samples = trace.samples
    columns = TraceColumns(tags: trace.tags, alarms: trace.alarms.ids)
  }

  /// All columns of numbers, for the store.
  public var frame: Frame {
    let rows = trace.trace.times.count
    let tags = columns.tags
    let sources = [trace.trace.historian, trace.trace.truth, trace.trace.controller]
    var values = Matrix(rows: rows, columns: tags.count)
    for index in trace.tags.indices {
      for (view, source) in sources.enumerated() {
        for row in 0..<rows { values[row, 3 * index + view] = source[row, index] }
      }
    }
    for index in trace.alarms.ids.indices {
      let column = 3 * trace.tags.count + index
      for row in 0..<rows { values[row, column] = trace.alarms.states[row, index] }
    }
    for (row, label) in trace.labels.enumerated() {
      for (k, number) in ([label] + samples[row].numbers).enumerated() {
        values[row, names.count - 1 + k] = number
      }
    }
    return Frame(times: trace.trace.times, tags: tags, values: values)
  }

  /// The table as CSV: times in ISO 8601, numbers that read back to the same bits, missing ones empty.
  public var csv: String { String(decoding: bytes, as: UTF8.self) }

  /// Writes the CSV, whole or not at all.
  public func writeCSV(to path: String) throws(Fault) { try AtomicFile.write(bytes, to: path) }

  private var bytes: [UInt8] {
    let sources = [trace.trace.historian, trace.trace.truth, trace.trace.controller]
    let comma = UInt8(ascii: ",")
    let words = SampleText(scenario: trace.scenario.name, steps: trace.scenario.sampleSteps)
    var bytes = Array(
      (["time"] + names + columns.words).map(Self.field).joined(separator: ",").utf8)
    bytes.append(10)
    let labels = trace.labels
    bytes.reserveCapacity(trace.trace.times.count * (24 + 19 * names.count))
    for (row, time) in trace.trace.times.enumerated() {
      bytes += time.description.utf8
      for tag in trace.tags.indices {
        for source in sources {
          bytes.append(comma)
          let value = source[row, tag]
          if !value.isNaN { bytes += shortest(value).utf8 }
        }
      }
      for index in trace.alarms.ids.indices {
        bytes += [comma, trace.alarms.states[row, index] == 1 ? 0x31 : 0x30]
      }
      bytes += [comma, labels[row] == 1 ? 0x31 : 0x30]
      for cell in words.cells(samples[row]) {
        bytes.append(comma)
        bytes += Self.field(cell).utf8
      }
      bytes.append(10)
    }
    return bytes
  }

  // A spreadsheet must not run a tag's name, and separators must not break the line.
  private static func field(_ text: String) -> String {
    var text = text
    // Unicode would fold "\r\n" and combining marks into one Character: look at the bytes.
    if let first = text.utf8.first, "=+-@\t\r".utf8.contains(first) { text = "'" + text }
    let isPlain =
      !text.utf8.contains { $0 == 0x2c || $0 == 0x22 || $0 == 10 || $0 == 13 }
      && text.utf8.first != 32 && text.utf8.last != 32
    if isPlain { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" { quoted.unicodeScalars.append(scalar) }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }
}
