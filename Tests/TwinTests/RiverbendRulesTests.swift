import Foundation
import Learning
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("Riverbend's controllers")
struct RiverbendRulesTests {
  /// The rules of `plant.yaml`: actuator → sensor, on below, off above.
  static func written() throws -> [String: (sensor: String, on: Double, off: Double)] {
    let text = try String(
      contentsOfFile: "\(RealRecords.root)/Examples/riverbend/plant.yaml", encoding: .utf8)
    var rules: [String: (sensor: String, on: Double, off: Double)] = [:]
    for line in text.split(separator: "\n") where line.contains("on-below:") {
      guard let open = line.firstIndex(of: "{"), let close = line.firstIndex(of: "}") else {
        continue
      }
      var pairs: [String: String] = [:]
      for pair in line[line.index(after: open)..<close].split(separator: ",") {
        let halves = pair.split(separator: ":").map {
          $0.trimmingCharacters(in: .whitespaces)
        }
        if halves.count == 2 { pairs[halves[0]] = halves[1] }
      }
      if let actuator = pairs["actuator"], let sensor = pairs["sensor"],
        let on = pairs["on-below"].flatMap(Double.init),
        let off = pairs["off-above"].flatMap(Double.init)
      {
        rules[actuator] = (sensor, on, off)
      }
    }
    return rules
  }

  @Test("are recovered from five months of telemetry: eight rules, to a hundredth of a metre")
  func recovered() throws {
    let record = try RealRecords.riverbend
    let twin = try identified(record, threads: 2)
    let written = try Self.written()
    #expect(written.count == 8)
    #expect(twin.rules.count == 8)
    for rule in twin.rules {
      let name = String(record.tags[rule.actuator].id.dropFirst("S_".count))
      let wanted = try #require(written[name], "\(name) has no rule")
      #expect(record.tags[rule.sensor].id == wanted.sensor, "\(name)")
      #expect(!rule.isInverse, "\(name)")
      // The historian rounds to 0.01 m: nothing finer can be read; 1e-9 for the binary form of decimals.
      #expect(abs(rule.onAt - wanted.on) <= 0.01 + 1e-9, "\(name)")
      #expect(abs(rule.offAt - wanted.off) <= 0.01 + 1e-9, "\(name)")
    }
  }
}
