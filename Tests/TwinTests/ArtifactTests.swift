import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("A twin's artifact")
struct ArtifactTests {
  @Test("gives the twin back, and its runs the same bits", arguments: 1...3)
  func roundTrip(seed: UInt64) throws {
    let twin = try tankTwin(rows: 1_200, seed: seed)
    let artifact = twin.artifact
    let again = try IdentifiedTwin(artifact: artifact, tags: twin.tags)
    #expect(again.artifact == artifact)
    #expect(again.structure == twin.structure)
    #expect(again.stocks == twin.stocks)
    #expect(again.flows == twin.flows)
    #expect(again.logic == twin.logic)
    #expect(again.profiles == twin.profiles)
    #expect(again.interval == twin.interval)
    #expect(twin.run(200, OpenLine()).agrees(with: again.run(200, OpenLine()), on: 0..<200))
    let tap = Intruder(
      from: 60, told: { $0[SimulatedTanks.level] = 1 }, driven: { $0[SimulatedTanks.random] = 1 })
    #expect(twin.run(200, tap).agrees(with: again.run(200, tap), on: 0..<200))
  }

  @Test("keeps moments before 1970, to the nanosecond")
  func oldMoments() throws {
    let start = Timestamp(nanoseconds: -86_400_000_000_000 * 20 + 123_456_789)
    let twin = try identified(SimulatedTanks(rows: 1_200, seed: 1, start: start).record)
    let again = try IdentifiedTwin(artifact: twin.artifact, tags: twin.tags)
    #expect(twin.run(200, OpenLine()).agrees(with: again.run(200, OpenLine()), on: 0..<200))
    #expect(again.artifact == twin.artifact)
  }

  @Test("of another kind, or for other tags, is refused in words")
  func others() throws {
    let twin = try tankTwin(rows: 500)
    var artifact = twin.artifact
    artifact.kind = "suite"
    #expect(
      fault { try IdentifiedTwin(artifact: artifact, tags: twin.tags) }?.problem
        == "expected a twin of kind 'identified-twin', got 'suite'")
    #expect(
      fault { try IdentifiedTwin(artifact: twin.artifact, tags: twin.tags.dropLast()) }?.problem
        == "the twin has 11 tags, others than the 10 given")
    artifact = twin.artifact
    artifact.numbers["block-rows"] = 0
    #expect(
      fault { try IdentifiedTwin(artifact: artifact, tags: twin.tags) }?.problem
        == "a twin's interval and block must be above 0, got 30min and 0 rows")
    artifact = twin.artifact
    artifact.arrays["stocks"] = .init([0, 11])
    #expect(
      fault { try IdentifiedTwin(artifact: artifact, tags: twin.tags) }?.problem
        == "the twin names tag 11.0, tags are 0 to 10")
    artifact = twin.artifact
    let dynamics = twin.dynamics == nil ? 0 : 1
    artifact.parts.removeLast(twin.tags.count)
    #expect(
      fault { try IdentifiedTwin(artifact: artifact, tags: twin.tags) }?.problem
        == "the twin has \(4 + twin.flows.equations.count + dynamics) parts, expected 4 logics of "
        + "actuators, \(twin.flows.equations.count) equations of flows, 11 profiles, 0 controllers, \(dynamics) dynamics and 0 regimes in this order"
    )
  }
}
