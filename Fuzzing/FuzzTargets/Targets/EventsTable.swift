import Ingest
import Telemetry

/// `events.csv`.
enum EventsTable: FuzzTarget {
  static let id = "events"
  static let summary = "Events end no earlier than they start, or the rows are told."
  static let longest = 2_048

  static func run(_ bytes: [UInt8]) {
    let path = ScratchFile.write(bytes, "events.csv")
    for zone in ["UTC", "America/Chicago"] {
      guard let events = reading({ try EventsFile.read(path, timeZone: zone) }) else { continue }
      if events.contains(where: { $0.range.start > $0.range.end }) {
        broken("an event ends before it starts")
      }
    }
  }
}
