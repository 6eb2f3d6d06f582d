import Diagnostics
import Hydraulics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("The demand of a closed loop")
struct LoopDemandTests {
  private static let hour = 5
  private static let factor = 1.5

  /// Riverbend without chance, whose zones use more in one hour of every day.
  private static func twin(_ factor: Double) throws -> HydraulicTwin {
    let plain = try FollowedPlant.twin(deviation: 0, scan: 0)
    return try plain.with(
      zoneDemands: plain.zoneDemands.map { zone in
        var zone = zone
        for index in zone.profile.indices where index % 24 == hour { zone.profile[index] = factor }
        return zone
      })
  }

  @Test(
    "a row's flows are those with the demand of the time that begins there, as in EPANET's reports")
  func ahead() throws {
    let (usual, more) = (try Self.twin(1), try Self.twin(Self.factor))
    let (a, b) = (try usual.trace(72).truth, try more.trace(72).truth)
    let times = try usual.trace(72).times
    // What flows into a part without a tank is used there at once, whatever levels are elsewhere.
    let zones = BalancedZones(usual.network, points: usual.points).zones.filter(\.tanks.isEmpty)
    #expect(!zones.isEmpty)
    for zone in zones {
      func inflow(_ truth: Matrix, _ row: Int) -> Double {
        zone.borders.reduce(0) { $0 + $1.inflow * truth[row, $1.tag] }
      }
      for (row, time) in times.enumerated() {
        let clock = Int(time.nanoseconds / 3_600_000_000_000) % 24
        let expected = clock == Self.hour ? Self.factor : 1
        // The solver's accuracy is a thousandth of all flows.
        #expect(
          abs(inflow(b, row) / inflow(a, row) - expected) < 0.02,
          "\(time): \(inflow(b, row) / inflow(a, row))")
      }
    }
  }

  @Test("the last row has a demand after it, so that a longer run has the same rows")
  func last() throws {
    let twin = try FollowedPlant.twin()
    let (long, short) = (try twin.trace(60), try twin.trace(40))
    #expect(short.truth.hasSameBits(as: long.truth.rows(0..<40)))
    #expect(short.historian.hasSameBits(as: long.historian.rows(0..<40)))
  }
}
