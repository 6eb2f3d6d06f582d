internal import CISAL

/// What is wrong with packed bytes.
struct DeflateDamage: Error, Equatable {
  /// Like `invalid distance too far back`.
  let reason: String
}

/// A stream of the DEFLATE format that ISA-L unpacks piece by piece, with the CRC-32 of what it held.
///
/// Memory: 220 KB, whatever the stream's length. ISA-L takes some codes that leave bit patterns unused, which zlib
/// refuses: whether the bytes are the writer's own is for the checksum to say.
/// Reference: RFC 1951.
final class DeflateStream {
  /// Why unpacking stopped.
  enum Stop: Equatable {
    /// More bytes are needed.
    case needsInput
    /// As much as was asked for is there, and more may be.
    case isFull
    /// The stream has ended; bytes behind it were not used.
    case isDone
  }

  private let state = UnsafeMutablePointer<inflate_state>.allocate(capacity: 1)
  private let room = UnsafeMutablePointer<UInt8>.allocate(capacity: DeflateStream.roomBytes)

  /// As much as is unpacked in one call.
  private static let roomBytes = 1 << 17

  /// A stream before its first byte.
  init() {
    isal_inflate_init(state)
    state.pointee.crc_flag = UInt32(ISAL_GZIP_NO_HDR)
  }

  deinit {
    state.deallocate()
    room.deallocate()
  }

  /// Begins another stream, which cannot refer to the one before.
  func begin() { isal_inflate_reset(state) }

  /// The CRC-32 of all that the stream has held so far.
  var checksum: UInt32 { state.pointee.crc }

  /// Unpacks up to `most` bytes, which are appended.
  ///
  /// - Parameter used: how many of the packed bytes were used, from where the next ones follow. It may be negative, at
  ///   least -8, where the stream ended in bytes of the time before that were read ahead.
  /// - Throws: ``DeflateDamage`` where no packer writes such bytes.
  func unpack(
    _ packed: UnsafeBufferPointer<UInt8>, used: inout Int, into buffer: inout [UInt8],
    atMost most: Int
  ) throws(DeflateDamage) -> Stop {
    let wanted = UInt32(truncatingIfNeeded: max(1, min(most, Self.roomBytes)))
    // ISA-L only reads them; its header does not say so.
    state.pointee.next_in = UnsafeMutablePointer(mutating: packed.baseAddress)
    state.pointee.avail_in = UInt32(truncatingIfNeeded: packed.count)
    state.pointee.next_out = room
    state.pointee.avail_out = wanted
    let status = isal_inflate(state)
    let count = Int(wanted - state.pointee.avail_out)
    buffer.append(contentsOf: UnsafeBufferPointer(start: room, count: count))
    let isDone = state.pointee.block_state == ISAL_BLOCK_FINISH
    used = packed.count - Int(state.pointee.avail_in)
    // Whole bytes that were read ahead belong to whatever follows.
    if isDone || status < 0 { used -= max(0, Int(state.pointee.read_in_length)) / 8 }
    if status < 0 { throw DeflateDamage(reason: Self.reason(status)) }
    if isDone { return .isDone }
    if count == Int(wanted) { return .isFull }
    // Otherwise all that came was used; a caller that asks again with the same bytes would wait for ever.
    guard state.pointee.avail_in == 0 else { throw DeflateDamage(reason: "invalid data") }
    return .needsInput
  }

  private static func reason(_ status: Int32) -> String {
    switch status {
    case ISAL_INVALID_BLOCK: "invalid block"
    case ISAL_INVALID_SYMBOL: "invalid code"
    case ISAL_INVALID_LOOKBACK: "invalid distance too far back"
    default: "invalid data"
    }
  }
}
