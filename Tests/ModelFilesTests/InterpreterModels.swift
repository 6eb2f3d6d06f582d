import ModelFiles

/// Small ONNX files for tests of the interpreter, written byte by byte with the field numbers of
/// onnx.proto and nothing of the module's.
struct TinyModel {
  var nodes: [[UInt8]] = []
  var constants: [[UInt8]] = []
  var inputs: [[UInt8]] = []
  var outputs: [[UInt8]] = []
  var operatorSet: UInt64 = 17
  var formatVersion: UInt64 = 8
  var domain = ""
  /// The set of `ai.onnx.ml`; nil where it is not imported.
  var learnedSet: UInt64?

  var graph: [UInt8] {
    Wire.text(2, "tiny") + nodes.flatMap { Wire.bytes(1, $0) }
      + constants.flatMap { Wire.bytes(5, $0) } + inputs.flatMap { Wire.bytes(11, $0) }
      + outputs.flatMap { Wire.bytes(12, $0) }
  }

  var bytes: [UInt8] {
    let operators = Wire.text(1, domain) + Wire.number(2, operatorSet)
    let learned = learnedSet.map {
      Wire.bytes(8, Wire.text(1, "ai.onnx.ml") + Wire.number(2, $0))
    }
    return Wire.number(1, formatVersion) + Wire.bytes(7, graph) + Wire.bytes(8, operators)
      + (learned ?? [])
  }

  mutating func node(
    _ op: String, _ inputs: [String], _ outputs: [String], _ attributes: [[UInt8]] = [],
    domain: String = "", name: String = "n"
  ) {
    nodes.append(
      inputs.flatMap { Wire.bytes(1, Array($0.utf8)) }
        + outputs.flatMap { Wire.bytes(2, Array($0.utf8)) } + Wire.text(3, name)
        + Wire.text(4, op) + attributes.flatMap { Wire.bytes(5, $0) } + Wire.text(7, domain))
  }

  mutating func constant(_ name: String, _ tensor: ONNXTensor) {
    constants.append(
      Self.tensor(name, tensor.shape.map(Int64.init), tensor.type.rawValue, tensor.raw))
  }

  mutating func input(_ name: String, _ type: ONNXElementType, _ shape: [Int?]) {
    inputs.append(Self.port(name, type.rawValue, shape))
  }

  mutating func output(_ name: String, _ type: ONNXElementType, _ shape: [Int?]) {
    outputs.append(Self.port(name, type.rawValue, shape))
  }

  static func tensor(
    _ name: String, _ shape: [Int64], _ type: Int32, _ raw: [UInt8]
  ) -> [UInt8] {
    shape.flatMap { Wire.number(1, UInt64(bitPattern: $0)) } + Wire.number(2, UInt64(type))
      + Wire.text(8, name) + Wire.bytes(9, raw)
  }

  static func port(_ name: String, _ type: Int32, _ shape: [Int?]) -> [UInt8] {
    let extents = shape.flatMap {
      Wire.bytes(1, $0.map { Wire.number(1, UInt64(bitPattern: Int64($0))) } ?? [])
    }
    let tensor = Wire.number(1, UInt64(type)) + Wire.bytes(2, extents)
    return Wire.text(1, name) + Wire.bytes(2, Wire.bytes(1, tensor))
  }

  static func attribute(_ name: String, _ value: Int64) -> [UInt8] {
    Wire.text(1, name) + Wire.number(3, UInt64(bitPattern: value)) + Wire.number(20, 2)
  }

  static func attribute(_ name: String, _ values: [Int64]) -> [UInt8] {
    Wire.text(1, name) + values.flatMap { Wire.number(8, UInt64(bitPattern: $0)) }
      + Wire.number(20, 7)
  }

  static func attribute(_ name: String, floats values: [Float]) -> [UInt8] {
    // One by one, as onnx's own library writes them.
    Wire.text(1, name)
      + values.flatMap { value in
        [7 << 3 | 5] + (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
      } + Wire.number(20, 6)
  }

  static func attribute(_ name: String, texts values: [String]) -> [UInt8] {
    Wire.text(1, name) + values.flatMap { Wire.bytes(9, Array($0.utf8)) } + Wire.number(20, 8)
  }

  static func attribute(_ name: String, _ body: TinyModel) -> [UInt8] {
    Wire.text(1, name) + Wire.bytes(6, body.graph) + Wire.number(20, 5)
  }
}

/// Protobuf's encoding.
enum Wire {
  static func varint(_ value: UInt64) -> [UInt8] {
    var (rest, bytes) = (value, [UInt8]())
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7f) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  static func number(_ field: UInt64, _ value: UInt64) -> [UInt8] {
    varint(field << 3) + varint(value)
  }

  static func bytes(_ field: UInt64, _ value: [UInt8]) -> [UInt8] {
    varint(field << 3 | 2) + varint(UInt64(value.count)) + value
  }

  static func text(_ field: UInt64, _ value: String) -> [UInt8] {
    value.isEmpty ? [] : bytes(field, Array(value.utf8))
  }
}

extension ONNXTensor {
  /// The little-endian bytes of the elements, as `raw_data` has them.
  var raw: [UInt8] {
    func bytes(_ words: [UInt64]) -> [UInt8] {
      words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
    }
    return switch elements {
    case .float64(let values): bytes(values.map(\.bitPattern))
    case .float32(let values):
      values.flatMap { value in
        (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
      }
    case .int64(let values): bytes(values.map { UInt64(bitPattern: $0) })
    case .bool(let values): values.map { $0 ? 1 : 0 }
    }
  }

  /// A tensor from its raw bytes.
  static func decoded(_ type: String, _ shape: [Int], _ raw: [UInt8]) throws -> ONNXTensor {
    func words() -> [UInt64] {
      stride(from: 0, to: raw.count, by: 8).map { at in
        raw[at..<at + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
      }
    }
    switch type {
    case "float64":
      return try ONNXTensor(shape: shape, .float64(words().map { Double(bitPattern: $0) }))
    case "int64":
      return try ONNXTensor(shape: shape, .int64(words().map { Int64(bitPattern: $0) }))
    default: return try ONNXTensor(shape: shape, .bool(raw.map { $0 != 0 }))
    }
  }

  /// Equal shapes and elements, NaN equal to NaN, doubles to a relative tolerance.
  func matches(_ other: ONNXTensor, tolerance: Double = 0) -> Bool {
    guard shape == other.shape else { return false }
    guard case .float64(let a) = elements, case .float64(let b) = other.elements else {
      return elements == other.elements
    }
    return zip(a, b).allSatisfy { x, y in
      x == y || x.isNaN && y.isNaN || abs(x - y) <= tolerance * max(1, abs(y))
    }
  }
}

/// Doubles as a tensor.
func float64(_ shape: [Int], _ values: Double...) throws -> ONNXTensor {
  try ONNXTensor(shape: shape, .float64(values))
}

/// Whole numbers as a tensor.
func int64(_ shape: [Int], _ values: Int64...) throws -> ONNXTensor {
  try ONNXTensor(shape: shape, .int64(values))
}

/// Truth values, written as 0 and 1, as a tensor.
func bool(_ shape: [Int], _ values: Int...) throws -> ONNXTensor {
  try ONNXTensor(shape: shape, .bool(values.map { $0 == 1 }))
}
