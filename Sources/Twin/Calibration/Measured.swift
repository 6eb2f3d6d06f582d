/// A measure of fidelity: a finite number, or why there is none.
public enum Measured: Sendable, Equatable {
  /// The number.
  case value(Double)
  /// There is none, with the reason in a phrase that goes on after *because*.
  case undefined(String)

  /// A number where it is one and finite, else the reason.
  public init(_ value: Double?, or reason: String) {
    self = value.flatMap { $0.isFinite ? .value($0) : nil } ?? .undefined(reason)
  }

  /// The mean of those that are defined, in their order; undefined with the reason where none is.
  public init(meanOf measures: [Measured], or reason: String) {
    let numbers = measures.compactMap(\.number)
    self.init(
      numbers.isEmpty ? nil : numbers.reduce(0, +) / Double(numbers.count), or: reason)
  }

  /// The number; nil where it is undefined.
  public var number: Double? {
    if case .value(let number) = self { number } else { nil }
  }

  /// The reason; nil where there is a number.
  public var reason: String? {
    if case .undefined(let reason) = self { reason } else { nil }
  }
}

extension Measured: Codable {
  private enum CodingKeys: String, CodingKey { case value, undefined }

  /// Decodes `{"value": 0.94}` or `{"undefined": "the tag never changes"}`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if let reason = try container.decodeIfPresent(String.self, forKey: .undefined) {
      self = .undefined(reason)
    } else {
      self = .value(try container.decode(Double.self, forKey: .value))
    }
  }

  /// Encodes the form that decoding reads.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .value(let number): try container.encode(number, forKey: .value)
    case .undefined(let reason): try container.encode(reason, forKey: .undefined)
    }
  }
}
