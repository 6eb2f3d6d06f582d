import Pipeline
import Reporting
import Testing

@Suite("What an alarm looks like, in rows")
struct LikelyLinesTests {
  private let likely = [
    Alert.Likely(id: "T0856", name: "Spoof Reporting Message", share: 0.364),
    Alert.Likely(id: nil, name: "storm", share: 0.2, harmless: true),
    Alert.Likely(id: nil, name: "wear", share: 0.1),
  ]

  @Test("shares are said to be of votes, and how often the first named is right stands below")
  func rows() {
    #expect(
      LikelyLines(likely, hits: TechniqueHits(right: 38, attacks: 252)).rows == [
        ["looks like", "by the votes of the ten nearest simulated scenarios:"],
        ["", "36 % T0856 Spoof Reporting Message"], ["", "20 % harmless: storm"],
        ["", "10 % wear"],
        ["", "the one named first is right for 38 of 252 simulated attacks (15%)"],
      ])
    #expect(LikelyLines(likely, hits: nil).rows.count == 4)
    #expect(LikelyLines(likely, hits: TechniqueHits(right: 0, attacks: 0)).rows.count == 4)
    #expect(LikelyLines([], hits: nil).rows == [["looks like", "nothing that was simulated"]])
    #expect(LikelyLines(likely, hits: nil).first == "T0856 Spoof Reporting Message (36 % of votes)")
    #expect(LikelyLines([], hits: nil).first == "nothing simulated")
    // The words say the number.
    #expect(TechniqueLikeness.voters == 10)
  }
}
