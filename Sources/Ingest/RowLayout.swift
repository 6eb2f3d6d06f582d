internal import Diagnostics

/// Where the fields of a row go: numbers into the row's cells, texts into tables of codes.
struct RowLayout: Sendable {
  /// What a text field is for.
  enum TextRole: Sendable, Equatable {
    /// Its code is the cell with this place in the row.
    case category(Int)
    /// It names the row's unit.
    case unit
    /// Long form: the tag's name or a part of it.
    case tag
    /// Long form: what the value is worth.
    case quality
    /// Long form: the value as it is written; its number is the cell with this place in the row.
    case value(Int)
  }

  /// What each field is for, in the order of the columns.
  let slots: [RowParser.Slot]
  /// What each text slot is for.
  let texts: [TextRole]
  /// How many cells a row has.
  let width: Int

  /// A layout made by hand.
  init(slots: [RowParser.Slot], texts: [TextRole], width: Int) {
    self.slots = slots
    self.texts = texts
    self.width = width
  }

  /// Every tag of a format; one cell, the value, in the long form.
  init(_ format: CSVFormat) {
    var cell = 0
    var texts: [TextRole] = []
    slots = format.columns.map { column -> RowParser.Slot in
      func text(_ role: TextRole) -> RowParser.Slot {
        texts.append(role)
        return .text(texts.count - 1)
      }
      func reading(_ cell: Int) -> RowParser.Slot {
        texts.append(.value(cell))
        return .reading(cell, text: texts.count - 1)
      }
      func next() -> Int {
        cell += 1
        return cell - 1
      }
      return switch column.content {
      case .time: .time
      case .date: .date
      case .clock: .clock
      case .part: column.part.map { .part($0) } ?? .ignored
      case .number: .value(next())
      case .value: reading(next())
      case .word: .word(next())
      case .category: text(.category(next()))
      case .unit: text(.unit)
      case .tag: text(.tag)
      case .quality: text(.quality)
      case .text: .ignored
      }
    }
    self.texts = texts
    width = cell
  }

  /// Whether rows name their unit.
  var hasUnits: Bool { texts.contains(.unit) }
  /// Whether rows name their tag.
  var hasTags: Bool { texts.contains(.tag) }
  /// Whether rows say what their value is worth.
  var hasQuality: Bool { texts.contains(.quality) }
}
