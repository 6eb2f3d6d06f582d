/// How much an alert matters, from "look when you have time" to "act now".
public enum Severity: String, Sendable, Codable, CaseIterable, Comparable {
  /// Look when you have time.
  case low
  /// Look today.
  case medium
  /// Look now.
  case high
  /// Act now.
  case critical

  /// Less before more severe.
  public static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }

  private var rank: Int {
    switch self {
    case .low: 0
    case .medium: 1
    case .high: 2
    case .critical: 3
    }
  }
}
