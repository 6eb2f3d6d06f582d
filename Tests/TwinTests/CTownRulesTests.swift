import Foundation
import Learning
import Telemetry
import TestSupport
import Testing
import Twin

@Suite(.enabled(if: Datasets.folder != nil, "TOCSIN_DATASETS is not set"))
struct CTownRulesTests {
  struct Control {
    var sensor = ""
    var openBelow = Double.nan
    var closedAbove = Double.nan
  }

  /// The [CONTROLS] of an EPANET file: `LINK PU1 OPEN IF NODE T1 BELOW 4`.
  static func controls(_ text: String) -> [String: Control] {
    var controls: [String: Control] = [:]
    var isInside = false
    for line in text.split(whereSeparator: \.isNewline) {
      if line.hasPrefix("[") { isInside = line.hasPrefix("[CONTROLS]") }
      let words = line.split(whereSeparator: \.isWhitespace)
      guard isInside, words.count == 8, words[0] == "LINK", let value = Double(words[7]) else {
        continue
      }
      var control = controls[String(words[1])] ?? Control()
      control.sensor = "L_\(words[5])"
      if words[2] == "OPEN", words[6] == "BELOW" { control.openBelow = value }
      if words[2] == "CLOSED", words[6] == "ABOVE" { control.closedAbove = value }
      controls[String(words[1])] = control
    }
    return controls
  }

  @Test("C-Town's rules in dataset03 are those of its network, to within an hour's change of level")
  func recovered() throws {
    let record = try RealRecords.record([Datasets.path("batadal/BATADAL_dataset03.csv")]) { _ in
      true
    }
    let twin = try identified(record, threads: 2)
    let text = String(
      decoding: try Data(contentsOf: URL(fileURLWithPath: Datasets.path("batadal/CTOWN.INP"))),
      as: UTF8.self)
    let controls = Self.controls(text)
    #expect(controls.count == 10)
    var recovered: [String] = []
    for rule in twin.rules {
      let name = String(record.tags[rule.actuator].id.dropFirst("S_".count))
      let control = try #require(controls[name], "\(name) has no control")
      recovered.append(name)
      #expect(record.tags[rule.sensor].id == control.sensor, "\(name)")
      #expect(!rule.isInverse, "\(name)")
      // The threshold was crossed within an hour, so a row stands up to an hour's change away from it:
      // the median change in the hours of the switches themselves. It is less than half of the band
      // between the thresholds, so that a wrong one does not pass.
      let states = record.column(rule.actuator)
      let levels = record.column(rule.sensor)
      var moved: [Double] = []
      for row in 1..<record.count where states[row] != states[row - 1] {
        moved.append(abs(levels[row] - levels[row - 1]))
      }
      moved.sort()
      let change = moved[moved.count / 2]
      #expect(change < (control.closedAbove - control.openBelow) / 2, "\(name)")
      #expect(abs(rule.onAt - control.openBelow) <= change, "\(name) on at \(rule.onAt)")
      #expect(abs(rule.offAt - control.closedAbove) <= change, "\(name) off at \(rule.offAt)")
    }
    // Whatever switched often enough in either direction has its rule; PU1 and PU5 never do, PU11 hardly.
    let switching = controls.keys.filter { name in
      guard let tag = record.tags.firstIndex(where: { $0.id == "S_\(name)" }) else { return false }
      let x = record.column(tag)
      let ons = (1..<x.count).count { x[$0] > x[$0 - 1] }
      let offs = (1..<x.count).count { x[$0] < x[$0 - 1] }
      return min(ons, offs) >= HysteresisSearch.fewestSwitches
    }
    #expect(Set(recovered) == Set(switching))
    #expect(recovered.count == 7)
  }
}
