import Diagnostics
import Foundation
import Ingest
import Learning
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("Fidelity of the hydraulic twin")
struct HydraulicFidelityTests {
  @Test(
    "riverbend's calibrated network spreads like riverbend and follows its actuators"
  )
  func riverbend() throws {
    let declared = try TagsFile.read("\(RealRecords.root)/Examples/riverbend/tags.csv")
    let all = try RealRecords.riverbend
    let record = ProcessRecord(
      tags: try all.tags.map { tag in
        var tag = tag
        let row = try #require(declared.first { $0.tag == tag.id })
        (tag.element, tag.unit) = (row.element, row.unit)
        return tag
      }, interval: all.interval, times: all.times, values: all.values, follows: all.follows)
    var fields = Fields(
      Settings(
        .mapping([
          entry("network", "riverbend.inp"), entry("timezone", "America/Chicago"),
        ])), problems: Problems())
    let process = Hydraulic(&fields)
    #expect(process.files == ["riverbend.inp"])
    let (twin, fidelity) = try process.calibrate(
      record, files: ["riverbend.inp": try RiverbendNetwork.bytes], seed: 1, threads: 1,
      progress: NoProgress()
    ).outcome
    #expect(twin.tags == record.tags)
    // Measured 0.06 to 0.07; distributions of unlike plants differ by several tenths.
    #expect(try #require(fidelity.meanKS) < 0.1)
    #expect(fidelity.actuators.count == 8)
    for actuator in fidelity.actuators {
      #expect(actuator.onAt != nil && actuator.offAt != nil)
      let (recorded, simulated) = (actuator.dutyRecorded ?? 1, actuator.dutySimulated ?? 0)
      #expect(abs(recorded - simulated) < 0.1, "\(actuator.tag)")
    }
    let first = try #require(fidelity.actuators.first { $0.tag == "S_PU1" })
    #expect(first.sensor == "L_T2")
    // The thresholds of riverbend.inp, through feet and back.
    #expect(abs((first.onAt ?? 0) - 3.2) < 1e-9 && abs((first.offAt ?? 0) - 5.2) < 1e-9)
    // Six weeks are unseen: enough for the classifier, and each zone's account closes but for the row.
    #expect(fidelity.c2st.auroc.number != nil)
    #expect(fidelity.balances.count >= 3)
    for balance in fidelity.balances {
      let real = try #require(balance.departureRecorded.number)
      let own = try #require(balance.departureSimulated.number)
      #expect(try #require(balance.residual.number) < 0.5 * own, "\(balance.of)")
      #expect(own / real > 0.5 && own / real < 2, "\(balance.of)")
    }
    for stock in fidelity.stocks { #expect(try #require(stock.oneStepR2) > 0.8, "\(stock.tag)") }
    // With recorded actuators a level is known to a tenth of its spread after an hour.
    for stock in fidelity.stocks {
      #expect(try #require(stock.openLoop.first ?? nil) < 0.2)
    }
  }

  private func entry(_ key: String, _ value: String) -> Settings.Entry {
    Settings.Entry(key: key, place: Place(), value: Settings(.scalar(value, quoted: false)))
  }
}
