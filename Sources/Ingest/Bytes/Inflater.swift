/// What is wrong with packed bytes, in zlib's words.
package struct DeflateDamage: Error, Equatable {
  /// Like `invalid distance too far back`.
  package let reason: String

  init(_ reason: String) { self.reason = reason }
}

/// Unpacks the DEFLATE format, piece by piece; the bytes and the damage that it finds are zlib's.
///
/// Eight bytes are read at a time while sixteen are there, and one byte at a time near the end of what has come. Nothing
/// is written beyond the room, and no distance reaches before the first byte of the stream. Memory: 300 KiB.
/// References: RFC 1951; the order of work follows E. Biggers' libdeflate (2016).
package final class Inflater {
  /// Why unpacking stopped.
  package enum Stop: Equatable {
    /// More bytes are needed; those that were not used must come again before them.
    case needsInput
    /// The room is full: what waits must be taken.
    case isFull
    /// The stream has ended; bytes behind it were not used.
    case isDone
  }

  /// What the next bits are.
  enum Place {
    case header
    case stored(Int)
    case codes
    case done
  }

  /// How far back a match may reach.
  static let history = 32_768
  /// Where the room counts as full.
  static let full = 294_912
  /// Beyond: two literals, a match, and what copies of eight bytes write past its end.
  private static let slack = 268

  /// What was unpacked: what matches may refer to, and what waits to be taken.
  let room: UnsafeMutablePointer<UInt8>
  /// The least distance of each symbol of distances.
  let bases: UnsafeMutablePointer<Int>
  /// Where the next byte goes, where the first one that waits stands, where the stream's first byte stands.
  var end = 0
  private var taken = 0
  private(set) var first = 0
  var place = Place.header
  var isLastBlock = false
  /// Bits that were read and not used, the next one lowest, and how many they are; those above mean nothing.
  var bits: UInt64 = 0
  var count = 0
  var symbols = DeflateCodes(rootBits: 11, capacity: 4_096)
  var distances = DeflateCodes(rootBits: 8, capacity: 4_096)
  var lengthCodes = DeflateCodes(rootBits: 7, capacity: 128)

  /// An unpacker before the first byte of a stream.
  package init() {
    room = .allocate(capacity: Self.full + Self.slack)
    room.initialize(repeating: 0, count: Self.full + Self.slack)
    bases = .allocate(capacity: 32)
    var base = 1
    for code in 0..<32 {
      (bases + code).initialize(to: base)
      base += 1 << DeflateCodes.extraBits(ofDistance: code)
    }
  }

  deinit {
    room.deallocate()
    bases.deallocate()
  }

  /// Begins another stream, which cannot refer to the one before; all of that must have been taken.
  package func begin() {
    precondition(taken == end, "\(end - taken) unpacked bytes were not taken")
    (end, taken, first) = (0, 0, 0)
    place = .header
    isLastBlock = false
    (bits, count) = (0, 0)
  }

  /// How many bytes were unpacked and not taken yet.
  package var waiting: Int { end - taken }

  /// Hands over the first bytes that wait, at most `most`, which count as taken.
  package func take(atMost most: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    let some = min(most, end - taken)
    body(UnsafeBufferPointer(start: room + taken, count: some))
    taken += some
  }

  /// Unpacks until the bytes do not do, the room is full, or the stream ends.
  ///
  /// - Parameter used: how many of the bytes were used, from where the next ones follow. It may be negative, at least
  ///   -8, where the stream ended in bytes of the time before that were read ahead.
  /// - Throws: ``DeflateDamage`` where no packer writes such bytes.
  package func run(
    _ input: UnsafeBufferPointer<UInt8>, used: inout Int
  ) throws(DeflateDamage) -> Stop {
    used = 0
    if taken == end, end > Self.full / 2 { slide() }
    while true {
      switch place {
      case .done: return .isDone
      case .header:
        let before = (bits, count, used)
        do throws(Wait) {
          try header(input, &used)
        } catch {
          if case .damage(let damage) = error { throw damage }
          // The header is read again when more of it has come.
          (bits, count, used) = before
          return .needsInput
        }
      case .stored(let left):
        if left > 0 {
          if end >= Self.full { return .isFull }
          let some = min(left, input.count - used, Self.full - end)
          guard some > 0, let base = input.baseAddress else { return .needsInput }
          (room + end).update(from: base + used, count: some)
          used += some
          end += some
          place = .stored(left - some)
        } else {
          place = isLastBlock ? .done : .header
        }
      case .codes:
        if let stop = try codes(input, &used) { return stop }
      }
    }
  }

  /// Moves what matches may refer to to the front.
  private func slide() {
    let kept = min(Self.history, end - first)
    room.update(from: room + (end - kept), count: kept)
    (end, taken, first) = (kept, kept, 0)
  }

  /// Ends a block: bytes that were read ahead of the stream's end are given back.
  func finishBlock(_ used: inout Int) {
    if isLastBlock {
      used -= count >> 3
      (bits, count) = (0, 0)
      place = .done
    } else {
      place = .header
    }
  }

  /// Repeats `length` bytes from `distance` before `to`, and writes up to seven bytes more.
  @inline(__always)
  static func copy(_ to: UnsafeMutablePointer<UInt8>, _ length: Int, _ distance: Int) {
    let from = UnsafePointer(to - distance)
    if distance < 8 {
      for place in 0..<length { to[place] = from[place] }
      return
    }
    let target = UnsafeMutableRawPointer(to)
    let source = UnsafeRawPointer(from)
    var done = 0
    repeat {
      target.storeBytes(
        of: source.loadUnaligned(fromByteOffset: done, as: UInt64.self), toByteOffset: done,
        as: UInt64.self)
      done &+= 8
    } while done < length
  }
}
