extension CSVFormat {
  /// The zone that a file says its stamps are of, in words beside them.
  public struct StatedZone: Sendable, Codable, Equatable {
    /// What it says, as it stands there: `GMT-05:00`.
    public var text: String
    /// Where it says so, as sentences begin: `the name of column 'Time (CET)'`.
    public var origin: String
    /// The zone as `timezone:` takes it; nil where the words are not known, or several.
    public var zone: String?
  }
}
