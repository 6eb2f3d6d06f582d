import Diagnostics
import Pipeline
import Testing

@Suite("Likely techniques")
struct TechniqueLikenessTests {
  private typealias Kind = LikelyTechnique.Kind
  private static let spoof = Kind(id: "T0856", name: "spoof")
  private static let modify = Kind(id: "T0836", name: "modify")
  private static let burst = Kind(id: nil, name: "burst", isHarmless: true)

  /// A profile of one distribution around a tag, as sharp as told.
  private static func profile(_ tag: Int, _ generator: inout SeededGenerator, noise: Double = 0.1)
    -> AlarmProfile
  {
    var parts = (0..<6).map { _ in noise * generator.uniform() }
    parts[tag] += 1
    let sum = parts.reduce(0, +)
    return AlarmProfile([parts.map { $0 / sum }])
  }

  private static func examples(_ generator: inout SeededGenerator) -> [TechniqueLikeness.Example] {
    (0..<30).map { number in
      let kind = [spoof, modify, burst][number % 3]
      return TechniqueLikeness.Example(
        kind: kind, scenario: "s\(number)", profile: profile(number % 3, &generator))
    }
  }

  @Test(
    "the squared distance is Hellinger's: by hand, 0 to itself, 1 to what shares nothing, symmetric"
  )
  func distance() {
    let half = AlarmProfile([[0.5, 0.5, 0]])
    #expect(half.squaredDistance(to: half) < 1e-15)
    #expect(abs(half.squaredDistance(to: AlarmProfile([[0.5, 0, 0.5]])) - 0.5) < 1e-15)
    #expect(half.squaredDistance(to: AlarmProfile([[0, 0, 1]])) == 1)
    let two = AlarmProfile([[1, 0], [0.25, 0.75]])
    let other = AlarmProfile([[0, 1], [0.25, 0.75]])
    #expect(abs(two.squaredDistance(to: other) - 0.5) < 1e-15)
    var generator = SeededGenerator(seed: 4)
    for _ in 0..<50 {
      let a = Self.profile(1, &generator, noise: 2)
      let b = Self.profile(3, &generator, noise: 2)
      #expect(a.squaredDistance(to: b) == b.squaredDistance(to: a))
      #expect((0...1).contains(a.squaredDistance(to: b)))
    }
  }

  @Test(
    "what it looks like leads; shares sum to 1 at the most; what looks like nothing is told as such"
  )
  func ranking() throws {
    var generator = SeededGenerator(seed: 1)
    let likeness = try #require(TechniqueLikeness(Self.examples(&generator)))
    for (tag, kind) in [Self.spoof, Self.modify, Self.burst].enumerated() {
      let told = likeness.likely(Self.profile(tag, &generator))
      #expect(told.first?.kind == kind)
      #expect(told.map(\.share) == told.map(\.share).sorted(by: >))
      #expect(told.reduce(0) { $0 + $1.share } <= 1 + 1e-12)
    }
    #expect(likeness.likely(Self.profile(5, &generator)) == [])
    // Half of one and half of another names both.
    var between = Array(repeating: 0.01, count: 6)
    (between[0], between[1]) = (0.48, 0.48)
    let wide = try #require(
      TechniqueLikeness(
        Self.examples(&generator)
          + (0..<9).map {
            TechniqueLikeness.Example(
              kind: $0 % 2 == 0 ? Self.spoof : Self.modify, scenario: "b\($0)",
              profile: AlarmProfile([between]))
          }))
    #expect(Set(wide.likely(AlarmProfile([between])).map(\.kind)) == [Self.spoof, Self.modify])
  }

  @Test(
    "left out in turn, kinds that differ are told right and kinds that do not are told by chance")
  func study() throws {
    var generator = SeededGenerator(seed: 2)
    let apart = try #require(TechniqueLikeness.study(Self.examples(&generator)))
    // Look-alikes are compared with and not asked about.
    #expect(apart.alarms == 20 && apart.techniques == 2)
    #expect(apart.first + apart.likeNone >= 19 && apart.likeNone <= 3)
    #expect(apart.frequentAmongThree == 20)
    // The same profile whatever the kind: no better than the most frequent one.
    let alike = (0..<40).map { number in
      TechniqueLikeness.Example(
        kind: number % 4 == 0 ? Self.modify : Self.spoof, scenario: "s\(number)",
        profile: Self.profile(0, &generator))
    }
    let chance = try #require(TechniqueLikeness.study(alike))
    #expect(chance.frequentFirst == 30)
    #expect(chance.first <= chance.frequentFirst)
  }

  @Test("runs of one scenario are no evidence for each other")
  func scenarios() throws {
    var generator = SeededGenerator(seed: 3)
    // Each kind is one scenario, run five times: left out, nothing of its kind is left.
    let examples = (0..<30).map { number in
      TechniqueLikeness.Example(
        kind: Kind(id: "T080\(number % 6)", name: "k\(number % 6)"), scenario: "s\(number % 6)",
        profile: Self.profile(number % 6, &generator))
    }
    let study = try #require(TechniqueLikeness.study(examples))
    #expect(study.alarms == 30 && study.first == 0 && study.amongThree == 0)
  }

  @Test("too few scenarios tell no distance, and the sentence gives every count")
  func few() throws {
    var generator = SeededGenerator(seed: 5)
    let examples = Self.examples(&generator)
    #expect(TechniqueLikeness(Array(examples.prefix(3))) == nil)
    #expect(TechniqueLikeness.study([]) == nil)
    var study = TechniqueStudy()
    (study.alarms, study.techniques, study.first, study.amongThree) = (200, 7, 100, 160)
    (study.frequentFirst, study.frequentAmongThree, study.likeNone) = (40, 90, 8)
    #expect(
      study.sentence
        == "Techniques are told by likeness to simulated attacks. Of 200 such attacks of 7 techniques, each "
        + "left out in turn, the first technique told was right for 100 (43 to 57 %), one of three for 160 "
        + "(74 to 85 %); the most frequent ones would be right for 40 and 90. 8 were like none.")
  }
}
