import Diagnostics
import LinearAlgebra
import Telemetry

/// The store's Arrow reader.
enum ArrowStore: FuzzTarget {
  static let id = "arrow-store"
  static let summary =
    "A frame that the store's reader takes is written and read again as the same."
  static let longest = 8_192

  static func run(_ bytes: [UInt8]) {
    let path = ScratchFile.write(bytes, "x.arrow")
    guard
      let frame = reading({ () throws(Fault) -> Frame in
        let reader = try ArrowFileReader(path)
        for index in reader.columns.indices
        where reader.columns[index].type == .integer(bits: 8, signed: false) {
          _ = try reader.bytes(column: index)
        }
        return try reader.frame()
      })
    else { return }
    let copy = ScratchFile.write([], "y.arrow")
    guard
      let again = reading({ () throws(Fault) -> Frame in
        try FrameArrow.write(frame: frame, to: copy)
        return try FrameArrow.read(from: copy)
      })
    else { return }
    guard frame.times == again.times, frame.tags.map(\.id) == again.tags.map(\.id),
      zip(frame.values.elements, again.values.elements).allSatisfy({
        $0.bitPattern == $1.bitPattern || ($0.isNaN && $1.isNaN)
      })
    else { broken("a frame of \(frame.count) rows changes on its way through a file") }
  }
}
