import Diagnostics
import Learning
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("The known inputs of the observer")
struct KnownInputsTests {
  static func process(_ inputs: [String]?) -> Identified {
    let place = Place(file: "tocsin.yaml", line: 1)
    let entries =
      inputs.map { names in
        [
          Settings.Entry(
            key: "inputs", place: place,
            value: Settings(
              .sequence(names.map { Settings(.scalar($0, quoted: true), at: place) }), at: place))
        ]
      } ?? []
    var fields = Fields(Settings(.mapping(entries), at: place), problems: Problems())
    return Identified(&fields)
  }

  static func observed(_ inputs: [String]?) throws -> [[Double?]] {
    let record = SimulatedTanks(rows: 3_000, seed: 1).record
    return try process(inputs).calibrate(record, seed: 1, threads: 2, progress: NoProgress())
      .fidelity.stocks.map(\.observed)
  }

  @Test("are the flows that actuators shut where none are named")
  func plain() throws {
    #expect(try Self.observed(nil) == Self.observed(["F_PU1", "F_PU2"]))
    #expect(try Self.observed(nil) == Self.observed(["F_*"]))
  }

  @Test("may be named, wholly or by their beginning, and no other sensor is read")
  func named() throws {
    let flows = try Self.observed(["F_*"])
    let pressures = try Self.observed(["F_*", "P_J1"])
    #expect(try Self.observed(["F_*", "P_*"]) == pressures)
    #expect(flows != pressures)
    // The pressure stands 2 m up for every metre in T1: with it the level is nearly read.
    let (without, with) = (flows[0][2] ?? 0, pressures[0][2] ?? 9)
    #expect(with < without)
  }

  @Test("that no tag is meant by are refused before anything is fitted, with the nearest tag")
  func unknown() throws {
    #expect {
      _ = try Self.observed(["F_*", "P_J2", "G_*"])
    } throws: { error in
      let known =
        "known: "
        + SimulatedTanks(rows: 2, seed: 1).record.tags.map(\.id).sorted()
        .joined(separator: ", ")
      return (error as? Faults)?.kind == .configuration
        && "\(error)" == """
          error: unknown tag 'P_J2'
            at tocsin.yaml:1
            hint: did you mean 'P_J1'? \(known)
          error: no tag begins as 'G_*' says
            at tocsin.yaml:1
            hint: \(known)
          2 problems
          """
    }
  }

  @Test("stand in the settings, so that a run says what it was judged by")
  func settings() {
    #expect(Self.process(nil).settings["inputs"] == nil)
    #expect(Self.process(["F_*", "P_J1"]).settings["inputs"] == "[\"F_*\", \"P_J1\"]")
    #expect(
      Self.process(nil).settings == ["ridge": "0.0001", "block": "1d", "margin": "0.15"])
  }
}
