internal import Diagnostics

extension ArrowBatchColumn {
  /// Texts of one piece may together have this many bytes: views can share what they point to.
  private static let mostTextBytes = 1 << 30

  /// The texts of some rows, numbered in the order of first appearance.
  func texts(_ range: Range<Int>, _ isValid: [Bool]?) throws(Fault) -> ArrowCells {
    guard !range.isEmpty else { return .texts(codes: [], names: []) }
    if field.storage == .textView { return try viewed(range, isValid) }
    guard case .text(let width) = field.storage else { return .texts(codes: [], names: []) }
    let offsets = Self.integers(
      try data.bytes(range.lowerBound * width..<(range.upperBound + 1) * width), bytes: width,
      signed: true)
    let size = Int64(text.count)
    var last: Int64 = offsets[0]
    for offset in offsets {
      guard offset >= last, offset >= 0, offset <= size else {
        throw damaged("a text ends at \(offset), begins at \(last) and has \(size) bytes")
      }
      last = offset
    }
    let first = offsets[0]
    guard last - first <= Int64(Self.mostTextBytes) else { throw tooLong() }
    let bytes = try text.bytes(Int(first)..<Int(last))
    var table = TextCodes()
    let codes = bytes.withUnsafeBufferPointer { text in
      (0..<range.count).map { row -> Int32 in
        if isValid?[row] == false { return -1 }
        let part = Int(offsets[row] - first)..<Int(offsets[row + 1] - first)
        return table.code(of: UnsafeBufferPointer(rebasing: text[part]))
      }
    }
    return .texts(codes: codes, names: table.names)
  }

  /// A view is a length; then the text itself up to 12 bytes, or its first four bytes, the number of
  /// a buffer and an offset into it.
  private func viewed(_ range: Range<Int>, _ isValid: [Bool]?) throws(Fault) -> ArrowCells {
    let bytes = try data.bytes(range.lowerBound * 16..<range.upperBound * 16)
    let words = Self.integers(bytes, bytes: 4, signed: true)
    var table = TextCodes()
    var codes: [Int32] = []
    codes.reserveCapacity(range.count)
    var total = 0
    for row in 0..<range.count {
      if isValid?[row] == false {
        codes.append(-1)
        continue
      }
      let length = Int(words[4 * row])
      guard length >= 0 else { throw damaged("a text has \(length) bytes") }
      total += length
      guard total <= Self.mostTextBytes else { throw tooLong() }
      if length <= 12 {
        let start = 16 * row + 4
        codes.append(
          bytes.withUnsafeBufferPointer {
            table.code(of: UnsafeBufferPointer(rebasing: $0[start..<start + length]))
          })
        continue
      }
      let number = Int(words[4 * row + 2])
      let start = Int(words[4 * row + 3])
      guard views.indices.contains(number), start >= 0, start <= views[number].count,
        length <= views[number].count - start
      else {
        throw damaged("a text of \(length) bytes at \(start) lies outside buffer \(number)")
      }
      codes.append(
        views[number].withUnsafeBufferPointer {
          table.code(of: UnsafeBufferPointer(rebasing: $0[start..<start + length]))
        })
    }
    return .texts(codes: codes, names: table.names)
  }

  private func tooLong() -> Fault {
    Fault(
      .badData, "the texts of one piece have more than \(Self.mostTextBytes) bytes",
      at: Place(file: file, path: "column \(CellText.cleaned(field.name))"))
  }
}
