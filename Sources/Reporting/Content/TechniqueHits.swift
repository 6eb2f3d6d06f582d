/// How often the technique that is named first is right, for simulated attacks whose technique is known.
public struct TechniqueHits: Sendable, Codable, Equatable {
  /// For how many it is.
  public var right: Int
  /// Of how many simulated attacks with an alarm, each left out in turn.
  public var attacks: Int

  /// Makes a count.
  public init(right: Int, attacks: Int) {
    self.right = right
    self.attacks = attacks
  }

  /// Whose votes a technique's share is a share of.
  public static let electorate = "the votes of the ten nearest simulated scenarios"

  /// `the one named first is right for 38 of 252 simulated attacks (15%)`; nil where there is no attack to judge by.
  public var sentence: String? {
    guard attacks > 0 else { return nil }
    return "the one named first is right for \(NumberText.count(right)) of "
      + "\(NumberText.counted(attacks, "simulated attack")) "
      + "(\(NumberText.percent(Double(right) / Double(attacks))))"
  }
}
