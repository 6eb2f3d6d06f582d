import Learning
import Testing

@Suite("A two-point rule")
struct ControlLogicRuleTests {
  static func rule(isInverse: Bool) -> HysteresisRule {
    HysteresisRule(
      actuator: 1, sensor: 0, off: 0, on: 1, onAt: isInverse ? 4 : 2, offAt: isInverse ? 2 : 4,
      isInverse: isInverse)
  }

  @Test(
    "goes on below, off above, and else stays",
    arguments: [
      (1.9, 0.0, 1.0), (1.9, 1, 1), (2.0, 0, 0), (2.0, 1, 1), (3, 0, 0), (3, 1, 1), (4.0, 0, 0),
      (4.0, 1, 1), (4.1, 0, 0), (4.1, 1, 0), (.nan, 0, 0), (.nan, 1, 1), (.infinity, 1, 0),
      (-.infinity, 0, 1),
    ])
  func next(reading: Double, last: Double, wanted: Double) {
    #expect(Self.rule(isInverse: false).next(after: last, reading: reading) == wanted)
    // The inverse rule is the same one with on and off exchanged.
    #expect(Self.rule(isInverse: true).next(after: 1 - last, reading: reading) == 1 - wanted)
  }
}
