import Diagnostics
import Foundation
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("Summary of fidelity")
struct FidelityFiguresTests {
  @Test("has every measure with what is perfect, and is what its parts say")
  func parts() throws {
    let record = SimulatedTanks(rows: 6_000, seed: 1).record
    let (_, fidelity) = try defaultProcess().calibrate(
      record, seed: 4, threads: 2, progress: NoProgress())
    #expect(
      fidelity.figures.map(\.id) == [
        "one-step-r2", "free-run-1h", "free-run-24h", "free-run-168h", "closed-loop-1h",
        "closed-loop-24h", "closed-loop-168h", "switch-time-24h", "switch-time-168h", "sensors-24h",
        "duty",
        "ks", "wasserstein", "correlation-gap", "autocorrelation-gap", "spectrum-distance",
        "mass-balance", "balance-departure", "c2st",
      ])
    func number(_ id: String) -> Double? {
      fidelity.figures.first { $0.id == id }?.figure.number
    }
    #expect(number("ks") == fidelity.meanKS)
    #expect(number("correlation-gap") == fidelity.meanCorrelationDifference)
    #expect(number("c2st") == fidelity.c2st.auroc.number)
    let known = fidelity.stocks.compactMap { $0.closedLoop[1] }
    #expect(number("closed-loop-24h") == known.reduce(0, +) / Double(known.count))
    let duties = fidelity.actuators.map {
      abs(($0.dutyRecorded ?? .nan) - ($0.dutySimulated ?? .nan))
    }
    #expect(number("duty") == duties.reduce(0, +) / Double(duties.count))
    for figure in fidelity.figures {
      #expect(
        figure.perfect
          == (["one-step-r2", "balance-departure"].contains(figure.id)
            ? 1 : figure.id == "c2st" ? 0.5 : 0))
      #expect(figure.figure.reason != "", "\(figure.id)")
    }
    // An idle pump never switched.
    let idle = try #require(fidelity.actuators.first { $0.tag == "S_PU4" })
    #expect(idle.switchError[1] == .undefined("it was not switched in that time"))
    let pump = try #require(fidelity.actuators.first { $0.tag == "S_PU1" })
    // A cycle is about 2 days; switches of the first hours come where they should.
    #expect(try #require(pump.switchError[1].number) < 12)
    let reason = try #require(fidelity.figures.first { $0.id == "mass-balance" }?.figure.reason)
    #expect(reason.contains("learned from telemetry"))
    // A stock that is foreseen worse than by its mean is warned of, no other.
    #expect(fidelity.warnings == [])
    var poor = fidelity
    (poor.fittedRows, poor.unseenRows) = (140, 60)
    poor.stocks[0].oneStepR2 = -2_709.4
    #expect(
      poor.warnings == [
        "the twin foresees L_T1 worse than the mean of its change would: R² one row ahead is -2709 on 60 unseen rows, "
          + "after 140 rows that it was fitted to; L_T1 may have been still in those and have moved since, the history may "
          + "be too short, or what fills or empties it has no tag"
      ])
  }

  @Test("without stocks and actuators, every figure that has none says why")
  func bare() throws {
    let all = SimulatedTanks(rows: 1_500, seed: 1).record
    let record = ProcessRecord(
      tags: [all.tags[SimulatedTanks.idle]], interval: all.interval, times: all.times,
      values: all.values.selecting(columns: [SimulatedTanks.idle]), follows: all.follows)
    let (_, fidelity) = try defaultProcess().calibrate(
      record, seed: 9, threads: 1, progress: NoProgress())
    for figure in fidelity.figures where figure.id != "duty" {
      let reason = try #require(figure.figure.reason, "\(figure.id)")
      #expect(!reason.isEmpty)
    }
    #expect(fidelity.tags.first?.wasserstein.reason == "its recorded value never changes")
  }

  @Test("numbers and reasons keep their form in JSON; what is no number is none")
  func measured() throws {
    let both = [Measured.value(0.25), .undefined("it \"stands\" still")]
    let text = try JSONEncoder().encode(both)
    #expect(try JSONDecoder().decode([Measured].self, from: text) == both)
    #expect(
      String(decoding: text, as: UTF8.self)
        == #"[{"value":0.25},{"undefined":"it \"stands\" still"}]"#)
    #expect(Measured(.nan, or: "r") == .undefined("r"))
    #expect(Measured(.infinity, or: "r").reason == "r")
    #expect(Measured(meanOf: [.value(1), .undefined("x"), .value(2)], or: "r") == .value(1.5))
    #expect(Measured(meanOf: [.undefined("x")], or: "r") == .undefined("r"))
  }
}
