package import Diagnostics

/// The bytes of a FlatBuffer, read with a check of every offset: hostile bytes give a fault, never a trap.
package struct FlatBuffer {
  package let bytes: [UInt8]
  /// The file the bytes came from, for messages.
  package let file: String

  /// Takes the bytes of one FlatBuffer.
  package init(bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  /// The root table.
  package func root() throws(Fault) -> FlatTableView { try table(at: 0) }

  /// The table that the 4-byte offset at `position` points to.
  package func table(at position: Int) throws(Fault) -> FlatTableView {
    let start = try target(of: position)
    let distance = try integer(Int32.self, at: start)
    let (vtable, overflow) = start.subtractingReportingOverflow(Int(distance))
    guard !overflow else { throw damaged("a table's layout lies outside its metadata") }
    let vtableSize = Int(try integer(UInt16.self, at: vtable))
    let size = Int(try integer(UInt16.self, at: vtable + 2))
    guard vtableSize >= 4, vtableSize % 2 == 0, vtable + vtableSize <= bytes.count, size >= 4,
      start + size <= bytes.count
    else { throw damaged("a table's layout is not one") }
    return FlatTableView(
      buffer: self, start: start, size: size, vtable: vtable, vtableSize: vtableSize)
  }

  /// A little-endian integer.
  package func integer<T: FixedWidthInteger>(_ type: T.Type, at position: Int) throws(Fault) -> T {
    let width = T.bitWidth / 8
    guard position >= 0, position <= bytes.count - width else {
      throw damaged(
        "offset \(position) lies outside the \(bytes.count) bytes of its metadata")
    }
    var number: T = 0
    for index in 0..<width {
      number |= T(truncatingIfNeeded: bytes[position + index]) << (8 * index)
    }
    return number
  }

  /// Where the 4-byte offset at `position` points to.
  package func target(of position: Int) throws(Fault) -> Int {
    position + Int(try integer(UInt32.self, at: position))
  }

  /// The length and first element of the vector that the offset at `position` points to.
  package func vector(at position: Int, width: Int) throws(Fault) -> (first: Int, count: Int) {
    let start = try target(of: position)
    let count = Int(try integer(UInt32.self, at: start))
    // The count has 32 bits and the widest struct 24 bytes: the product cannot overflow.
    guard count * width <= bytes.count - start - 4 else {
      throw damaged("a list of \(count) entries is longer than its metadata")
    }
    return (start + 4, count)
  }

  /// The bytes of the text that the offset at `position` points to.
  package func text(at position: Int) throws(Fault) -> ArraySlice<UInt8> {
    let (first, count) = try vector(at: position, width: 1)
    return bytes[first..<first + count]
  }

  /// A fault of kind `badData` that names the file.
  package func damaged(_ what: String) -> Fault { .damagedArrow(what, file: file) }
}

/// One table of a FlatBuffer.
package struct FlatTableView {
  package let buffer: FlatBuffer
  fileprivate let start: Int
  fileprivate let size: Int
  fileprivate let vtable: Int
  fileprivate let vtableSize: Int

  fileprivate init(buffer: FlatBuffer, start: Int, size: Int, vtable: Int, vtableSize: Int) {
    self.buffer = buffer
    self.start = start
    self.size = size
    self.vtable = vtable
    self.vtableSize = vtableSize
  }

  /// Where a field stands; nil where it has its default.
  package func position(_ slot: Int) throws(Fault) -> Int? {
    let entry = 4 + 2 * slot
    guard entry + 2 <= vtableSize else { return nil }
    let offset = Int(try buffer.integer(UInt16.self, at: vtable + entry))
    if offset == 0 { return nil }
    guard offset < size else { throw buffer.damaged("a field lies outside its table") }
    return start + offset
  }

  /// An integer field.
  package func integer<T: FixedWidthInteger>(_ slot: Int, default fallback: T) throws(Fault) -> T {
    guard let position = try position(slot) else { return fallback }
    return try buffer.integer(T.self, at: position)
  }

  /// A table field; nil where absent.
  package func table(_ slot: Int) throws(Fault) -> FlatTableView? {
    guard let position = try position(slot) else { return nil }
    return try buffer.table(at: position)
  }

  /// A vector field's first element and count; empty where absent.
  package func vector(_ slot: Int, width: Int) throws(Fault) -> (first: Int, count: Int) {
    guard let position = try position(slot) else { return (0, 0) }
    return try buffer.vector(at: position, width: width)
  }

  /// A text field's bytes; empty where absent.
  package func text(_ slot: Int) throws(Fault) -> ArraySlice<UInt8> {
    guard let position = try position(slot) else { return [] }
    return try buffer.text(at: position)
  }
}

extension Fault {
  /// An Arrow file that is not what it should be.
  package static func damagedArrow(_ what: String, file: String) -> Fault {
    Fault(.badData, "damaged Arrow file: \(what)", at: Place(file: file))
  }

  /// An Arrow file whose bodies are packed.
  static func compressedArrow(file: String) -> Fault {
    Fault(
      .badData, "the Arrow file is compressed", at: Place(file: file),
      hint: "write it uncompressed: compression='uncompressed' in pyarrow and polars")
  }
}
