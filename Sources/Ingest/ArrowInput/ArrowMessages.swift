internal import Diagnostics
internal import Telemetry

/// The messages of an Arrow IPC file (Feather V2) or stream, one after the other.
struct ArrowMessages {
  /// One message and where its body lies in the file.
  struct Message {
    enum Content {
      case schema(FlatTableView)
      case dictionary(FlatTableView)
      case batch(FlatTableView)
    }

    var content: Content
    var body: Range<Int>
  }

  /// Where a message lies, by the footer of a file.
  private struct Block {
    var offset: Int
    var metadataLength: Int
    var bodyLength: Int
  }

  let input: InputFile
  /// Whether it has no footer and is read from front to back.
  let isStream: Bool
  /// The table `Schema`.
  let schema: FlatTableView
  private var blocks: [Block] = []
  private var next = 0

  private static let magic = Array("ARROW1".utf8)
  /// More metadata than any writer makes.
  private static let mostMetadata = 1 << 28

  /// Whether a file begins as an Arrow file or stream does.
  static func isArrow(head: some Collection<UInt8>) -> Bool {
    head.starts(with: magic) || head.starts(with: [0xff, 0xff, 0xff, 0xff])
  }

  /// Reads the schema.
  init(_ input: InputFile) throws(Fault) {
    self.input = input
    let place = Place(file: input.path)
    guard input.size > 0 else { throw Fault(.badData, "the file is empty", at: place) }
    let head = try input.read(at: 0, count: min(8, input.size))
    if head.starts(with: Array("FEA1".utf8)) {
      throw Fault(
        .badData, "the file is Feather of version 1, which is not read", at: place,
        hint: "write it again with version 2, which is Arrow's IPC file")
    }
    if head.starts(with: Array("PAR1".utf8)) {
      throw Fault(
        .badData, "the file is Parquet, which is not read", at: place,
        hint: "write it as Feather or CSV")
    }
    if head.starts(with: Self.magic) {
      isStream = false
      let footer = try Self.footer(input)
      guard let table = try footer.table(1) else { throw footer.buffer.damaged("it has no schema") }
      schema = table
      for slot in [2, 3] { try addBlocks(footer, slot: slot) }
      return
    }
    isStream = true
    // A stream begins with −1, or before version 0.15 with its schema's length.
    let first = FlatBuffer(bytes: head, file: input.path)
    let start = head.count < 4 ? 0 : try first.integer(Int32.self, at: 0)
    guard start == -1 || (1...Int64(input.size)).contains(Int64(start)) else {
      throw Fault(.badData, "the file is no Arrow file", at: place)
    }
    guard let (message, after) = try Self.message(input, at: 0),
      case .schema(let table) = message.content
    else { throw Fault.damagedArrow("it does not begin with a schema", file: input.path) }
    schema = table
    next = after
  }

  /// About how many bytes of the file were read.
  var bytesRead: Int {
    if isStream { return next }
    guard next > 0 else { return 0 }
    let last = blocks[next - 1]
    return last.offset + last.metadataLength + last.bodyLength
  }

  /// The next message; nil at the end.
  mutating func nextMessage() throws(Fault) -> Message? {
    if isStream {
      guard let (message, after) = try Self.message(input, at: next) else { return nil }
      next = after
      return message
    }
    guard next < blocks.count else { return nil }
    let block = blocks[next]
    next += 1
    guard var (message, _) = try Self.message(input, at: block.offset) else {
      throw Fault.damagedArrow("a block of it is empty", file: input.path)
    }
    // Both were checked to lie in the file.
    let start = block.offset + block.metadataLength
    message.body = start..<start + block.bodyLength
    return message
  }

  private static func footer(_ input: InputFile) throws(Fault) -> FlatTableView {
    let tailBytes = 4 + magic.count
    // The magic with padding in front, the footer, its length, the magic.
    guard input.size >= 8 + tailBytes else {
      throw Fault.damagedArrow("it has \(input.size) bytes and no footer", file: input.path)
    }
    let tail = try input.read(at: input.size - tailBytes, count: tailBytes)
    guard tail.suffix(magic.count) == magic[...] else {
      throw Fault(
        .badData, "damaged Arrow file: it does not end as it began", at: Place(file: input.path),
        hint: "read it when its writer has finished")
    }
    let length = Int(try FlatBuffer(bytes: tail, file: input.path).integer(Int32.self, at: 0))
    guard length > 0, length <= min(mostMetadata, input.size - 8 - tailBytes) else {
      throw Fault.damagedArrow("its footer has \(length) bytes", file: input.path)
    }
    let bytes = try input.read(at: input.size - tailBytes - length, count: length)
    return try FlatBuffer(bytes: bytes, file: input.path).root()
  }

  private mutating func addBlocks(_ footer: FlatTableView, slot: Int) throws(Fault) {
    let list = try footer.vector(slot, width: 24)
    for index in 0..<list.count {
      let at = list.first + 24 * index
      let offset = try footer.buffer.integer(Int64.self, at: at)
      let metadata = try footer.buffer.integer(Int32.self, at: at + 8)
      let body = try footer.buffer.integer(Int64.self, at: at + 16)
      let size = Int64(input.size)
      guard (0...size).contains(offset), (0...size - offset).contains(Int64(metadata)),
        (0...size - offset - Int64(metadata)).contains(body)
      else { throw footer.buffer.damaged("block \(index) lies outside of it") }
      blocks.append(
        Block(offset: Int(offset), metadataLength: Int(metadata), bodyLength: Int(body)))
    }
  }

  /// The message at an offset and where the next one begins; nil at the end.
  private static func message(
    _ input: InputFile, at offset: Int
  ) throws(Fault) -> (Message, next: Int)? {
    if offset == input.size { return nil }
    var at = offset
    var length = try word(input, at: at)
    at += 4
    // Before version 0.15 the length came at once.
    if length == -1 {
      length = try word(input, at: at)
      at += 4
    }
    if length == 0 { return nil }
    guard length > 0, Int(length) <= min(mostMetadata, input.size - at) else {
      throw cutOff(input, at: offset)
    }
    let bytes = try input.read(at: at, count: Int(length))
    at += Int(length)
    let table = try FlatBuffer(bytes: bytes, file: input.path).root()
    let bodyLength = try table.integer(3, default: Int64(0))
    guard bodyLength >= 0 else { throw table.buffer.damaged("a body has \(bodyLength) bytes") }
    guard bodyLength <= Int64(input.size - at) else { throw cutOff(input, at: offset) }
    guard let header = try table.table(2) else {
      throw table.buffer.damaged("a message is empty")
    }
    let body = at..<at + Int(bodyLength)
    let content: Message.Content =
      switch try table.integer(1, default: UInt8(0)) {
      case 1: .schema(header)
      case 2: .dictionary(header)
      case 3: .batch(header)
      case let other: throw table.buffer.damaged("a message has the unknown kind \(other)")
      }
    return (Message(content: content, body: body), body.upperBound)
  }

  private static func word(_ input: InputFile, at offset: Int) throws(Fault) -> Int32 {
    guard input.size - offset >= 4 else { throw cutOff(input, at: offset) }
    let bytes = try input.read(at: offset, count: 4)
    return try FlatBuffer(bytes: bytes, file: input.path).integer(Int32.self, at: 0)
  }

  private static func cutOff(_ input: InputFile, at offset: Int) -> Fault {
    Fault(
      .badData,
      "damaged Arrow file: the message at byte offset \(offset) does not fit into its "
        + "\(input.size) bytes", at: Place(file: input.path),
      hint: "read it when its writer has finished")
  }
}
