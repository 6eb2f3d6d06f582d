internal import CZlib
internal import Diagnostics

/// What a gzip file holds: the members one after the other; zeros after the last one are padding.
///
/// The data are unpacked by ``Inflater``, at half of zlib's time; zlib's CRC-32 of them is held against each member's.
/// Reference: RFC 1952.
final class GzipSource: ByteSource {
  /// What comes next in the packed bytes.
  private enum Part {
    case header
    case data
    case trailer
    case padding
    case end
  }

  private var inner: any ByteSource
  private let inflater = Inflater()
  /// Packed bytes, and how many of them are used up.
  private var packed: [UInt8] = []
  private var used = 0
  /// Where `packed` begins in the file.
  private var offset = 0
  private var part = Part.header
  /// The CRC-32 and the number, modulo 2³², of the member's unpacked bytes.
  private var checksum: UInt = 0
  private var length: UInt32 = 0

  private static let packedBytes = 1 << 17
  /// Bytes before those that are used, which the end of a member's data may give back.
  private static let keptBytes = 16

  /// Unpacks a source.
  init(_ inner: any ByteSource) { self.inner = inner }

  var name: String { inner.name }
  var bytesRead: Int { inner.bytesRead }
  var size: Int? { inner.size }
  var sha256: String? { inner.sha256 }

  func read(into buffer: inout [UInt8], atMost most: Int) throws(Fault) -> Bool {
    while true {
      if inflater.waiting > 0 {
        inflater.take(atMost: max(1, most)) { bytes in
          checksum = crc32(checksum, bytes.baseAddress, UInt32(truncatingIfNeeded: bytes.count))
          length &+= UInt32(truncatingIfNeeded: bytes.count)
          buffer.append(contentsOf: bytes)
        }
        return true
      }
      switch part {
      case .header:
        try readHeader()
        (checksum, length) = (0, 0)
        inflater.begin()
        part = .data
      case .data: try unpack()
      case .trailer:
        try readTrailer()
        part = .padding
      case .padding: part = try isAtNextMember() ? .header : .end
      case .end: return false
      }
    }
  }

  /// Reads packed bytes behind those that are not used; false where there are no more.
  private func refill() throws(Fault) -> Bool {
    let spent = max(0, used - Self.keptBytes)
    offset += spent
    packed.removeFirst(spent)
    used -= spent
    return try inner.read(into: &packed, atMost: Self.packedBytes)
  }

  private func byte() throws(Fault) -> UInt8 {
    if used == packed.count, try !refill() { throw truncated() }
    used += 1
    return packed[used - 1]
  }

  /// Unpacks until something waits, or the member's data end.
  private func unpack() throws(Fault) {
    var ahead = 0
    let stop: Inflater.Stop
    do throws(DeflateDamage) {
      stop = try packed.withUnsafeBufferPointer { bytes throws(DeflateDamage) in
        try inflater.run(UnsafeBufferPointer(rebasing: bytes[used...]), used: &ahead)
      }
    } catch {
      used += ahead
      throw damaged(error.reason)
    }
    used += ahead
    switch stop {
    case .isDone: part = .trailer
    case .needsInput: if try !refill() { throw truncated() }
    case .isFull: break
    }
  }

  private func readHeader() throws(Fault) {
    var check: UInt = 0
    func next() throws(Fault) -> UInt8 {
      var byte = try byte()
      check = crc32(check, &byte, 1)
      return byte
    }
    guard try next() == 0x1f, try next() == 0x8b else { throw damaged("incorrect header check") }
    guard try next() == 8 else { throw damaged("unknown compression method") }
    let flags = try next()
    if flags & 0xe0 != 0 { throw damaged("unknown header flags set") }
    // When it was packed, how, and on which system.
    for _ in 0..<6 { _ = try next() }
    if flags & 4 != 0 {
      let extra = Int(try next()) | Int(try next()) << 8
      for _ in 0..<extra { _ = try next() }
    }
    // A name and a comment.
    for flag in [UInt8(8), 16] where flags & flag != 0 {
      while try next() != 0 {}
    }
    if flags & 2 != 0 {
      guard UInt(try byte()) | UInt(try byte()) << 8 == check & 0xffff else {
        throw damaged("header crc mismatch")
      }
    }
  }

  private func readTrailer() throws(Fault) {
    guard try number() == checksum else { throw damaged("incorrect data check") }
    guard try number() == length else { throw damaged("incorrect length check") }
  }

  private func number() throws(Fault) -> UInt {
    var number: UInt = 0
    for place in 0..<4 { number |= UInt(try byte()) << UInt(8 * place) }
    return number
  }

  /// Passes padding; false where only padding was there.
  private func isAtNextMember() throws(Fault) -> Bool {
    while true {
      while used < packed.count, packed[used] == 0 { used += 1 }
      if used < packed.count { break }
      if try !refill() { return false }
    }
    guard packed[used] == 0x1f else {
      throw Fault(
        .badData,
        "damaged gzip file: the bytes at offset \(offset + used), after the packed data, are no "
          + "gzip", at: Place(file: name), hint: "gzip -t tells more; fetch the file again")
    }
    return true
  }

  private func damaged(_ reason: String) -> Fault {
    Fault(
      .badData, "damaged gzip file: \(reason) at byte offset \(offset + used)",
      at: Place(file: name), hint: "gzip -t tells more; fetch the file again")
  }

  private func truncated() -> Fault {
    Fault(
      .badData, "the gzip file is cut off: it ends after \(bytesRead) bytes inside its data",
      at: Place(file: name), hint: "fetch it again, when its writer has finished")
  }
}
