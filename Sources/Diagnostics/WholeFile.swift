internal import Foundation

/// Files that are read as one piece and therefore have a limit: what people write, or other tools in their name.
public enum WholeFile {
  private static let piece = 1 << 20

  /// A regular file's bytes; nil where there is none or it cannot be opened.
  ///
  /// A file that is longer is not read at all; of one that grows meanwhile no more than the limit is. O(bytes).
  /// - Parameters:
  ///   - most: the most bytes that are read.
  ///   - name: what the message calls the file.
  ///   - kind: the kind of fault that a longer file is.
  ///   - takesPipes: whether a pipe or a device is read as well, and waited for.
  /// - Throws: ``Fault`` of that kind with both numbers; of kind `io` where the disk fails.
  public static func bytes(
    of path: String, atMost most: Int, called name: String, beyond kind: FaultKind = .badData,
    takesPipes: Bool = false
  ) throws(Fault) -> [UInt8]? {
    // Of a pipe that nobody writes to, opening it would not come back.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | (takesPipes ? 0 : O_NONBLOCK))
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0,
      status.st_mode & S_IFMT == S_IFREG || takesPipes && status.st_mode & S_IFMT != S_IFDIR
    else { return nil }
    func longer(_ found: String) -> Fault {
      Fault(
        kind, "the \(name) has \(found) bytes, at most \(most) are read", at: Place(file: path))
    }
    if status.st_size > most { throw longer("\(status.st_size)") }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(status.st_size))
    var block = [UInt8](repeating: 0, count: piece)
    while true {
      let count = block.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR { continue }
        throw Fault(
          .io, "cannot read the \(name): \(String(cString: strerror(errno)))",
          at: Place(file: path))
      }
      if bytes.count + count > most { throw longer("more than \(most)") }
      bytes += block[..<count]
    }
  }
}
