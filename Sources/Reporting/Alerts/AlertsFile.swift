public import Diagnostics
internal import Foundation
internal import Telemetry

/// `alerts.jsonl`: one alert a line, as JSON with sorted keys.
///
/// The schema is `Documentation/schemas/alerts.schema.json`.
public enum AlertsFile {
  /// The version that each line carries as `schema_version`.
  public static let schemaVersion = 2

  /// The file's text: a line per alert, each ended by a line feed; empty without alerts.
  public static func lines(_ alerts: [Alert]) -> String {
    alerts.map { json($0).text(escaping: PlainText.isHarmful) + "\n" }.joined()
  }

  /// Reads the text of an `alerts.jsonl`; empty lines are skipped.
  ///
  /// - Throws: ``Fault`` of kind `badData` with file and line where a line is not an alert, or was
  ///   written by a newer version.
  public static func alerts(in text: String, file: String? = nil) throws(Fault) -> [Alert] {
    var alerts: [Alert] = []
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where !line.allSatisfy({ $0 == 0x20 || $0 == 0x0D }) {
      let place = Place(file: file, line: index + 1)
      do {
        let data = Data(line)
        let version = try JSONDecoder().decode(Version.self, from: data).schema_version
        guard version <= schemaVersion else {
          throw Fault(
            .badData,
            "the alert has schema version \(version); this program reads up to \(schemaVersion)",
            hint: "a newer tocsin wrote the file")
        }
        let alert = try JSONDecoder().decode(Alert.self, from: data)
        guard alert.id.utf8.count == 12, alert.id.utf8.allSatisfy(isLowercaseHexadecimal) else {
          throw Fault(
            .badData, "the alert's id must be 12 digits from 0 to 9 and a to f, got '\(alert.id)'")
        }
        alerts.append(alert)
      } catch let fault as Fault {
        throw fault.at(place)
      } catch {
        throw Fault(
          .badData, "the line is not an alert", at: place,
          hint: "the format is described in Documentation/schemas/alerts.schema.json")
      }
    }
    return alerts
  }

  /// Sets new, ongoing and closed by comparing with the last run.
  ///
  /// A current alert is ongoing where the last run had its id, or had an open alert of the same
  /// plant and asset that shares a moment with it: a retrained model may see the beginning a little
  /// earlier or later. It then keeps the known id and the earlier first moment. An open alert of
  /// the last run that nothing continues is closed; one that was closed already is dropped. By
  /// first moment, then id.
  public static func carry(previous: [Alert], current: [Alert]) -> [Alert] {
    var rest = previous.sorted(by: earlier)
    var result: [Alert] = []
    var unmatched: [Alert] = []
    for alert in current.sorted(by: earlier) {
      if let index = rest.firstIndex(where: { $0.id == alert.id }) {
        result.append(continued(alert, from: rest.remove(at: index)))
      } else {
        unmatched.append(alert)
      }
    }
    for alert in unmatched {
      let index = rest.firstIndex {
        $0.status != .closed && $0.plant == alert.plant && $0.asset == alert.asset
          && $0.range.overlaps(alert.range)
      }
      if let index {
        result.append(continued(alert, from: rest.remove(at: index)))
      } else {
        var alert = alert
        alert.status = .new
        result.append(alert)
      }
    }
    for var alert in rest where alert.status != .closed {
      alert.status = .closed
      result.append(alert)
    }
    return result.sorted(by: earlier)
  }

  private static func continued(_ alert: Alert, from known: Alert) -> Alert {
    var alert = alert
    alert.id = known.id
    alert.status = .ongoing
    alert.firstSeen = min(alert.firstSeen, known.firstSeen)
    return alert
  }

  private static func earlier(_ a: Alert, _ b: Alert) -> Bool {
    (a.firstSeen, a.id) < (b.firstSeen, b.id)
  }

  private static func isLowercaseHexadecimal(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
  }

  private struct Version: Decodable {
    let schema_version: Int
  }

  // Sorted keys, one line, and no byte that a log viewer would act upon instead of showing it.
  private static func json(_ alert: Alert) -> JSONValue {
    .sorted([
      ("schema_version", .number("\(schemaVersion)")),
      ("id", .string(alert.id)),
      ("status", .string(alert.status.rawValue)),
      ("severity", .string(alert.severity.rawValue)),
      ("plant", .string(alert.plant)),
      ("asset", .string(alert.asset)),
      ("first_seen", .string(alert.firstSeen.description)),
      ("last_seen", .string(alert.lastSeen.description)),
      ("peak", .finite(alert.peak)),
      ("detector", .string(alert.detector)),
      ("summary", .string(alert.summary)),
      ("next_check", .string(alert.nextCheck)),
      (
        "technique",
        alert.technique.map { .sorted([("id", .string($0.id)), ("name", .string($0.name))]) }
          ?? .null
      ),
      ("likely", alert.likely.map { .array($0.map(json)) } ?? .null),
      ("assets", alert.assets.map { .array($0.map(json)) } ?? .null),
      ("controllers", alert.controllers.map { .array($0.map(json)) } ?? .null),
      ("tags", .array(alert.tags.map(json))),
    ])
  }

  private static func json(_ part: Alert.Part) -> JSONValue {
    .sorted([("name", .string(part.name)), ("share", .finite(part.share))])
  }

  private static func json(_ likely: Alert.Likely) -> JSONValue {
    .sorted([
      ("id", likely.id.map(JSONValue.string) ?? .null), ("name", .string(likely.name)),
      ("share", .finite(likely.share)), ("harmless", .boolean(likely.harmless)),
    ])
  }

  private static func json(_ reading: Alert.TagReading) -> JSONValue {
    .sorted([
      ("tag", .string(reading.tag)),
      ("unit", reading.unit.map(JSONValue.string) ?? .null),
      ("expected", .finite(reading.expected)),
      ("seen", .finite(reading.seen)),
      ("share", .finite(reading.share)),
    ])
  }
}
