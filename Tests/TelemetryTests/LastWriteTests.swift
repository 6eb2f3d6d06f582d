import Foundation
import Telemetry
import TestSupport
import Testing

/// The moment of a file's last write.
@Suite struct LastWriteTests {
  @Test("a file that was dated says its date; what is not there says none")
  func datesAreRead() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("x")
    #expect(LastWrite.of(path) == nil)
    try AtomicFile.write("x", to: path)
    for seconds in [1_600_000_000, -86_400] {
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: Double(seconds))], ofItemAtPath: path)
      #expect(LastWrite.of(path)?.nanoseconds == Int64(seconds) * 1_000_000_000)
    }
  }
}
