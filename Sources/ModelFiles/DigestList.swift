package import Diagnostics
internal import Telemetry

/// `SHA256SUMS`: a line `digest  name` for every file of a folder, as `sha256sum -c` reads it.
package struct DigestList: Equatable {
  package static let fileName = "SHA256SUMS"

  package struct Line: Equatable {
    package let name: String
    package let digest: String

    package init(name: String, digest: String) {
      self.name = name
      self.digest = digest
    }
  }

  /// The lines in the order of the names.
  package let lines: [Line]

  /// The digests of files at hand.
  init(_ files: [ModelFile]) {
    lines = files.map { Line(name: $0.name, digest: SHA256.hash($0.bytes)) }
      .sorted { $0.name < $1.name }
  }

  /// The digests of files known already.
  package init(_ lines: [Line]) { self.lines = lines.sorted { $0.name < $1.name } }

  /// Reads the bytes of `SHA256SUMS`; names that would leave the folder are refused.
  package init(decoding bytes: [UInt8]) throws(Fault) {
    var lines: [Line] = []
    var seen: Set<String> = []
    for (index, line) in bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
      let text = String(decoding: line, as: UTF8.self)
      let digest = String(text.prefix(64))
      let name = String(text.dropFirst(66))
      guard digest.utf8.count == 64, digest.utf8.allSatisfy(Self.isDigit),
        text.dropFirst(64).hasPrefix("  ")
      else {
        throw Self.broken(index, "expected 64 hexadecimal digits, two blanks and a name")
      }
      guard Self.isPlain(name) else {
        throw Self.broken(index, "the name '\(name)' is not that of a file in this folder")
      }
      guard seen.insert(name).inserted else {
        throw Self.broken(index, "the name '\(name)' stands twice")
      }
      lines.append(Line(name: name, digest: digest))
    }
    self.lines = lines
  }

  /// The text of the file.
  package var bytes: [UInt8] { Array(lines.map { "\($0.digest)  \($0.name)\n" }.joined().utf8) }

  private static func broken(_ index: Int, _ problem: String) -> Fault {
    Fault(
      .badData, "\(fileName) is broken: \(problem)", at: Place(file: fileName, line: index + 1))
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
  }

  private static func isPlain(_ name: String) -> Bool {
    !name.isEmpty && name != "." && name != ".."
      && !name.utf8.contains { $0 == UInt8(ascii: "/") || $0 == 0 }
  }
}
