import Diagnostics
import Foundation
import Pipeline
import Testing

@Suite("Standard input is kept")
struct ReceivedInputTests {
  private func keep(_ text: String, in folder: String) throws -> String {
    let pipe = Pipe()
    let writer = pipe.fileHandleForWriting
    let bytes = Data(text.utf8)
    Thread.detachNewThread {
      writer.write(bytes)
      try? writer.close()
    }
    return try ReceivedInput.keep(from: pipe.fileHandleForReading.fileDescriptor, in: folder)
  }

  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("received-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  @Test("what comes is a file of the same bytes; the same bytes twice are one file")
  func sameBytes() throws {
    try withFolder { folder in
      let text = String(repeating: "2026-01-01T00:00:00Z,1.5\n", count: 200_000)
      let first = try keep(text, in: folder)
      #expect(FileManager.default.contents(atPath: first) == Data(text.utf8))
      #expect(try keep(text, in: folder) == first)
      #expect(try keep("a,b\n", in: folder) != first)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 2)
    }
  }

  @Test("nothing is an error, and leaves no file")
  func empty() throws {
    try withFolder { folder in
      let fault = try #require(throws: Fault.self) { try keep("", in: folder) }
      #expect(
        fault.description == """
          error: standard input is empty
            hint: like: zcat export.csv.gz | tocsin ingest -
          """)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }
  }
}
