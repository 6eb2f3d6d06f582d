public import Diagnostics
internal import Foundation

extension Network {
  /// The largest file that is read: 512 MiB.
  package static let byteLimit = 512 << 20
  /// The longest line, EPANET's: what stands beyond it is read as a line of its own.
  package static let lineLimit = InpLine.byteLimit

  /// Reads an EPANET 2.2 `.inp` file.
  ///
  /// What EPANET 2.2 accepts is accepted and what it refuses is refused, except that we also refuse
  /// what makes EPANET crash, hang or calculate with values that are no finite numbers.
  ///
  /// - Throws: Up to ten faults with EPANET's error number, line, column, element and hint; a fault where
  ///   `HYDRAULICS USE` names a file that EPANET could not use.
  /// - Complexity: O(bytes), plus O(links) per line of `[STATUS]` or `[REACTIONS]` with a range.
  public init(inp path: String) throws(Faults) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue
    else {
      throw Faults([
        Fault(
          .missingInput,
          isFolder.boolValue
            ? "'\(path)' is a folder, not an .inp file"
            : "cannot open the network '\(path)' (EPANET error 302)",
          at: Place(file: path), hint: "give the path of an EPANET 2.2 .inp file")
      ])
    }
    let bytes: [UInt8]?
    do {
      bytes = try WholeFile.bytes(of: path, atMost: Self.byteLimit, called: "network")
    } catch {
      throw Faults([error])
    }
    guard let bytes else {
      throw Faults([
        Fault(.io, "cannot read the network '\(path)' (EPANET error 302)", at: Place(file: path))
      ])
    }
    try self.init(inp: bytes, file: path)
    try options.savedHydraulics?.check(for: self, inp: path)
  }

  /// Reads the bytes of an EPANET 2.2 `.inp` file; `file` names it in faults.
  ///
  /// A file of saved hydraulics that the bytes name is not looked at: they have no place on a disk.
  public init(inp bytes: [UInt8], file: String? = nil) throws(Faults) {
    var reader = InpReader(bytes, file: file)
    self = try reader.read()
  }
}
