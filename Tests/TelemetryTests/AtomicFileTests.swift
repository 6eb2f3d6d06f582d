import Diagnostics
import Foundation
import Telemetry
import TestSupport
import Testing

@Suite("Files written in one step")
struct AtomicFileTests {
  private func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
  }

  @Test("a file is made, then replaced, and nothing else is left")
  func replacing() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write("one", to: folder.file("a"))
    try AtomicFile.write("two", to: folder.file("a"))
    #expect(try text(folder.file("a")) == "two")
    #expect(folder.names == ["a"])
    try AtomicFile.write([UInt8](), to: folder.file("empty"))
    #expect(try text(folder.file("empty")) == "")
  }

  @Test("a link stays a link: the file that it leads to is replaced")
  func link() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write("old", to: folder.file("real"))
    symlink("real", folder.file("link"))
    try AtomicFile.write("new", to: folder.file("link"))
    #expect(try text(folder.file("real")) == "new")
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: folder.file("link")) == "real")
  }

  @Test("what is no file is refused by its kind and left as it is")
  func noFile() throws {
    let folder = try TemporaryFolder()
    #expect(mkfifo(folder.file("pipe"), 0o600) == 0)
    for (path, kind) in [(folder.file("pipe"), "a pipe"), ("/dev/null", "a device")] {
      let fault = fault { try AtomicFile.write("new", to: path) }
      #expect(fault?.problem == "cannot write the file: '\(path)' is \(kind)")
    }
    #expect(folder.names == ["pipe"])
    #expect(
      fault { try AtomicFile.write("new", to: "") }?.problem
        == "the path of the file to write is empty")
  }

  @Test("while the body runs a reader sees the old file, and where it throws the old file stays")
  func throwingBody() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a")
    try AtomicFile.write("old", to: path)
    let fault = fault {
      try AtomicFile.write(to: path) { (file: inout OpenFile) throws(Fault) in
        try file.append(Array("new".utf8))
        #expect(file.count == 3)
        #expect((try? text(path)) == "old")
        #expect(folder.names.count == 2)
        throw Fault(.badData, "stop")
      }
    }
    #expect(fault?.problem == "stop")
    #expect(try text(path) == "old")
    #expect(folder.names == ["a"])
  }

  @Test("large contents arrive whole")
  func large() throws {
    let folder = try TemporaryFolder()
    let piece = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    try AtomicFile.write(to: folder.file("a")) { (file: inout OpenFile) throws(Fault) in
      for _ in 0..<30 { try file.append(piece) }
    }
    let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.file("a")))
    #expect(bytes.count == 3_000_000)
    #expect(Array(bytes.suffix(100_000)) == piece)
  }

  @Test("files are not world-readable")
  func permissions() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write("x", to: folder.file("a"))
    let mode = try FileManager.default.attributesOfItem(atPath: folder.file("a"))[.posixPermissions]
    #expect((mode as? Int).map { $0 & 0o007 } == 0)
  }

  @Test("a folder that is not there, and a folder in the way, are named")
  func obstacles() throws {
    let folder = try TemporaryFolder()
    let missing = fault { try AtomicFile.write("x", to: folder.file("none/a")) }
    #expect(
      missing?.description == """
        error: cannot write the file: No such file or directory
          at \(folder.file("none/a"))
          hint: check that the folder exists and may be written
        """)
    #expect(missing?.kind == .io)
    try FileManager.default.createDirectory(
      atPath: folder.file("taken/in"), withIntermediateDirectories: true)
    let taken = TestSupport.fault { try AtomicFile.write("x", to: folder.file("taken")) }
    #expect(taken?.kind == .io)
    #expect(
      taken?.problem == "cannot write the file: '\(folder.file("taken"))' is a folder")
    #expect(folder.names == ["taken"])
    let unsynced = TestSupport.fault { try AtomicFile.syncFolder(folder.file("none")) }
    #expect(unsynced?.problem == "cannot open the folder: No such file or directory")
  }

  @Test("what a killed writer left is removed, and nothing else")
  func leftovers() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write("x", to: folder.file("a"))
    try Data().write(to: URL(fileURLWithPath: folder.file(".tocsin-tmp-77-a")))
    try Data().write(to: URL(fileURLWithPath: folder.file(".other")))
    AtomicFile.removeTemporaries(in: folder.path)
    #expect(folder.names == [".other", "a"])
    AtomicFile.removeTemporaries(in: folder.file("none"))
  }
}
