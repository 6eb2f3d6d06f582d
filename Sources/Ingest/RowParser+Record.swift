internal import Telemetry

extension RowParser {
  /// What a field is for.
  enum Slot: Sendable, Equatable {
    /// The number with this place in the row.
    case value(Int)
    /// The switch's state, 0 or 1, with this place in the row.
    case word(Int)
    /// The number with this place in the row, NaN where the text, which is kept too, is none.
    case reading(Int, text: Int)
    /// The text with this place among the row's texts.
    case text(Int)
    /// The row's moment.
    case time
    /// The day of the row's moment.
    case date
    /// The time of day of the row's moment.
    case clock
    /// A part of the row's moment.
    case part(DatePart)
    /// Nothing.
    case ignored

    /// The place of the field's text among the row's texts; nil where it is not kept.
    var text: Int? {
      switch self {
      case .text(let place), .reading(_, text: let place): place
      default: nil
      }
    }

    /// Whether a line end may stand in the field: a number, a state or a moment holds none.
    var mayHoldLineEnds: Bool {
      switch self {
      case .text, .reading, .ignored: true
      default: false
      }
    }

    /// Whether the field's content is a number, a state or a part of the moment.
    var isTaken: Bool {
      switch self {
      case .text, .ignored: false
      default: true
      }
    }
  }

  /// What stood in a record.
  enum Outcome {
    /// The record is not complete: more bytes are needed.
    case needsMore
    /// Nothing but blanks.
    case blank
    /// A comment.
    case comment
    /// The header once more.
    case header
    /// A row; its numbers were written. The reading is nil where no column is time.
    case row(ClockReading?)
    /// A row that cannot be used, and its moment where that could be read.
    case bad(reason: String, ClockReading?)
  }

  /// Where a text stands in the bytes, quotes not included.
  struct Text {
    var start = 0
    var end = 0
    /// Whether it stood in quotes: then `""` means a quote.
    var isQuoted = false

    /// The text itself.
    func content(in bytes: [UInt8]) -> [UInt8] {
      guard isQuoted else { return Array(bytes[start..<end]) }
      var plain: [UInt8] = []
      var isSecond = false
      for byte in bytes[start..<end] {
        isSecond = byte == 0x22 && !isSecond
        if !isSecond { plain.append(byte) }
      }
      return plain
    }
  }

  /// A record and where the next one begins.
  struct Record {
    var outcome: Outcome
    var next: Int
    var lineBreaks: Int
  }
}

extension RowParser.Record {
  static func unfinished(_ start: Int) -> RowParser.Record {
    RowParser.Record(outcome: .needsMore, next: start, lineBreaks: 0)
  }
}
