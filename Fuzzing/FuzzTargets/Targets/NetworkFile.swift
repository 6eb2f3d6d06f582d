import Hydraulics

/// EPANET's `.inp`.
enum NetworkFile: FuzzTarget {
  static let id = "inp"
  static let summary = "A network is read or refused, the same each time."
  static let longest = 8_192

  static func run(_ bytes: [UInt8]) { _ = reading { try Network(inp: bytes, file: "x.inp") } }
}
