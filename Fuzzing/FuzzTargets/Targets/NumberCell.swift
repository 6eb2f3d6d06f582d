import Foundation
import Ingest
import TestSupport

/// A cell's number against `strtod`.
enum NumberCell: FuzzTarget {
  static let id = "number"
  static let summary = "A cell is a number with strtod's bits, or no number."
  static let longest = 64

  static func run(_ bytes: [UInt8]) {
    let read = NumberText.value(of: bytes)
    let wanted = NaiveCSV.number(String(decoding: bytes, as: UTF8.self))
    if read?.bitPattern != wanted?.bitPattern {
      broken("\(String(describing: read)) for \(String(describing: wanted))")
    }
  }
}
