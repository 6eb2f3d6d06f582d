internal import Diagnostics
internal import Foundation
internal import SwiftProtobuf

/// Reads the parts of an ONNX file, and refuses what it does not know.
enum ONNXDecoding {
  /// Refuses a message with fields outside the schema: they may change what it means.
  static func refuseUnknown(_ fields: UnknownStorage, in what: String) throws(Fault) {
    if fields.data.isEmpty { return }
    var reader = WireFields(fields.data)
    let number = try reader.next()?.number ?? 0
    throw Fault(.badData, "\(what) has field \(number), which this interpreter does not read")
  }

  // MARK: Declarations

  /// What is declared of an input or output.
  static func port(_ info: Onnx_ValueInfoProto) throws(Fault) -> ONNXPort {
    let what = "'\(info.name)'"
    guard !info.name.isEmpty else { throw Fault(.badData, "an input or output has no name") }
    try refuseUnknown(info.unknownFields, in: what)
    try refuseUnknown(info.type.unknownFields, in: what)
    guard case .tensorType(let tensor) = info.type.value, tensor.hasShape else {
      throw Fault(.badData, "\(what) must be declared as a tensor with a shape")
    }
    try refuseUnknown(tensor.unknownFields, in: what)
    try refuseUnknown(tensor.shape.unknownFields, in: what)
    var shape: [ONNXExtent] = []
    for dimension in tensor.shape.dim {
      try refuseUnknown(dimension.unknownFields, in: what)
      switch dimension.value {
      case .dimValue(let count):
        guard let extent = Int(exactly: count), extent >= 0 else {
          throw Fault(.badData, "\(what): extents must be at least 0, got \(count)")
        }
        shape.append(.fixed(extent))
      case .dimParam(let name): shape.append(name.isEmpty ? .open : .named(name))
      case nil: shape.append(.open)
      }
    }
    return ONNXPort(name: info.name, type: try type(tensor.elemType, of: what), shape: shape)
  }

  /// An element type that a file may name, from its number; single numbers only come out of trees.
  static func type(_ number: Int32, of what: String) throws(Fault) -> ONNXElementType {
    if let type = ONNXElementType(rawValue: number), type != .float32 { return type }
    throw Fault(
      .badData,
      "\(what) has element type \(number), only 7 (int64), 9 (bool) and 11 (double) are known")
  }

  // MARK: Constants

  /// The tensor of an initializer.
  static func tensor(_ proto: Onnx_TensorProto) throws(Fault) -> ONNXTensor {
    let what = "initializer '\(proto.name)'"
    let type = try type(proto.dataType, of: what)
    var shape: [Int] = []
    for extent in proto.dims {
      guard let count = Int(exactly: extent) else {
        throw Fault(.badData, "\(what): extent \(extent) is too large")
      }
      shape.append(count)
    }
    let count: Int
    do throws(Fault) {
      count = try ONNXShape.count(shape)
    } catch {
      throw Fault(error.kind, "\(what): \(error.problem)")
    }
    let words = try words(of: proto, type, what)
    guard words.count == count else {
      throw Fault(
        .badData, "\(what) of shape \(shape) needs \(count) elements, got \(words.count)")
    }
    switch type {
    case .float64, .float32: return ONNXTensor(of: shape, words.map { Double(bitPattern: $0) })
    case .int64: return ONNXTensor(of: shape, words.map { Int64(bitPattern: $0) })
    case .bool: return ONNXTensor(of: shape, words.map { $0 != 0 })
    }
  }

  /// The elements as words: from `raw_data`, or from the field of the type.
  private static func words(
    of proto: Onnx_TensorProto, _ type: ONNXElementType, _ what: String
  ) throws(Fault) -> [UInt64] {
    guard !proto.unknownFields.data.isEmpty else {
      return try fixedWords([UInt8](proto.rawData)[...], width: type == .bool ? 1 : 8, what)
    }
    guard proto.rawData.isEmpty else {
      try refuseUnknown(proto.unknownFields, in: what)
      return []
    }
    // onnx.proto: int32_data = 5 (booleans too), int64_data = 7, double_data = 10.
    let wanted: UInt64 =
      switch type {
      case .float64, .float32: 10
      case .int64: 7
      case .bool: 5
      }
    var words: [UInt64] = []
    var reader = WireFields(proto.unknownFields.data)
    while let field = try reader.next() {
      guard field.number == wanted else {
        throw Fault(
          .badData, "\(what) has field \(field.number), which this interpreter does not read")
      }
      switch field.value {
      case .word(let word): words.append(word)
      case .bytes(let bytes) where type == .float64:
        words += try fixedWords(bytes, width: 8, what)
      case .bytes(let bytes):
        let packed = Array(bytes)
        var position = 0
        while position < packed.count { words.append(try WireFields.varint(packed, &position)) }
      }
    }
    return words
  }

  /// Little-endian numbers of `width` bytes.
  private static func fixedWords(
    _ bytes: ArraySlice<UInt8>, width: Int, _ what: String
  ) throws(Fault) -> [UInt64] {
    guard bytes.count.isMultiple(of: width) else {
      throw Fault(
        .badData, "\(what): \(bytes.count) bytes are not a multiple of the \(width) of an element")
    }
    return stride(from: bytes.startIndex, to: bytes.endIndex, by: width).map {
      WireFields.word(bytes[$0..<$0 + width])
    }
  }
}
