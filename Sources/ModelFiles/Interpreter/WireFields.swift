internal import Diagnostics
internal import Foundation

/// The fields of a protobuf message that the schema does not know, one after the other.
///
/// Reference: https://protobuf.dev/programming-guides/encoding/
struct WireFields {
  /// One field: its number, and its value as bytes or as a word.
  struct Field {
    enum Value {
      case word(UInt64)
      case bytes(ArraySlice<UInt8>)
    }
    let number: UInt64
    let value: Value
  }

  private let bytes: [UInt8]
  private var position = 0

  /// Starts at the first field.
  init(_ data: Data) { bytes = [UInt8](data) }

  /// The next field; nil after the last one.
  mutating func next() throws(Fault) -> Field? {
    if position == bytes.count { return nil }
    let key = try Self.varint(bytes, &position)
    switch key & 7 {
    case 0: return Field(number: key >> 3, value: .word(try Self.varint(bytes, &position)))
    case 1: return Field(number: key >> 3, value: .word(Self.word(try take(8))))
    case 2:
      let length = try Self.varint(bytes, &position)
      return Field(number: key >> 3, value: .bytes(try take(Int(clamping: length))))
    case 5: return Field(number: key >> 3, value: .word(Self.word(try take(4))))
    default: throw Self.damaged
    }
  }

  private mutating func take(_ count: Int) throws(Fault) -> ArraySlice<UInt8> {
    guard count <= bytes.count - position else { throw Self.damaged }
    defer { position += count }
    return bytes[position..<position + count]
  }

  /// A number in base 128, the lowest digits first.
  static func varint(_ bytes: [UInt8], _ position: inout Int) throws(Fault) -> UInt64 {
    var result: UInt64 = 0
    for digit in 0..<10 {
      guard position < bytes.count else { throw damaged }
      let byte = bytes[position]
      position += 1
      result |= UInt64(byte & 0x7f) << UInt64(7 * digit)
      if byte < 0x80 { return result }
    }
    throw damaged
  }

  /// A number from its bytes, the lowest first.
  static func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static var damaged: Fault { Fault(.badData, "a protobuf field is cut off or damaged") }
}
