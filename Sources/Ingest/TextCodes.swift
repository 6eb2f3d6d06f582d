/// Numbers different texts in the order of first appearance, without a String per look-up.
///
/// Texts are bytes: two spellings are two texts. A look-up costs one pass over the bytes.
struct TextCodes: Sendable {
  /// One more than the code per slot of an open-addressed table; 0 is free.
  private var table: [Int32]
  /// All texts one after the other, and where each ends.
  private var arena: [UInt8] = []
  private var ends: [Int] = []

  /// No texts yet.
  init() { table = [Int32](repeating: 0, count: 64) }

  /// How many different texts there are.
  var count: Int { ends.count }

  /// The texts in the order of their codes; what is no UTF-8 becomes U+FFFD.
  var names: [String] {
    ends.indices.map { code in
      String(decoding: arena[(code == 0 ? 0 : ends[code - 1])..<ends[code]], as: UTF8.self)
    }
  }

  /// The text's code, from 0; a new text gets the next one.
  mutating func code(of text: UnsafeBufferPointer<UInt8>) -> Int32 {
    let mask = table.count - 1
    var slot = Self.hash(text) & mask
    while table[slot] != 0 {
      let code = Int(table[slot]) - 1
      if equals(code, text) { return Int32(truncatingIfNeeded: code) }
      slot = (slot + 1) & mask
    }
    let code = Int32(truncatingIfNeeded: ends.count)
    table[slot] = code + 1
    arena.append(contentsOf: text)
    ends.append(arena.count)
    if ends.count * 2 > table.count { grow() }
    return code
  }

  private func equals(_ code: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = code == 0 ? 0 : ends[code - 1]
    guard ends[code] - start == text.count else { return false }
    for i in 0..<text.count where arena[start + i] != text[i] { return false }
    return true
  }

  private mutating func grow() {
    var wider = [Int32](repeating: 0, count: table.count * 2)
    let mask = wider.count - 1
    arena.withUnsafeBufferPointer { bytes in
      for code in ends.indices {
        let start = code == 0 ? 0 : ends[code - 1]
        var slot = Self.hash(UnsafeBufferPointer(rebasing: bytes[start..<ends[code]])) & mask
        while wider[slot] != 0 { slot = (slot + 1) & mask }
        wider[slot] = Int32(truncatingIfNeeded: code) + 1
      }
    }
    table = wider
  }

  /// FNV-1a with a final mix, so that the low bits differ.
  private static func hash(_ text: UnsafeBufferPointer<UInt8>) -> Int {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    return Int(truncatingIfNeeded: (hash ^ hash >> 29) & 0x7fff_ffff_ffff_ffff)
  }
}
