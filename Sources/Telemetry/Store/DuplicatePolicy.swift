/// Which of several rows of one moment counts; a moment is a time and, where there are units, a unit.
///
/// Rows of different columns (one file per tag) do not displace each other: per tag the policy
/// decides among the rows whose file has that tag, and the moment's row is merged from them. Nor does a
/// missing cell displace a measured one.
public enum DuplicatePolicy: String, Sendable, Codable, CaseIterable {
  /// The one in the source that comes last: a later export corrects an earlier one.
  case last
  /// The one in the source that comes first.
  case first
  /// The mean of the values that are there, cell by cell; the worst of their qualities.
  case mean
  /// None: two rows that have the same tag are a fault.
  case error
}
