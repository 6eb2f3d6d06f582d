public import Diagnostics
public import Telemetry

/// How old the newest samples are, against what is allowed.
///
/// Pure: "now" is given. Silence may be an attack, so age ends a run.
public enum Freshness {
  /// What is looked at: a plant, or one of its tags.
  public struct Subject: Sendable, Equatable {
    /// The name in the message.
    public var name: String
    /// Its newest sample; nil where it has none at all.
    public var newest: Timestamp?
    /// How old that may be; nil where any age will do.
    public var limit: TimeSpan?
    /// Where the limit is declared.
    public var place: Place?
    /// Whether the limit is the whole plant's, and this one of its tags.
    public var isUnderPlant: Bool

    /// Makes a subject.
    public init(
      _ name: String, newest: Timestamp?, limit: TimeSpan?, place: Place? = nil,
      isUnderPlant: Bool = false
    ) {
      self.name = name
      self.newest = newest
      self.limit = limit
      self.place = place
      self.isUnderPlant = isUnderPlant
    }
  }

  /// A fault of kind `tryLater` (exit 75) for each subject that is older than its limit, in order.
  ///
  /// An age equal to the limit is in order. A subject with a limit and no sample at all is too old; one
  /// with a sample later than now hides its age and counts as too old as well.
  public static func faults(_ subjects: [Subject], now: Timestamp) -> [Fault] {
    subjects.compactMap { subject in
      guard let limit = subject.limit else { return nil }
      let name = CellText.cleaned(subject.name)
      guard let newest = subject.newest else {
        return Fault(
          .tryLater, "\(name) has no sample, limit \(limit.roundedText)", at: subject.place,
          hint: hint)
      }
      // One stamp of next year must not hide a year of silence.
      guard newest <= now else {
        return Fault(
          .tryLater,
          "newest sample of \(name) is at \(newest), later than now (\(now)): how old its data are "
            + "cannot be told", at: subject.place,
          hint: "take the rows with wrong stamps out, or mend the clock or timezone")
      }
      let (age, isFar) = now.nanoseconds.subtractingReportingOverflow(newest.nanoseconds)
      guard isFar ? now > newest : age > limit.nanoseconds else { return nil }
      let span = TimeSpan(nanoseconds: isFar ? .max : age)
      return Fault(
        .tryLater,
        "newest sample of \(name) is \(span.text(against: limit)) old, limit "
          + limit.text(against: span), at: subject.place,
        hint: subject.isUnderPlant ? hint + "; " + ownHint : hint)
    }
  }

  private static let hint = "silence may be an attack: check the historian's export"
  private static let ownHint =
    "a tag that is no longer measured takes 'freshness: none' in tags.csv, one that comes seldom a limit of "
    + "its own"
}
