internal import Foundation

/// Which file stood at a path at some moment: another one that is put in its place, or one that is written to, differs.
///
/// Neither its name nor the number of links counts, so that moving and linking change nothing.
package struct FileIdentity: Equatable, Sendable {
  private let device: UInt64
  private let inode: UInt64
  private let bytes: Int64
  /// The last write, in seconds and nanoseconds.
  private let seconds: Int
  private let nanoseconds: Int

  init(_ status: stat) {
    device = UInt64(truncatingIfNeeded: status.st_dev)
    inode = UInt64(status.st_ino)
    bytes = Int64(status.st_size)
    let written = LastWrite.time(of: status)
    seconds = written.tv_sec
    nanoseconds = written.tv_nsec
  }

  /// The file at a path; nil where there is none that can be asked.
  package init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(status)
  }
}
