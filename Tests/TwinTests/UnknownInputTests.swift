import Diagnostics
import TestSupport
import Testing
import Twin

@Suite("What moves a stock beside its equation")
struct UnknownInputTests {
  /// Surprises of an equation that carries `carried` of a level on: an autoregression, chance, errors of readings.
  private static func made(
    _ rows: Int, persistence: Double, lasting: Double, chance: Double, error: Double,
    carried: Double = 1
  ) -> (surprises: [Double], lasting: [Double]) {
    var generator = SeededGenerator(root: 1, stage: "unknown input")
    var (input, last) = (lasting * generator.gaussian(), 0.0)
    var inputs: [Double] = []
    let surprises = (0..<rows).map { _ -> Double in
      input =
        persistence * input
        + (1 - persistence * persistence).squareRoot() * lasting * generator.gaussian()
      inputs.append(input)
      let now = error * generator.gaussian()
      defer { last = now }
      return input + chance * generator.gaussian() + now - carried * last
    }
    return (surprises, inputs)
  }

  private static func told(
    _ surprises: [Double], carried: Double = 1, resolution: Double = 0, switched: [Bool]? = nil
  ) -> UnknownInput {
    UnknownInput(
      innovations: surprises, levels: surprises.map { 5 * $0 },
      follows: surprises.indices.map { $0 > 0 },
      switched: switched ?? surprises.map { _ in false }, carried: carried, resolution: resolution)
  }

  @Test("memory, chance and errors of readings come back")
  func parts() {
    let made = Self.made(
      40_000, persistence: 0.9, lasting: 0.5, chance: 0.3, error: 0.2, carried: 0.98)
    let found = Self.told(made.surprises, carried: 0.98)
    #expect(abs(found.persistence - 0.9) < 0.06, "\(found.persistence)")
    #expect(abs(found.lasting - 0.25) < 0.04, "\(found.lasting)")
    #expect(abs(found.steady - 0.09) < 0.03, "\(found.steady)")
    #expect(abs(found.reading - 0.04) < 0.02, "\(found.reading)")
  }

  @Test("what has no memory gets none, and readings no error but their rounding")
  func white() {
    let made = Self.made(40_000, persistence: 0, lasting: 0, chance: 0.3, error: 0)
    let found = Self.told(made.surprises, resolution: 0.06)
    // Chance of 40,000 rows: 0.09 / 200.
    #expect(found.lasting < 0.002 && abs(found.steady - 0.09) < 0.004)
    #expect(found.reading >= 0.06 * 0.06 / 12 && found.reading < 0.002)
  }

  @Test("rows in which something switched have a chance of their own, unseen ones a plain change's")
  func kinds() {
    let made = Self.made(40_000, persistence: 0, lasting: 0, chance: 0.3, error: 0)
    let switched = made.surprises.indices.map { $0 % 10 == 3 }
    let surprises = zip(made.surprises, switched).map { $1 ? 3 * $0 : $0 }
    let found = Self.told(surprises, switched: switched)
    #expect(abs(found.steady - 0.09) < 0.02 && abs(found.switched - 0.81) < 0.08)
    // Levels here are five times the surprises: their changes 2 · 25 · (0.9 · 0.09 + 0.1 · 0.81).
    #expect(abs(found.unseen - 8.1) < 0.5, "\(found.unseen)")
  }

  @Test("the course of the lasting part is nearer to it than the surprises are")
  func course() {
    let made = Self.made(20_000, persistence: 0.95, lasting: 0.5, chance: 0.3, error: 0.1)
    let found = Self.told(made.surprises)
    let follows = made.surprises.indices.map { $0 > 0 && $0 != 9_000 }
    let course = found.course(made.surprises, follows: follows, carried: 1)
    #expect(course[0] == 0 && course[9_000] == 0)
    func error(_ other: [Double]) -> Double {
      zip(other, made.lasting).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    #expect(error(course) < 0.5 * error(made.surprises))
  }
}
