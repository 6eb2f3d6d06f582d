internal import Diagnostics
internal import Foundation

/// Sorted runs on disk, in a file that is removed as soon as it is open.
final class SpillFile {
  private let descriptor: Int32
  private(set) var runs: [Range<Int>] = []
  private var end = 0

  init() throws(Fault) { descriptor = try TemporaryFile.open("sort") }

  deinit { close(descriptor) }

  /// Writes one run.
  func append(_ cells: [LongPivot.Cell]) throws(Fault) {
    try TemporaryFile.write(cells, to: descriptor)
    runs.append(end..<end + cells.count)
    end += cells.count
  }

  /// Reads some cells.
  func read(_ range: Range<Int>) throws(Fault) -> [LongPivot.Cell] {
    let stride = MemoryLayout<LongPivot.Cell>.stride
    var isShort = false
    let cells = [LongPivot.Cell](unsafeUninitializedCapacity: range.count) { buffer, filled in
      let bytes = UnsafeMutableRawBufferPointer(buffer)
      var done = 0
      while done < range.count * stride {
        let n = pread(
          descriptor, bytes.baseAddress.map { $0 + done }, range.count * stride - done,
          off_t(range.lowerBound * stride + done))
        if n < 0, errno == EINTR { continue }
        if n <= 0 {
          isShort = true
          break
        }
        done += n
      }
      filled = done / stride
    }
    guard !isShort else {
      throw Fault(
        .io, "cannot read a temporary file back: \(String(cString: strerror(errno)))",
        at: Place(file: FileManager.default.temporaryDirectory.path))
    }
    return cells
  }
}
