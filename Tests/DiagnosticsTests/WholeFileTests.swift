import Diagnostics
import Foundation
import Testing

@Suite("Files that are read as one piece have a limit") struct WholeFileTests {
  private static func scratch(_ bytes: [UInt8]) throws -> String {
    let path = NSTemporaryDirectory() + "whole-file-\(UUID().uuidString)"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  @Test("a file up to the limit comes as it is, whatever its length", arguments: [0, 1, 2_500_000])
  func whole(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let path = try Self.scratch(bytes)
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(try WholeFile.bytes(of: path, atMost: max(1, count), called: "file") == bytes)
  }

  @Test("a longer file is refused with both numbers and is not read")
  func longer() throws {
    let path = try Self.scratch([])
    defer { try? FileManager.default.removeItem(atPath: path) }
    // A hole of a terabyte: who read it would not come back.
    #expect(truncate(path, 1 << 40) == 0)
    #expect {
      try WholeFile.bytes(of: path, atMost: 1_000, called: "network", beyond: .configuration)
    } throws: { error in
      guard let fault = error as? Fault else { return false }
      return fault.kind == .configuration && fault.place?.file == path
        && fault.problem == "the network has 1099511627776 bytes, at most 1000 are read"
    }
  }

  @Test("what is no regular file is nothing, and nobody waits for it")
  func nothing() throws {
    #expect(try WholeFile.bytes(of: "/nowhere/at/all", atMost: 10, called: "file") == nil)
    #expect(try WholeFile.bytes(of: "/tmp", atMost: 10, called: "file") == nil)
    #expect(try WholeFile.bytes(of: "/dev/zero", atMost: 10, called: "file") == nil)
    let path = NSTemporaryDirectory() + "whole-file-\(UUID().uuidString)"
    #expect(mkfifo(path, 0o600) == 0)
    defer { unlink(path) }
    #expect(try WholeFile.bytes(of: path, atMost: 10, called: "file") == nil)
  }

  @Test("of a device without end that may be read no more than the limit is")
  func endless() {
    #expect {
      try WholeFile.bytes(of: "/dev/zero", atMost: 1_000, called: "file", takesPipes: true)
    } throws: { error in
      guard let fault = error as? Fault else { return false }
      return fault.kind == .badData
        && fault.problem == "the file has more than 1000 bytes, at most 1000 are read"
    }
  }
}
