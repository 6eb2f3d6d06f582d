import Pipeline
import Testing

/// Reasons for refusing rows, which may be as many as the rows.
@Suite struct RefusalReasonsTests {
  @Test("every row counts, and no more reasons than the most are told apart")
  func manyReasons() {
    var reasons = RefusalReasons()
    let rows = 5_000
    for row in 0..<rows {
      reasons.add("'\(row)' is no number")
      reasons.add("'0' is no number")
    }
    #expect(reasons.counts["'0' is no number"] == rows + 1)
    #expect(reasons.counts["'999' is no number"] == 1)
    #expect(reasons.counts[RefusalReasons.others] == rows - RefusalReasons.most)
    #expect(reasons.counts.count == RefusalReasons.most + 1)
    #expect(reasons.counts.values.reduce(0, +) == 2 * rows)
  }
}
