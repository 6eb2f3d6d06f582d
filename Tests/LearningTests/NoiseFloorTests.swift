import Diagnostics
import Learning
import Telemetry
import Testing

@Suite("The variance that rounding puts into each tag")
struct NoiseFloorTests {
  private func floor(
    _ tag: Telemetry.Tag, step: Double? = nil, constant: Bool = false, discrete: Bool = false,
    largest: Double = 10
  ) -> NoiseFloor {
    NoiseFloor(
      tags: [tag],
      statistics: [
        ColumnSummary(
          step: step, isConstant: constant, isDiscrete: discrete, largestMagnitude: largest)
      ])
  }

  private func sensor(_ resolution: Double? = nil) -> Telemetry.Tag {
    Telemetry.Tag(id: "P1", resolution: resolution)
  }

  @Test("it is the larger of declared resolution and seen step, squared, over 12")
  func uniform() {
    #expect(floor(sensor(0.6)).variance == [0.6 * 0.6 / 12])
    #expect(floor(sensor(), step: 0.3).variance == [0.3 * 0.3 / 12])
    #expect(floor(sensor(0.1), step: 0.3).variance == [0.3 * 0.3 / 12])
    #expect(floor(sensor(0.6), step: 0.3).variance == [0.6 * 0.6 / 12])
    #expect(floor(sensor(0.6), step: 0.3).notices.isEmpty)
  }

  @Test("a step seen on a status or discrete tag is not rounding; what is declared on it is")
  func discrete() {
    let status = Telemetry.Tag(id: "S", role: .status)
    #expect(floor(status, step: 1, largest: 1).variance == [1e-6 * 1e-6])
    #expect(floor(sensor(), step: 1, discrete: true, largest: 2).variance == [2e-6 * 2e-6])
    #expect(floor(sensor(0.5), step: 1, discrete: true).variance == [0.5 * 0.5 / 12])
  }

  @Test(
    "a tag that never changed gets 0.1 % of its size and a notice, whatever step its value shows")
  func constant() {
    let small = floor(sensor(), constant: true, largest: 0.2)
    #expect(small.variance == [1e-3 * 1e-3])
    let large = floor(sensor(), step: 400, constant: true, largest: 400)
    #expect(large.variance == [(1e-3 * 400) * (1e-3 * 400)])
    #expect(
      large.notices.map(\.description) == [
        "warning: never changed and declares no resolution; its noise is taken as 0.1 % of its size "
          + "(tag P1)"
      ])
    let declared = floor(sensor(0.6), constant: true)
    #expect(declared.variance == [0.6 * 0.6 / 12])
    #expect(declared.notices.isEmpty)
  }

  @Test("any other tag gets a millionth of its size against exact dependence")
  func least() {
    let plain = floor(sensor(), largest: 50)
    #expect(plain.variance == [(1e-6 * 50) * (1e-6 * 50)])
    #expect(plain.notices.isEmpty)
  }
}
