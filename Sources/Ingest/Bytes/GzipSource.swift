internal import CISAL
package import Diagnostics

/// What a gzip file holds: the members one after the other; zeros after the last one are padding.
///
/// ISA-L unpacks the data at less than half of zlib's time; their CRC-32 and length are held against each member's.
/// Reference: RFC 1952.
package final class GzipSource: ByteSource {
  /// What comes next in the packed bytes.
  private enum Part {
    case header
    case data
    case trailer
    case padding
    case end
  }

  private var inner: any ByteSource
  private let data = DeflateStream()
  /// Packed bytes, and how many of them are used up.
  private var packed: [UInt8] = []
  private var used = 0
  /// Where `packed` begins in the file.
  private var offset = 0
  private var part = Part.header
  /// The number, modulo 2³², of the member's unpacked bytes.
  private var length: UInt32 = 0

  private static let packedBytes = 1 << 17
  /// Bytes before those that are used, which the end of a member's data may give back.
  private static let keptBytes = 16

  /// Unpacks a source.
  package init(_ inner: any ByteSource) { self.inner = inner }

  package var name: String { inner.name }
  package var bytesRead: Int { inner.bytesRead }
  package var size: Int? { inner.size }
  package var sha256: String? { inner.sha256 }

  package func read(into buffer: inout [UInt8], atMost most: Int) throws(Fault) -> Bool {
    while true {
      switch part {
      case .header:
        try readHeader()
        length = 0
        data.begin()
        part = .data
      case .data: if try unpack(into: &buffer, atMost: most) { return true }
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

  /// Unpacks some of the member's data; false where nothing came of it, or only their end.
  private func unpack(into buffer: inout [UInt8], atMost most: Int) throws(Fault) -> Bool {
    let before = buffer.count
    var ahead = 0
    let stop: DeflateStream.Stop
    do throws(DeflateDamage) {
      stop = try packed.withUnsafeBufferPointer { bytes throws(DeflateDamage) in
        try data.unpack(
          UnsafeBufferPointer(rebasing: bytes[used...]), used: &ahead, into: &buffer, atMost: most)
      }
    } catch {
      used += ahead
      // ISA-L has read up to eight bytes on.
      throw damaged(error.reason, "before")
    }
    used += ahead
    let count = buffer.count - before
    length &+= UInt32(truncatingIfNeeded: count)
    if stop == .isDone { part = .trailer }
    // What came is handed on before more is waited for.
    if stop == .needsInput, count == 0, try !refill() { throw truncated() }
    return count > 0
  }

  private func readHeader() throws(Fault) {
    var check: UInt32 = 0
    func next() throws(Fault) -> UInt8 {
      var byte = try byte()
      check = crc32_gzip_refl(check, &byte, 1)
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
      guard UInt32(try byte()) | UInt32(try byte()) << 8 == check & 0xffff else {
        throw damaged("header crc mismatch")
      }
    }
  }

  private func readTrailer() throws(Fault) {
    guard try number() == data.checksum else { throw damaged("incorrect data check") }
    guard try number() == length else { throw damaged("incorrect length check") }
  }

  private func number() throws(Fault) -> UInt32 {
    var number: UInt32 = 0
    for place in 0..<4 { number |= UInt32(try byte()) << UInt32(8 * place) }
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

  private func damaged(_ reason: String, _ place: String = "at") -> Fault {
    Fault(
      .badData, "damaged gzip file: \(reason) \(place) byte offset \(offset + used)",
      at: Place(file: name), hint: "gzip -t tells more; fetch the file again")
  }

  private func truncated() -> Fault {
    Fault(
      .badData, "the gzip file is cut off: it ends after \(bytesRead) bytes inside its data",
      at: Place(file: name), hint: "fetch it again, when its writer has finished")
  }
}
