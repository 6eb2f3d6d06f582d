import Detection
import Diagnostics
import Learning
import Telemetry
import TestSupport
import Testing

/// Whoever writes a model's digests anew can put any number into it.
@Suite("A model with other numbers than those that were fitted")
struct ExchangedNumbersConformance {
  private static let numbers = [
    Double.nan, .infinity, -.infinity, 1e308, -1e308, .leastNonzeroMagnitude, 0, -1, 9.3e18, 0.5,
  ]

  /// Exchanges a number of an array, of the artifact or of one of its parts.
  private static func exchange(
    in artifact: inout ModelArtifact, _ generator: inout SeededGenerator
  ) {
    let names = artifact.arrays.keys.sorted()
    if !artifact.parts.isEmpty, names.isEmpty || generator.uniform() < 0.5 {
      let part = Int.random(in: artifact.parts.indices, using: &generator)
      return exchange(in: &artifact.parts[part], &generator)
    }
    guard let name = names.randomElement(using: &generator), let array = artifact.arrays[name],
      let place = array.values.indices.randomElement(using: &generator)
    else { return }
    var values = array.values
    values[place] = numbers.randomElement(using: &generator) ?? 0
    artifact.arrays[name] = ModelArtifact.Array(shape: array.shape, values: values)
  }

  @Test("is refused, or scores and explains; it never traps", arguments: DetectorCase.all)
  func never(_ detector: DetectorCase) throws {
    let artifact = try detector.fit().artifact
    let rows = ConformancePlant.dirty.rows(0..<90)
    var generator = SeededGenerator(root: 7, stage: detector.testDescription)
    for round in 0..<120 {
      var changed = artifact
      for _ in 0...round % 6 { Self.exchange(in: &changed, &generator) }
      do throws(Fault) {
        let model = try Detectors.restore(
          changed, tags: rows.tags, interval: DetectionData.interval)
        var scorer = model.scorer()
        _ = scorer.explain(rows)
        #expect(scorer.scores(rows).count == rows.count)
      } catch {
        #expect(error.kind == .badData, "\(error)")
      }
    }
  }
}
