public import Diagnostics
public import Learning

extension ArtifactFile {
  /// One array of the header, checked against the others and the file's end.
  private struct Entry {
    let name: String
    let shape: [Int]
    let range: Range<Int>
  }

  /// The artifact in the bytes of a safetensors file that ``encode(_:)`` or another writer made.
  ///
  /// - Throws: ``Fault`` of kind `badData` with the numbers that disagree; whatever the bytes are,
  ///   nothing traps and no more than the file's own size is reserved.
  /// - Complexity: O(bytes + arrays · log arrays).
  public static func decode(_ bytes: [UInt8]) throws(Fault) -> ModelArtifact {
    let (header, data) = try split(bytes)
    guard case .object(let members) = try JSONParser.parse(bytes[header]) else {
      throw Fault(.badData, "the safetensors header is not a JSON object")
    }
    var entries: [Entry] = []
    for member in members where member.name != metadataKey {
      entries.append(try entry(member, data: data))
    }
    try refuseOverlaps(entries, data: data)
    guard case .string(let text) = members.first(where: { $0.name == metadataKey })?.value[treeKey]
    else {
      throw Fault(
        .badData, "the safetensors file holds no model: '\(metadataKey).\(treeKey)' is missing",
        hint: "it was not written by tocsin")
    }
    var left: [String: Entry] = [:]
    for entry in entries { left[entry.name] = entry }
    let tree = try JSONParser.parse(Array(text.utf8)[...])
    let artifact = try ArtifactTree.artifact(of: tree) {
      (name: String) throws(Fault) -> ModelArtifact.Array in
      guard let entry = left.removeValue(forKey: name) else {
        throw Fault(.badData, "the model tree names array '\(name)', which the file does not hold")
      }
      return array(entry, bytes, from: data.lowerBound)
    }
    if let extra = left.keys.min() {
      throw Fault(.badData, "the file holds array '\(extra)', which the model tree does not name")
    }
    return artifact
  }

  private static func split(_ bytes: [UInt8]) throws(Fault) -> (Range<Int>, Range<Int>) {
    guard bytes.count >= 8 else {
      throw Fault(
        .badData, "a safetensors file has at least 8 bytes, this one has \(bytes.count)",
        hint: "the file was cut off")
    }
    let length = word(bytes, at: 0)
    guard length <= UInt64(longestHeader) else {
      throw Fault(
        .badData,
        "the safetensors header is said to have \(length) bytes; at most \(longestHeader) are read")
    }
    guard length <= UInt64(bytes.count - 8) else {
      throw Fault(
        .badData,
        "the safetensors header is said to have \(length) bytes, the file has "
          + "\(bytes.count - 8) behind the length", hint: "the file was cut off")
    }
    let end = 8 + Int(length)
    return (8..<end, end..<bytes.count)
  }

  private static func entry(
    _ member: JSONValue.Member, data: Range<Int>
  ) throws(Fault) -> Entry {
    let name = member.name
    guard case .string(let type) = member.value["dtype"], type == "F64" else {
      throw Fault(.badData, "array '\(name)' is not of dtype 'F64'")
    }
    guard let shape = counts(member.value["shape"]),
      let offsets = counts(member.value["data_offsets"]), offsets.count == 2
    else {
      throw Fault(.badData, "array '\(name)' has no 'shape' and 'data_offsets' of whole numbers")
    }
    let (begin, end) = (offsets[0], offsets[1])
    guard begin <= end, end <= data.count else {
      throw Fault(
        .badData, "array '\(name)' lies from \(begin) to \(end); the data have \(data.count) bytes")
    }
    // Every partial product is checked: [2⁶², 4, 0] has no values, but its product overflows.
    var count = 1
    for extent in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow else {
        throw Fault(
          .badData, "array '\(name)' of shape \(shape) has more values than can be counted")
      }
      count = product
    }
    let (size, overflow) = count.multipliedReportingOverflow(by: 8)
    guard !overflow, size == end - begin else {
      throw Fault(
        .badData,
        "array '\(name)' of shape \(shape) does not fit its \(end - begin) bytes of doubles")
    }
    return Entry(name: name, shape: shape, range: begin..<end)
  }

  /// The arrays lie one behind the other, without holes, to the end: nothing hides between them.
  private static func refuseOverlaps(_ entries: [Entry], data: Range<Int>) throws(Fault) {
    let sorted = entries.sorted {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    var end = 0
    for entry in sorted {
      guard entry.range.lowerBound == end else {
        let what = entry.range.lowerBound < end ? "overlaps the one before it" : "leaves a hole"
        throw Fault(
          .badData,
          "array '\(entry.name)' begins at \(entry.range.lowerBound), expected \(end): it \(what)")
      }
      end = entry.range.upperBound
    }
    guard end == data.count else {
      throw Fault(.badData, "the arrays end at \(end), the data have \(data.count) bytes")
    }
  }

  private static func counts(_ value: JSONValue?) -> [Int]? {
    guard case .array(let items) = value else { return nil }
    var counts: [Int] = []
    for item in items {
      guard case .number(let text) = item, let count = Int(text), count >= 0 else { return nil }
      counts.append(count)
    }
    return counts
  }

  private static func array(_ entry: Entry, _ bytes: [UInt8], from start: Int)
    -> ModelArtifact.Array
  {
    let values = stride(from: entry.range.lowerBound, to: entry.range.upperBound, by: 8).map {
      Double(bitPattern: word(bytes, at: start + $0))
    }
    return ModelArtifact.Array(shape: entry.shape, values: values)
  }

  private static func word(_ bytes: [UInt8], at offset: Int) -> UInt64 {
    bytes.withUnsafeBytes {
      UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
  }
}
