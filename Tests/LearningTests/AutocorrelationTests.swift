import Learning
import Testing

@Suite("Autocorrelation")
struct AutocorrelationTests {
  private func joined(_ count: Int) -> [Bool] { (0..<count).map { $0 > 0 } }

  @Test("equals numpy's")
  func numpy() throws {
    let reference = try FidelityReference.read().distances
    let own = try #require(
      Autocorrelation.of(
        reference.a, follows: joined(reference.a.count), lags: reference.lags))
    for (a, b) in zip(own, reference.autocorrelation) { #expect(abs(a - b) < 1e-12) }
  }

  @Test("no pair reaches over a gap or counts a missing cell")
  func gaps() throws {
    let x: [Double] = [1, -1, 1, -1, 1, .nan, 1, -1, 1, -1]
    var follows = joined(10)
    follows[7] = false
    // Pairs at lag 1: (0,1) (1,2) (2,3) (3,4) (7,8) (8,9); the mean is 1/9.
    let mean = 1.0 / 9
    let unlike = (1 - mean) * (-1 - mean)
    let variance = (5 * (1 - mean) * (1 - mean) + 4 * (1 + mean) * (1 + mean)) / 9
    let own = try #require(Autocorrelation.of(x, follows: follows, lags: [1, 9]))
    #expect(abs(own[0] - unlike / variance) < 1e-12)
    #expect(own[1].isNaN)
  }

  @Test("a course that stands still has none")
  func constant() {
    #expect(Autocorrelation.of([2, 2, .nan, 2], follows: joined(4), lags: [1]) == nil)
    #expect(Autocorrelation.of([.nan, .nan], follows: joined(2), lags: [1]) == nil)
  }

  @Test("lags are all up to the longest, or spread evenly")
  func lags() {
    #expect(Autocorrelation.lags(upTo: 4, most: 48) == [1, 2, 3, 4])
    #expect(Autocorrelation.lags(upTo: 144, most: 48) == (1...48).map { 3 * $0 })
    #expect(Autocorrelation.lags(upTo: 0, most: 48) == [1])
  }
}
