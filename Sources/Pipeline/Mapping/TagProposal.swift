public import Telemetry

/// What a tag is proposed to be.
public struct TagProposal: Sendable, Equatable {
  /// The tag.
  public var tag: String
  /// What it measures; nil where neither name nor numbers say.
  public var quantity: MeasuredQuantity?
  /// The element's id; nil where none fits.
  public var element: String?
  /// The next best element; nil where there is none.
  public var runnerUp: String?
  /// The unit to store: m, L/s; nil for switches.
  public var unit: String?
  /// value = number · scale + offset.
  public var scale: Double
  /// See ``scale``, in ``unit``.
  public var offset: Double
  /// From the margin to the next best assignment, 0…1.
  public var confidence: Double
  /// What speaks for it.
  public var evidence: String
  /// True where a person said so.
  public var isAnchor: Bool
  /// Why its unit is doubtful: another fits its element far better; nil where none does.
  public var unitDoubt: String?

  /// What is left where a tag's unit does not fit its element.
  static let doubtful = 0.5

  /// Proposals below this are put as questions.
  public static let sure = 0.9

  /// The question to a person; nil where the proposal is sure.
  public var question: String? {
    if isAnchor { return nil }
    if let unitDoubt { return unitDoubt }
    if confidence >= Self.sure { return nil }
    guard let element, let quantity else {
      return "which element and quantity is \(tag)?"
    }
    guard let runnerUp else { return "is \(tag) the \(quantity.rawValue) of \(element)?" }
    return "is \(tag) the \(quantity.rawValue) of \(element) or \(runnerUp)?"
  }
}
