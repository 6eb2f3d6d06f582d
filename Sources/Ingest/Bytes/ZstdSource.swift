internal import CZstd
package import Diagnostics

/// What a Zstandard file holds: the frames one after the other; skippable ones are left out.
package final class ZstdSource: ByteSource {
  private var inner: any ByteSource
  private let context: OpaquePointer
  private var packed: [UInt8] = []
  private var used = 0
  private var offset = 0
  /// Whether the last frame is whole.
  private var isComplete = false
  /// How many bytes the frame says that it holds, where it does, and how many came of it.
  private var declared: UInt64?
  private var produced: UInt64 = 0
  /// Whether there may be more to come without further input.
  private var isPending = false
  private var isAtEnd = false
  private var chunk = [UInt8](repeating: 0, count: 1 << 18)

  private static let packedBytes = 1 << 17
  /// The largest window: 2^27 bytes, 128 MiB.
  private static let windowLog: Int32 = 27

  /// Unpacks a source.
  ///
  /// - Throws: ``Fault`` of kind `ourBug` where libzstd cannot start, for lack of memory.
  package init(_ inner: any ByteSource) throws(Fault) {
    guard let context = ZSTD_createDCtx() else {
      throw Fault(.ourBug, "libzstd cannot start", at: Place(file: inner.name))
    }
    self.inner = inner
    self.context = context
    _ = ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Self.windowLog)
  }

  deinit { ZSTD_freeDCtx(context) }

  package var name: String { inner.name }
  package var bytesRead: Int { inner.bytesRead }
  package var size: Int? { inner.size }
  package var sha256: String? { inner.sha256 }

  package func read(into buffer: inout [UInt8], atMost most: Int) throws(Fault) -> Bool {
    while !isAtEnd {
      if used == packed.count, !isPending, try !refill() {
        guard isComplete else {
          throw Fault(
            .badData,
            "the zstd file is cut off: it ends after \(bytesRead) bytes inside its data",
            at: Place(file: name), hint: "fetch it again, when its writer has finished")
        }
        isAtEnd = true
        return false
      }
      let count = try decompressSome(min(max(1, most), chunk.count))
      if count > 0 {
        buffer += chunk[..<count]
        return true
      }
    }
    return false
  }

  private func refill() throws(Fault) -> Bool {
    offset += packed.count
    packed.removeAll(keepingCapacity: true)
    used = 0
    return try inner.read(into: &packed, atMost: Self.packedBytes)
  }

  /// Unpacks up to `most` bytes into `chunk`.
  private func decompressSome(_ most: Int) throws(Fault) -> Int {
    if isComplete || (offset == 0 && used == 0 && !isPending) { beginFrame() }
    var output = ZSTD_outBuffer()
    let status = packed.withUnsafeBytes { source in
      chunk.withUnsafeMutableBytes { target in
        var input = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: used)
        output = ZSTD_outBuffer(dst: target.baseAddress, size: most, pos: 0)
        defer { used = input.pos }
        return ZSTD_decompressStream(context, &output, &input)
      }
    }
    guard ZSTD_isError(status) == 0 else { throw damaged(status) }
    isComplete = status == 0
    produced &+= UInt64(output.pos)
    // libzstd looks at the length where it unpacks a frame at once, and in pieces not behind each kind of last block.
    if isComplete, let declared, declared != produced {
      throw Fault(
        .badData,
        "damaged zstd file: \(produced) bytes instead of \(declared), before byte offset "
          + "\(offset + used)", at: Place(file: name), hint: "fetch the file again")
    }
    isPending = output.pos == most && !isComplete
    return output.pos
  }

  /// Reads what a frame that begins says of its length; a header that is not all there says nothing.
  private func beginFrame() {
    let size = packed.withUnsafeBytes { source in
      source.baseAddress.map { ZSTD_getFrameContentSize($0 + used, source.count - used) }
    }
    // The two largest numbers mean that none is told, and that the header cannot be read.
    declared = size.flatMap { $0 >= .max - 1 ? nil : $0 }
    produced = 0
  }

  private func damaged(_ status: Int) -> Fault {
    if ZSTD_getErrorCode(status) == ZSTD_error_frameParameter_windowTooLarge {
      return Fault(
        .badData,
        "the zstd file needs a window of more than \(1 << (Self.windowLog - 20)) MiB to unpack",
        at: Place(file: name), hint: "pack it again without --long or --ultra, or unpack it first")
    }
    let reason = String(cString: ZSTD_getErrorName(status))
    return Fault(
      .badData,
      "damaged zstd file: \(reason), between byte offsets \(offset + used) and "
        + "\(offset + packed.count)", at: Place(file: name),
      hint: "zstd -t tells more; fetch the file again")
  }
}
