internal import Telemetry

/// How one column of an Arrow file is stored, and what its cells are.
struct ArrowField {
  /// How the cells lie in memory.
  enum Storage: Equatable {
    case null
    case bool
    case integer(bytes: Int, signed: Bool)
    case float(bytes: Int)
    /// A whole number, to be divided by 10^scale.
    case decimal(bytes: Int, scale: Int)
    /// UTF-8 between offsets of so many bytes.
    case text(offsetBytes: Int)
    /// UTF-8 in views of 16 bytes.
    case textView
    /// Nothing that is read.
    case unread
  }

  /// What whole numbers stand for.
  enum Meaning: Equatable {
    /// Themselves.
    case number
    /// Moments of so many nanoseconds from 1970.
    case time(tick: Int64, hasZone: Bool)
    /// Seconds of so many parts: times of day, durations.
    case seconds(parts: Double, isTimeOfDay: Bool)
  }

  /// The codes of a column of categories.
  struct Dictionary: Equatable {
    var id: Int64
    var indexBytes: Int
    var isSigned: Bool
  }

  /// The entries of a record batch that a field takes.
  struct Extent: Equatable {
    var nodes = 0
    var buffers = 0
    /// Entries of the list that counts the buffers of views.
    var views = 0

    static func + (one: Extent, other: Extent) -> Extent {
      Extent(
        nodes: one.nodes + other.nodes, buffers: one.buffers + other.buffers,
        views: one.views + other.views)
    }
  }

  var name: String
  /// The type in Arrow's words.
  var typeName: String
  /// How the values lie; of a column of categories those of its dictionary.
  var storage: Storage
  var meaning = Meaning.number
  var dictionary: Dictionary?
  /// What the field takes in a record batch.
  var extent: Extent

  /// What the column's cells are; nil where they are not read.
  var kind: ArrowInput.Kind? {
    switch storage {
    case .unread: nil
    case .text, .textView: .text
    default:
      switch meaning {
      case .number: .number
      case .time(_, let hasZone): .time(hasZone: hasZone)
      case .seconds(_, let isTimeOfDay): isTimeOfDay ? .timeOfDay : .number
      }
    }
  }

  /// The bytes of one cell in the data buffer; nil where that is no whole number of them.
  var width: Int? {
    if let dictionary { return dictionary.indexBytes }
    return switch storage {
    case .integer(let bytes, _), .float(let bytes), .decimal(let bytes, _): bytes
    case .textView: 16
    default: nil
    }
  }

  /// The field of the dictionary's own values.
  var ofDictionary: ArrowField {
    var field = self
    field.dictionary = nil
    field.extent = Extent(
      nodes: 1,
      buffers: storage == .null ? 0 : isText ? 3 : 2, views: 0)
    if storage == .textView { field.extent = Extent(nodes: 1, buffers: 2, views: 1) }
    return field
  }

  private var isText: Bool { if case .text = storage { true } else { false } }
}
