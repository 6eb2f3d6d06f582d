internal import CZlib
internal import Diagnostics

/// What a gzip file holds: the members one after the other; zeros after the last one are padding.
final class GzipSource: ByteSource {
  private var inner: any ByteSource
  private let stream: UnsafeMutablePointer<z_stream>
  /// Packed bytes, and how many of them are used up.
  private var packed: [UInt8] = []
  private var used = 0
  /// Where `packed` begins in the file.
  private var offset = 0
  private var isInMember = true
  private var isAtEnd = false
  private var chunk = [UInt8](repeating: 0, count: 1 << 18)

  private static let packedBytes = 1 << 17

  /// Unpacks a source.
  ///
  /// - Throws: ``Fault`` of kind `ourBug` where zlib cannot start, for lack of memory.
  init(_ inner: any ByteSource) throws(Fault) {
    self.inner = inner
    // zlib keeps the structure's address: it must not move.
    stream = UnsafeMutablePointer.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // 15 bits of window, + 16: gzip's wrapping and no other.
    let status = inflateInit2_(
      stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else {
      throw Fault(.ourBug, "zlib cannot start: status \(status)", at: Place(file: inner.name))
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  var name: String { inner.name }
  var bytesRead: Int { inner.bytesRead }
  var size: Int? { inner.size }
  var sha256: String? { inner.sha256 }

  func read(into buffer: inout [UInt8], atMost most: Int) throws(Fault) -> Bool {
    while !isAtEnd {
      if used == packed.count, try !refill() {
        guard !isInMember else { throw truncated() }
        isAtEnd = true
        return false
      }
      if !isInMember, try !enterMember() { continue }
      let count = try inflateSome(min(max(1, most), chunk.count))
      if count > 0 {
        buffer += chunk[..<count]
        return true
      }
    }
    return false
  }

  /// Reads packed bytes; false where there are no more.
  private func refill() throws(Fault) -> Bool {
    offset += packed.count
    packed.removeAll(keepingCapacity: true)
    used = 0
    return try inner.read(into: &packed, atMost: Self.packedBytes)
  }

  /// Passes padding and begins the next member; false where only padding was there.
  private func enterMember() throws(Fault) -> Bool {
    while used < packed.count, packed[used] == 0 { used += 1 }
    guard used < packed.count else { return false }
    guard packed[used] == 0x1f else {
      throw Fault(
        .badData,
        "damaged gzip file: the bytes at offset \(offset + used), after the packed data, are no "
          + "gzip", at: Place(file: name), hint: "gzip -t tells more; fetch the file again")
    }
    inflateReset(stream)
    isInMember = true
    return true
  }

  /// Unpacks up to `most` bytes into `chunk`.
  private func inflateSome(_ most: Int) throws(Fault) -> Int {
    let status = packed.withUnsafeMutableBufferPointer { input in
      chunk.withUnsafeMutableBufferPointer { output in
        stream.pointee.next_in = input.baseAddress.map { $0 + used }
        stream.pointee.avail_in = UInt32(truncatingIfNeeded: input.count - used)
        stream.pointee.next_out = output.baseAddress
        stream.pointee.avail_out = UInt32(truncatingIfNeeded: most)
        return inflate(stream, Z_NO_FLUSH)
      }
    }
    used = packed.count - Int(stream.pointee.avail_in)
    let count = most - Int(stream.pointee.avail_out)
    switch status {
    case Z_OK: break
    case Z_STREAM_END: isInMember = false
    // Nothing could be done with what is there: more is read, or the file is cut off.
    case Z_BUF_ERROR where used == packed.count: break
    default:
      let reason = stream.pointee.msg.map { String(cString: $0) } ?? "status \(status)"
      throw Fault(
        .badData, "damaged gzip file: \(reason) at byte offset \(offset + used)",
        at: Place(file: name), hint: "gzip -t tells more; fetch the file again")
    }
    return count
  }

  private func truncated() -> Fault {
    Fault(
      .badData, "the gzip file is cut off: it ends after \(bytesRead) bytes inside its data",
      at: Place(file: name), hint: "fetch it again, when its writer has finished")
  }
}
