import Diagnostics
import Foundation
import Ingest
import Telemetry
import TestSupport
import Testing

/// Generated stamps and wall clocks against pandas and Python's zoneinfo.
@Suite(.enabled(if: ExternalTools.python != nil, "TOCSIN_PYTHON is not set"))
struct TimeReferenceTests {
  private func lines(_ arguments: [String]) throws -> [[String]] {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("References/time_reference.py")
    let data = try ExternalTools.runPython(script.path, arguments)
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test("thousands of generated stamps of every format mean what pandas reads in them")
  func stamps() throws {
    var counts: [String: Int] = [:]
    var wrong: [String] = []
    for line in try lines(["stamps", "20190425", "1000"]) {
      guard line.count == 4, let nanoseconds = Int64(line[3]) else {
        Issue.record("the script wrote \(line)")
        return
      }
      let stamp = Timestamp(nanoseconds: nanoseconds)
      let expected = (line[2] == "local" ? "L" : "I") + " \(stamp)"
      counts[line[0], default: 0] += 1
      let read = TimeFormatTests.read(line[1], line[0])
      if read != expected {
        wrong.append("\(line[0]) '\(line[1])': \(read ?? "nil"), not \(expected)")
      }
    }
    #expect(wrong.isEmpty, "\(wrong.count) differ: \(wrong.prefix(10))")
    // The stamps drawn before 1904 have no serial in that system.
    for (id, _) in TimeFormatTests.formats { #expect(counts[id, default: 0] >= 900, "\(id)") }
  }

  @Test("wall clocks of 22 zones mean what zoneinfo says, around every change from 1990 to 2030")
  func zones() throws {
    var clock: LocalClock?
    var counts = [0, 0, 0]
    var wrong: [String] = []
    var zones: Set<String> = []
    for line in try lines(["zones"]) {
      let name = line[0]
      if clock?.name != name { clock = try LocalClock(timeZone: name) }
      zones.insert(name)
      let numbers = line.dropFirst().compactMap { Int64($0).map(Timestamp.init(nanoseconds:)) }
      guard let local = numbers.first, let moment = clock?.moment(of: .local(local)) else {
        continue
      }
      let expected: LocalClock.Moment =
        switch numbers.count {
        case 1: .skipped
        case 2: .exact(numbers[1])
        default: .twice(earlier: numbers[1], later: numbers[2])
        }
      counts[min(2, numbers.count - 1)] += 1
      if moment != expected { wrong.append("\(name) \(local): \(moment), not \(expected)") }
    }
    #expect(wrong.isEmpty, "\(wrong.count) differ: \(wrong.prefix(10))")
    #expect(zones.count == 22)
    // The script looks at both sides of every change.
    #expect(counts[0] > 4_000 && counts[1] > 30_000 && counts[2] > 4_000, "\(counts)")
  }
}
