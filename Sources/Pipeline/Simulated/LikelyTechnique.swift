/// What an alarm may be an effect of, with its part in the votes.
package struct LikelyTechnique: Sendable, Codable, Equatable {
  /// What was simulated.
  package struct Kind: Sendable, Codable, Hashable {
    /// The ATT&CK id; nil for what has none, and for harmless look-alikes.
    package var id: String?
    /// The technique's name, or what the look-alike is in plain words.
    package var name: String
    /// Whether it is a harmless look-alike and no attack.
    package var isHarmless: Bool

    package init(id: String?, name: String, isHarmless: Bool = false) {
      self.id = id
      self.name = name
      self.isHarmless = isHarmless
    }
  }

  package var kind: Kind
  /// 0 to 1.
  package var share: Double

  package init(kind: Kind, share: Double) {
    self.kind = kind
    self.share = share
  }
}
