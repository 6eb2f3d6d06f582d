/// What stands in a cell where there is no measurement, besides nothing at all.
public enum MissingMarkers {
  /// `NA`, `NaN` and `null`, whatever their case.
  ///
  /// Other words (`Bad`, `I/O Timeout`) refuse the row.
  public static let standard = ["NA", "NaN", "null"]
}
