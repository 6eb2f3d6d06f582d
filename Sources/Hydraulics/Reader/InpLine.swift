/// One line of an `.inp` file cut into tokens as EPANET cuts it.
///
/// Tokens stand between blanks, tabs and line ends; text in double quotes is one token; a semicolon
/// ends the line, even inside quotes. At most 40 tokens are read.
struct InpLine {
  /// EPANET's `MAXTOKS`.
  static let tokenLimit = 40
  /// EPANET's `MAXLINE` less the end mark: what stands beyond it is read as a line of its own.
  static let byteLimit = 1023

  /// The bytes of the whole file.
  let bytes: [UInt8]
  /// The line with its line end, without what stands after a zero byte.
  private(set) var range = 0..<0
  /// The tokens, positions in `bytes`.
  private(set) var tokens: [Range<Int>] = []
  /// What stands after the first semicolon.
  private(set) var comment = 0..<0
  /// Where the next line begins.
  private(set) var next = 0
  /// The number of the line, from 1.
  private(set) var number = 0
  /// Where the line of the file begins that this one is part of.
  private(set) var start = 0
  private var continues = false

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Moves to the next line; false at the end of the file.
  mutating func advance() -> Bool {
    guard next < bytes.count else { return false }
    let begin = next
    let limit = min(bytes.count, begin + Self.byteLimit)
    var end = begin
    while end < limit, bytes[end] != UInt8(ascii: "\n") { end += 1 }
    let isWhole = end < limit
    next = isWhole ? end + 1 : end
    if !continues {
      number += 1
      start = begin
    }
    continues = !isWhole && next < bytes.count
    var stop = begin
    while stop < next, bytes[stop] != 0 { stop += 1 }
    range = begin..<stop
    return true
  }

  /// True where the line goes on beyond EPANET's limit.
  var isCut: Bool { continues }

  /// The first token as EPANET's first pass sees it: no quotes, comments only at the start.
  func firstWord() -> Range<Int>? {
    var begin = range.lowerBound
    while begin < range.upperBound, Self.separates(bytes[begin]) { begin += 1 }
    guard begin < range.upperBound, bytes[begin] != UInt8(ascii: ";") else { return nil }
    var end = begin
    while end < range.upperBound, !Self.separates(bytes[end]) { end += 1 }
    return begin..<end
  }

  /// Cuts the line into tokens.
  mutating func tokenize() {
    tokens.removeAll(keepingCapacity: true)
    comment = range.upperBound..<range.upperBound
    var end = range.upperBound
    if let mark = bytes[range].firstIndex(of: UInt8(ascii: ";")) {
      end = mark
      var stop = mark + 1
      while stop < range.upperBound, bytes[stop] != UInt8(ascii: "\r"),
        bytes[stop] != UInt8(ascii: "\n")
      { stop += 1 }
      // EPANET keeps 255 bytes.
      comment = mark + 1..<min(stop, mark + 256)
    }
    // EPANET counts down the bytes that are left as if quotes were no letters. After a quoted token the
    // count is off: the last token of the line may then keep its line end, and is refused as a number.
    var at = range.lowerBound
    var left = end - at
    while left > 0, at <= end, tokens.count < Self.tokenLimit {
      var length = 0
      while at + length < end, !Self.separates(bytes[at + length]) { length += 1 }
      if length == left {
        tokens.append(at..<end)
        return
      }
      left -= length + 1
      if length == 0 {
        at += 1
        continue
      }
      if bytes[at] == UInt8(ascii: "\"") {
        at += 1
        length = 0
        while at + length < end, !Self.endsQuote(bytes[at + length]) { length += 1 }
      }
      tokens.append(at..<at + length)
      at += length + 1
    }
  }

  private static func endsQuote(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\n")
  }

  /// True where a token begins with a keyword, whatever the case (EPANET's `match`).
  func token(_ index: Int, begins keyword: StaticString) -> Bool {
    index < tokens.count && self.bytes(in: tokens[index], begin: keyword)
  }

  /// True where the bytes begin with a keyword after blanks, whatever the case.
  func bytes(in range: Range<Int>, begin keyword: StaticString) -> Bool {
    var at = range.lowerBound
    while at < range.upperBound, bytes[at] == UInt8(ascii: " ") { at += 1 }
    let count = keyword.utf8CodeUnitCount
    guard count > 0, range.upperBound - at >= count else { return false }
    return keyword.withUTF8Buffer { letters in
      for i in 0..<count where Self.upper(bytes[at + i]) != Self.upper(letters[i]) { return false }
      return true
    }
  }

  /// True where a token is a word, whatever the case (EPANET's `strcomp`).
  func token(_ index: Int, equals word: StaticString) -> Bool {
    token(index, begins: word) && tokens[index].count == word.utf8CodeUnitCount
  }

  /// The text of a token.
  func text(_ index: Int) -> String {
    index < tokens.count ? Self.text(bytes[tokens[index]]) : ""
  }

  /// The text of the line without its end.
  var text: String {
    var end = range.upperBound
    while end > range.lowerBound, Self.separates(bytes[end - 1]) { end -= 1 }
    return Self.text(bytes[range.lowerBound..<end])
  }

  /// Bytes as UTF-8 or, where they are none, as Latin-1.
  static func text(_ bytes: ArraySlice<UInt8>) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    var text = ""
    for byte in bytes { text.unicodeScalars.append(Unicode.Scalar(byte)) }
    return text
  }

  private static func separates(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
      || byte == UInt8(ascii: "\n")
  }

  private static func upper(_ byte: UInt8) -> UInt8 {
    byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") ? byte & ~32 : byte
  }
}
