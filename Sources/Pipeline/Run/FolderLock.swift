public import Diagnostics
internal import Foundation
public import Telemetry

/// One writer per output folder: an advisory lock that the system releases when its holder dies.
public struct FolderLock: ~Copyable {
  private let descriptor: Int32

  /// Takes the lock of `folder`, making the folder where it is not there.
  ///
  /// - Parameter wait: how long to wait for another holder.
  /// - Throws: ``Fault`` of kind `tryLater` naming the holder; `io` where the folder cannot be written.
  public init(folder: String, wait: TimeSpan, holder: String) throws(Fault) {
    descriptor = try Self.acquire(folder: folder, wait: wait, holder: holder)
  }

  deinit {
    ftruncate(descriptor, 0)
    close(descriptor)
  }

  private static func acquire(folder: String, wait: TimeSpan, holder: String) throws(Fault) -> Int32
  {
    try Folder.make(folder)
    let path = "\(folder)/.tocsin.lock"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
    guard descriptor >= 0 else {
      throw Fault(
        .io, "cannot write in the output folder: \(String(cString: strerror(errno)))",
        at: Place(file: folder), hint: Folder.hint(errno))
    }
    var left = wait.seconds
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR else {
        close(descriptor)
        throw Fault(
          .io, "cannot lock the output folder: \(String(cString: strerror(errno)))",
          at: Place(file: folder))
      }
      guard left > 0 else {
        let other =
          FileManager.default.contents(atPath: path)
          .map { String(decoding: $0.prefix(200), as: UTF8.self) } ?? ""
        close(descriptor)
        throw Fault(
          .tryLater, "another tocsin is writing here: \(other.isEmpty ? "unknown" : other)",
          at: Place(file: folder), hint: "try later, or wait for it with --wait SECONDS")
      }
      usleep(50_000)
      left -= 0.05
    }
    // What stands in the file only helps a person; the lock itself is the system's.
    ftruncate(descriptor, 0)
    let text = Array("process \(getpid()), \(holder)".utf8)
    _ = text.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    return descriptor
  }
}

/// Folders made and removed with faults that name them.
enum Folder {
  /// Makes a folder and those above it, not world-readable.
  static func make(_ path: String) throws(Fault) {
    let made = WriteGate.pass {
      Result {
        try FileManager.default.createDirectory(
          atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o750])
      }
    }
    if case .failure(let error) = made {
      let full = (error as? CocoaError)?.code == .fileWriteOutOfSpace
      throw Fault(
        .io, "cannot make the folder: \((error as NSError).localizedDescription)",
        at: Place(file: path), hint: hint(full ? ENOSPC : EACCES))
    }
  }

  // What to do where the system refuses to write.
  fileprivate static func hint(_ code: Int32) -> String {
    code == ENOSPC || code == EDQUOT
      ? AtomicFile.fullHint : "check its rights, or set 'output:' to another folder"
  }

  /// The names in a folder, sorted; empty where it is not there.
  static func names(in path: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }

  /// Whether there is a folder.
  static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// Whether there is a file or folder.
  static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}
