internal import Foundation

/// The state of a detector whose kind is known at run time alone, in a state that can be written and compared.
struct ErasedState: Codable, Sendable, Equatable {
  private enum Content: Sendable {
    case value(any Codable & Sendable)
    case written(Data)
  }

  private var content: Content

  /// Holds a state.
  init(_ state: some Codable & Sendable) { content = .value(state) }

  /// Reads what ``encode(to:)`` wrote.
  init(from decoder: any Decoder) throws {
    content = .written(try decoder.singleValueContainer().decode(Data.self))
  }

  /// Writes the state as JSON, whatever is written around it.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(written())
  }

  /// Two states are equal where they are written alike.
  static func == (a: ErasedState, b: ErasedState) -> Bool {
    guard let first = try? a.written(), let second = try? b.written() else { return false }
    return first == second
  }

  /// The state as the type that it is of; one of another type is a mistake of whoever hands it on.
  func state<State: Codable & Sendable>(as type: State.Type) -> State {
    switch content {
    case .value(let value):
      guard let state = value as? State else {
        preconditionFailure("a state of \(Swift.type(of: value)) cannot go on as one of \(type)")
      }
      return state
    case .written(let data):
      do {
        return try JSONDecoder().decode(type, from: data)
      } catch {
        preconditionFailure("a state of \(type) cannot be read: \(error)")
      }
    }
  }

  private func written() throws -> Data {
    switch content {
    case .value(let value):
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      return try encoder.encode(value)
    case .written(let data): return data
    }
  }
}
