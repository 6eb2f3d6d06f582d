internal import Foundation

/// When a file was last written, as its file system says.
package enum LastWrite {
  /// The last write to the file at a path; nil where none is there to be asked, or the moment is beyond a ``Timestamp``.
  package static func of(_ path: String) -> Timestamp? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    let time = time(of: status)
    let (seconds, overflow) = Int64(time.tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
    let (nanoseconds, isBeyond) = seconds.addingReportingOverflow(Int64(time.tv_nsec))
    return overflow || isBeyond ? nil : Timestamp(nanoseconds: nanoseconds)
  }

  /// The last write to the file that was asked.
  static func time(of status: stat) -> timespec {
    #if canImport(Darwin)
      status.st_mtimespec
    #else
      status.st_mtim
    #endif
  }
}
