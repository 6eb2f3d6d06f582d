/// A warning: something a person should know that does not stop the work.
///
/// Libraries return notices in their results; only the command line prints them.
public struct Notice: Sendable, Equatable, CustomStringConvertible {
  /// What was noticed.
  public var text: String
  /// Where.
  public var place: Place?

  /// Makes a notice.
  public init(_ text: String, at place: Place? = nil) {
    self.text = text
    self.place = place
  }

  /// `warning: text (place)`.
  public var description: String {
    // Names of columns and texts of cells may hold line ends.
    guard let place, !place.description.isEmpty else {
      return CellText.cleaned("warning: \(text)")
    }
    return CellText.cleaned("warning: \(text) (\(place))")
  }
}
