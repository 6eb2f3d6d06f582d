internal import Diagnostics

/// The texts of a dictionary as they lie in the file, checked against its end.
struct ArrowDictionary: Sendable {
  /// The id that fields name it by.
  let id: Int64
  let count: Int
  /// The offset in the file of `count + 1` offsets of 32 bits; meaningless without texts.
  let offsets: Int
  /// The offset in the file of the texts.
  let texts: Int
  /// The length of all texts.
  let length: Int

  /// Finds the texts of a dictionary batch.
  ///
  /// - Parameter body: where the body lies in the file.
  init(_ batch: FlatTableView, body: Range<Int>) throws(Fault) {
    let buffer = batch.buffer
    guard try batch.integer(2, default: UInt8(0)) == 0 else {
      throw buffer.damaged("a dictionary in several pieces is not read")
    }
    guard let data = try batch.table(1) else { throw buffer.damaged("a dictionary has no data") }
    if try data.position(3) != nil { throw .compressedArrow(file: buffer.file) }
    let nodes = try data.vector(1, width: 16)
    let buffers = try data.vector(2, width: 16)
    guard nodes.count == 1, buffers.count == 3 else {
      throw buffer.damaged("a dictionary is not one column of texts")
    }
    let count = try buffer.integer(Int64.self, at: nodes.first)
    guard try buffer.integer(Int64.self, at: nodes.first + 8) == 0 else {
      throw buffer.damaged("a dictionary lacks texts")
    }
    let offsets = try Self.span(at: buffers.first + 16, in: buffer, body: body)
    let texts = try Self.span(at: buffers.first + 32, in: buffer, body: body)
    // Compared by division: a claimed count times four may overflow.
    guard count >= 0, count == 0 || count <= offsets.count / 4 - 1 else {
      throw buffer.damaged("\(count) texts of a dictionary do not fit its buffers")
    }
    id = try batch.integer(0, default: Int64(0))
    self.count = Int(count)
    self.offsets = offsets.lowerBound
    self.texts = texts.lowerBound
    length = texts.count
  }

  /// The texts.
  func names(_ file: borrowing ReadOnlyFile) throws(Fault) -> [String] {
    if count == 0 { return [] }
    let ends = try file.bytes(4 * (count + 1), at: offsets)
    let bytes = try file.bytes(length, at: texts)
    let bounds = ends.withUnsafeBytes { buffer in
      (0...count).map { Int(buffer.loadUnaligned(fromByteOffset: 4 * $0, as: Int32.self)) }
    }
    var names: [String] = []
    names.reserveCapacity(count)
    for index in 0..<count {
      guard bounds[index] >= 0, bounds[index] <= bounds[index + 1], bounds[index + 1] <= length
      else {
        throw .damagedArrow("text \(index) of a dictionary lies outside its bytes", file: file.path)
      }
      guard let name = String(validating: bytes[bounds[index]..<bounds[index + 1]], as: UTF8.self)
      else { throw .damagedArrow("a unit's name is not UTF-8", file: file.path) }
      names.append(name)
    }
    return names
  }

  private static func span(
    at position: Int, in buffer: FlatBuffer, body: Range<Int>
  ) throws(Fault) -> Range<Int> {
    let offset = try buffer.integer(Int64.self, at: position)
    let length = try buffer.integer(Int64.self, at: position + 8)
    guard offset >= 0, length >= 0, offset <= body.count, length <= body.count - Int(offset) else {
      throw buffer.damaged(
        "a buffer at \(offset) of \(length) bytes lies outside its body of \(body.count)")
    }
    let start = body.lowerBound + Int(offset)
    return start..<start + Int(length)
  }
}
