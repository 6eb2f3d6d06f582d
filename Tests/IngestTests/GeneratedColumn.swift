import Diagnostics
import Foundation
import Ingest

/// One column of a generated file beside those of time.
struct GeneratedColumn {
  /// What its cells are.
  enum Kind: Equatable {
    /// A number with so many decimal places.
    case decimal(places: Int)
    /// Swift's shortest text of a Double.
    case shortest
    /// Scientific notation with so many places.
    case scientific(places: Int)
    case integer
    /// Marks between groups of three digits, and two decimal places.
    case grouped
    /// A switch's two words.
    case words(on: String, off: String)
    /// One of a few texts.
    case texts([String])
    /// A text of its own in every row.
    case note
    case unit
    case tag
    case value
    case quality(isNumber: Bool)
  }

  var name: String
  var kind: Kind
  /// What stands where nothing was measured; nil where every cell is filled.
  var missing: String?
  /// What a record of units says.
  var unit = "bar"

  init(name: String, kind: Kind, missing: String? = nil) {
    self.name = name
    self.kind = kind
    self.missing = missing
  }

  /// What the column is to the reader.
  var content: CSVFormat.Content {
    switch kind {
    case .decimal, .shortest, .scientific, .integer, .grouped: .number
    case .words: .word
    case .texts: .category
    case .note: .text
    case .unit: .unit
    case .tag: .tag
    case .value: .value
    case .quality: .quality
    }
  }

  /// Whether its name holds a character beyond ASCII that Windows-1252 has.
  var hasUmlaut: Bool { name.unicodeScalars.contains { $0.value > 127 } }

  /// Draws the columns of a file.
  static func draw(
    _ generator: inout SeededGenerator, isLong: Bool, isClean: Bool, isBlank: Bool,
    hasHeader: Bool, hasDecimalComma: Bool, thousandsMark: String?
  ) -> [GeneratedColumn] {
    let markers =
      isBlank
      ? ["NA", "NaN", "null"] : ["", "", "NA", "nan", "NULL", "I/O Timeout", "No Data", "-"]
    func marker(_ generator: inout SeededGenerator) -> String? {
      generator.oneIn(2) ? generator.pick(markers) : nil
    }
    if isLong {
      var columns = [
        GeneratedColumn(name: "tag", kind: .tag),
        GeneratedColumn(
          name: "value", kind: thousandsMark == nil ? .value : .value, missing: marker(&generator)),
      ]
      if generator.oneIn(2) {
        let isNumber = generator.oneIn(2)
        columns.append(GeneratedColumn(name: "quality", kind: .quality(isNumber: isNumber)))
      }
      return columns
    }
    var columns: [GeneratedColumn] = []
    let names = [
      "LIT_101", "Flow [m3/h]", "Druck (bar)", "Temp\u{e9}rature", "T1.PV", "N\u{e4}sse %", "P-4",
      "x_2", "Drehzahl", "Leistung",
    ].shuffled(using: &generator)
    // The decimal comma and the thousands mark show only where a cell holds one.
    columns.append(
      GeneratedColumn(
        name: names[0], kind: hasDecimalComma ? .decimal(places: 2) : number(&generator)))
    if thousandsMark != nil { columns.append(GeneratedColumn(name: names[1], kind: .grouped)) }
    for name in names[2...].prefix(generator.from(0, 5)) {
      let kind: Kind
      switch generator.from(0, 9) {
      case 0, 1: kind = words(&generator, isBlank: isBlank)
      case 2 where !isBlank || !isClean: kind = .texts(texts(&generator, isClean: isClean))
      case 3 where !isBlank && (hasHeader || !isClean): kind = .note
      default: kind = number(&generator)
      }
      columns.append(GeneratedColumn(name: name, kind: kind, missing: marker(&generator)))
    }
    return columns.shuffled(using: &generator)
  }

  private static func number(_ generator: inout SeededGenerator) -> Kind {
    generator.pick([
      .decimal(places: 1), .decimal(places: 2), .decimal(places: 3), .shortest,
      .scientific(places: 7), .integer,
    ])
  }

  private static func words(_ generator: inout SeededGenerator, isBlank: Bool) -> Kind {
    let pairs = [
      ("ON", "OFF"), ("on", "off"), ("True", "False"), ("open", "closed"), ("RUNNING", "STOPPED"),
      ("yes", "no"), ("Active", "Inactive"), ("Enabled", "Disabled"),
    ]
    let pair = generator.pick(pairs)
    return .words(on: pair.0, off: pair.1)
  }

  private static func texts(_ generator: inout SeededGenerator, isClean: Bool) -> [String] {
    // The last two look alike and are two texts: é in one scalar, and in two.
    let all = [
      "idle", "ramp up", "cleaning", "He said \"wait\"", "A;B,C|D\tE", "two\nlines", "M\u{fc}hle",
      "caf\u{e9}", "cafe\u{301}",
    ]
    return Array(all.prefix(isClean ? 7 : 9).shuffled(using: &generator).prefix(4))
  }
}
