internal import Foundation

/// What the elements of a tensor are, by ONNX's number of the type.
enum ElementType: Int32, Hashable, Sendable {
  case float = 1
  case int64 = 7
  case bool = 9
  case double = 11
}

/// One extent of a tensor: known, named, or left open.
enum Extent: Hashable, Sendable {
  case fixed(Int)
  case named(String)
  case open
}

/// A tensor in a graph: its name and what its elements are.
struct GraphValue: Hashable, Sendable {
  let name: String
  let type: ElementType
}

/// A tensor whose extents must be told, because it crosses the edge of a graph.
struct GraphPort: Hashable, Sendable {
  let value: GraphValue
  let shape: [Extent]

  init(_ value: GraphValue, _ shape: [Extent]) {
    self.value = value
    self.shape = shape
  }

  var proto: Onnx_ValueInfoProto {
    var info = Onnx_ValueInfoProto()
    info.name = value.name
    info.type.tensorType.elemType = value.type.rawValue
    info.type.tensorType.shape.dim = shape.map { extent in
      var dimension = Onnx_TensorShapeProto.Dimension()
      switch extent {
      case .fixed(let count): dimension.dimValue = Int64(count)
      case .named(let name): dimension.dimParam = name
      case .open: break
      }
      return dimension
    }
    return info
  }
}

/// A setting of a node.
enum GraphAttribute: Hashable, Sendable {
  case int(Int)
  case ints([Int])
  case floats([Float])
  case strings([String])

  func proto(named name: String) -> Onnx_AttributeProto {
    var attribute = Onnx_AttributeProto()
    attribute.name = name
    switch self {
    case .int(let value):
      attribute.type = .int
      attribute.i = Int64(value)
    case .ints(let values):
      attribute.type = .ints
      attribute.ints = values.map(Int64.init)
    case .floats(let values):
      attribute.type = .floats
      attribute.floats = values
    case .strings(let values):
      attribute.type = .strings
      attribute.strings = values.map { Data($0.utf8) }
    }
    return attribute
  }
}
