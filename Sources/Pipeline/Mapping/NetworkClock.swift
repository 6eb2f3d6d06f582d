/// The zone by whose clock a network's demand patterns run, from the hours at which a site uses water.
///
/// An hour is left to `tocsin check`: that is a clock that nobody turned, not another zone.
struct NetworkClock {
  /// The zone as `tocsin.yaml` names it, without summer time.
  let zone: String
  private let shift: Double

  /// Zones are whole hours and this many apart from UTC at least.
  private static let leastHours = 2.0
  /// What hourly samples and a model's patterns leave open, hours.
  private static let tolerance = 0.4

  /// A zone for water that is used some hours later by UTC than in the model; nil where it is about as late.
  init?(shift: Double?) {
    guard let shift, abs(shift) >= Self.leastHours - Self.tolerance,
      abs(shift - shift.rounded()) <= Self.tolerance
    else { return nil }
    self.shift = shift
    zone = "GMT\(shift > 0 ? "-" : "+")\(Int(abs(shift).rounded()))"
  }

  /// What a person should know of it.
  var doubt: String {
    "water is used \(Numbers.plain(abs(shift))) h \(shift > 0 ? "later" : "earlier") by UTC than in the "
      + "network's patterns: the twin's process has timezone: \(zone); name the place's zone where its clocks "
      + "change"
  }
}
