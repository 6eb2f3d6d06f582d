import Detection
import Diagnostics
import Telemetry
import Testing

@Suite("What bad settings are told")
struct CatalogErrorTests {
  private func accumulatorProblems(_ values: [(String, String)]) -> [String] {
    let problems = Problems()
    _ = Accumulators.catalog.make(mapping(values), problems: problems)
    return problems.all.map(\.description)
  }

  private func detectorProblems(_ values: [(String, String)]) -> [String] {
    let problems = Problems()
    _ = Detectors.catalog.make(mapping(values), problems: problems)
    return problems.all.map(\.description)
  }

  @Test("a misspelt accumulator is told the nearest name and the list")
  func misspeltAccumulator() {
    #expect(
      accumulatorProblems([("use", "ewna")]) == [
        """
        error: unknown accumulator 'ewna'
          at tocsin.yaml, train
          hint: did you mean 'ewma'? known: causal-mean, cusum, ewma, multiscale-mean, plain
        """
      ])
  }

  @Test("a misspelt detector is told the nearest name and the list")
  func misspeltDetector() {
    #expect(
      detectorProblems([("use", "pca")]) == [
        """
        error: unknown detector 'pca'
          at tocsin.yaml, train
          hint: known: actuator-rules, attack-classifier, cva, dynamic-pca, \
        ecod, frozen-values, gaussian-tails, hbos, invariants, isolation-forest, mahalanobis, \
        mewma, missing-data, pca-residual, regime-mahalanobis, replay, robust-mahalanobis, \
        sub-pca, subspace-innovations, twin-free-run, twin-residual, var-innovations, \
        windowed-k-means
        """
      ])
    #expect(
      detectorProblems([("use", "mahalanobbis")]) == [
        """
        error: unknown detector 'mahalanobbis'
          at tocsin.yaml, train
          hint: did you mean 'mahalanobis'? known: actuator-rules, attack-classifier, cva, \
        dynamic-pca, ecod, frozen-values, gaussian-tails, hbos, invariants, isolation-forest, \
        mahalanobis, mewma, missing-data, pca-residual, regime-mahalanobis, replay, \
        robust-mahalanobis, sub-pca, subspace-innovations, twin-free-run, twin-residual, \
        var-innovations, windowed-k-means
        """
      ])
  }

  @Test("a misspelt key is told the nearest key; every problem is told at once")
  func misspeltKey() {
    #expect(
      accumulatorProblems([("use", "ewma"), ("alpa", "0.3")]) == [
        """
        error: unknown key 'alpa'
          at tocsin.yaml, train.alpa
          hint: did you mean 'alpha'? known: alpha, name, use
        """
      ])
    #expect(
      detectorProblems([("use", "pca-residual"), ("variance", "1.2"), ("statistic", "q")]) == [
        """
        error: 'variance' must be a number from 0.5 to 0.9999, got 1.2
          at tocsin.yaml, train.variance
        """,
        """
        error: 'statistic' must be one of 'spe', 't2', got 'q'
          at tocsin.yaml, train.statistic
        """,
      ])
  }

  @Test("values out of range are told the range")
  func ranges() {
    #expect(
      accumulatorProblems([("use", "ewma"), ("alpha", "0")]) == [
        """
        error: 'alpha' must be a number from 0.0001 to 1.0, got 0
          at tocsin.yaml, train.alpha
        """
      ])
    #expect(
      accumulatorProblems([("use", "causal-mean"), ("rows", "2.5")]) == [
        """
        error: 'rows' must be a whole number from 1 to 10000, got '2.5'
          at tocsin.yaml, train.rows
        """
      ])
    #expect(
      detectorProblems([("use", "var-innovations"), ("lags", "49"), ("ridge", "-1")]) == [
        """
        error: 'lags' must be a whole number from 1 to 48, got '49'
          at tocsin.yaml, train.lags
        """,
        """
        error: 'ridge' must be a number from 0.0 to 10.0, got -1
          at tocsin.yaml, train.ridge
        """,
      ])
    #expect(
      detectorProblems([("use", "missing-data"), ("least", "soon")]) == [
        """
        error: 'least' must be a length of time from 0s to 365d, got 'soon'
          at tocsin.yaml, train.least
          hint: like 10min, 12h, 7d
        """
      ])
  }

  @Test("a budget out of range is told the range; without settings it takes the defaults")
  func budget() {
    let problems = Problems()
    var fields = Fields(
      mapping([("false-per-week", "0"), ("exceeding", "0.6"), ("hold", "-1h")]), problems: problems)
    let budget = AlarmBudget(&fields)
    #expect(
      problems.all.map(\.problem) == [
        "'false-per-week' must be a number from 0.01 to 1000.0, got 0",
        "'exceeding' must be a number from 1e-05 to 0.5, got 0.6",
        "'hold' must be a length of time from 0s to 365d, got '-1h'",
      ])
    #expect(
      budget.settings == [
        "false-per-week": "1.0", "exceeding": "0.005", "hold": "12h", "merge": "12h",
        "clear": "1.0", "cooldown": "0s",
        "limit": "counted",
      ])
    var other = Fields(mapping([("hold", "3h")]), problems: Problems())
    #expect(AlarmBudget(&other).latch == AlarmLatch(hold: .hours(3), merge: .hours(3)))
  }
}
