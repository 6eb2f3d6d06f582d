import Diagnostics
import Foundation
import Learning
import ModelFiles
import TestSupport
import Testing

@Suite("Artifacts as safetensors")
struct ArtifactFileTests {
  private static let odd = ModelArtifact(
    kind: "suite \"\u{1F514}\" \\ \n\u{0}\u{7f}",
    texts: ["a": "", "b/c": "é e\u{301} \u{202e}"],
    numbers: [
      "zero": -0.0, "nan": Double(bitPattern: 0x7ff8_0000_0000_0001), "inf": -.infinity,
      "tiny": Double.leastNonzeroMagnitude, "huge": .greatestFiniteMagnitude, "third": 1.0 / 3,
    ],
    lists: ["tags": ["=1+1", "<b>", ""], "none": []],
    arrays: [
      "bits": .init([
        -0.0, Double(bitPattern: 0x7ff8_0000_0000_0001), .signalingNaN, .infinity,
        Double.leastNonzeroMagnitude,
      ]),
      "empty": .init(shape: [0, 3], values: []),
      "scalar": .init(shape: [], values: [7]),
      "cube": .init(shape: [2, 1, 3], values: [1, 2, 3, 4, 5, 6]),
    ],
    parts: [
      ModelArtifact(kind: "", arrays: ["bits": .init([1])]),
      ModelArtifact(kind: "x", parts: [ModelArtifact(kind: "y", arrays: ["z": .init([2, 3])])]),
    ])

  /// Every number of a tree by its bits, so that NaN equals NaN and −0 differs from 0.
  private func bits(_ artifact: ModelArtifact) -> [String] {
    artifact.numbers.map { "\($0) \($1.bitPattern)" }.sorted()
      + artifact.arrays.map { "\($0) \($1.shape) \($1.values.map(\.bitPattern))" }.sorted()
      + artifact.parts.flatMap(bits)
  }

  @Test("come back exact to the bit, NaN, −0 and odd names included")
  func roundTrip() throws {
    for artifact in [Self.odd, RandomSuite(seed: 4, tags: 6, rows: 1).artifact] {
      let back = try ArtifactFile.decode(ArtifactFile.encode(artifact))
      #expect(bits(back) == bits(artifact))
      #expect(back.kind == artifact.kind && back.texts == artifact.texts)
      #expect(back.lists == artifact.lists)
      #expect(back.parts.map(\.kind) == artifact.parts.map(\.kind))
    }
  }

  @Test("have doubles at multiples of 8 and a header without blanks in front")
  func layout() throws {
    let bytes = ArtifactFile.encode(Self.odd)
    let length = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect(length % 8 == 0 && bytes[8] == UInt8(ascii: "{"))
    #expect(bytes.count == 8 + length + 8 * (5 + 0 + 1 + 6 + 1 + 2))
  }

  @Test(
    "are read by the safetensors library with the same values",
    .enabled(if: ExternalTools.python != nil, "TOCSIN_PYTHON is not set"))
  func foreignReader() throws {
    let folder = try ScratchFolder()
    let path = try folder.write(ArtifactFile.encode(Self.odd), to: "a.safetensors")
    let output = try ExternalTools.runPython(
      References.path("safetensors_dump.py"), [path])
    #expect(
      String(decoding: output, as: UTF8.self) == """
        bits [5] 8000000000000000 7ff8000000000001 7ff4000000000000 7ff0000000000000 \
        0000000000000001
        cube [2, 1, 3] 3ff0000000000000 4000000000000000 4008000000000000 4010000000000000 \
        4014000000000000 4018000000000000
        empty [0, 3]
        parts/0/bits [1] 3ff0000000000000
        parts/1/parts/0/z [2] 4000000000000000 4008000000000000
        scalar [] 401c000000000000
        metadata tocsin

        """)
  }

  /// A file of a header's text and data bytes.
  private func file(_ header: String, data: Int = 0, length: UInt64? = nil) -> [UInt8] {
    let length = length ?? UInt64(header.utf8.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array(header.utf8)
      + [UInt8](repeating: 0, count: data)
  }

  private func problem(_ bytes: [UInt8]) throws -> String {
    try #require(throws: Fault.self) { try ArtifactFile.decode(bytes) }.problem
  }

  private func entry(_ shape: String, _ offsets: String, type: String = "F64") -> String {
    #"{"dtype":"\#(type)","shape":\#(shape),"data_offsets":\#(offsets)}"#
  }

  @Test("lengths that lie are refused with both numbers")
  func lengths() throws {
    #expect(
      try problem([1, 2, 3]) == "a safetensors file has at least 8 bytes, this one has 3")
    #expect(
      try problem(file("{}", length: 3))
        == "the safetensors header is said to have 3 bytes, the file has 2 behind the length")
    #expect(
      try problem(file("{}", length: .max))
        == "the safetensors header is said to have 18446744073709551615 bytes; at most 100000000 "
        + "are read")
  }

  @Test("arrays that overlap, leave holes, do not fit or cannot be counted are refused")
  func offsets() throws {
    func two(_ a: String, _ b: String) -> [UInt8] {
      file(#"{"a":\#(a),"b":\#(b)}"#, data: 16)
    }
    #expect(
      try problem(two(entry("[2]", "[0,16]"), entry("[1]", "[8,16]")))
        == "array 'b' begins at 8, expected 16: it overlaps the one before it")
    #expect(
      try problem(file(#"{"a":\#(entry("[1]", "[8,16]"))}"#, data: 16))
        == "array 'a' begins at 8, expected 0: it leaves a hole")
    #expect(
      try problem(file(#"{"a":\#(entry("[1]", "[0,8]"))}"#, data: 16))
        == "the arrays end at 8, the data have 16 bytes")
    #expect(
      try problem(file(#"{"a":\#(entry("[3]", "[0,16]"))}"#, data: 16))
        == "array 'a' of shape [3] does not fit its 16 bytes of doubles")
    #expect(
      try problem(file(#"{"a":\#(entry("[2]", "[0,24]"))}"#, data: 16))
        == "array 'a' lies from 0 to 24; the data have 16 bytes")
    #expect(
      try problem(file(#"{"a":\#(entry("[2]", "[16,0]"))}"#, data: 16))
        == "array 'a' lies from 16 to 0; the data have 16 bytes")
    let huge = "[4611686018427387904,4,0]"
    #expect(
      try problem(file(#"{"a":\#(entry(huge, "[0,0]"))}"#))
        == "array 'a' of shape [4611686018427387904, 4, 0] has more values than can be counted")
    #expect(
      try problem(file(#"{"a":\#(entry("[9223372036854775807]", "[0,8]"))}"#, data: 8))
        == "array 'a' of shape [9223372036854775807] does not fit its 8 bytes of doubles")
    #expect(
      try problem(file(#"{"a":\#(entry("[-1]", "[0,8]"))}"#, data: 8))
        == "array 'a' has no 'shape' and 'data_offsets' of whole numbers")
    #expect(
      try problem(file(#"{"a":\#(entry("[1]", "[0,8]", type: "F32"))}"#, data: 8))
        == "array 'a' is not of dtype 'F64'")
  }

  @Test("broken JSON is refused with its place")
  func json() throws {
    #expect(try problem(file("{")) == "broken JSON at byte 1: expected a name in quotes")
    #expect(try problem(file("[]")) == "the safetensors header is not a JSON object")
    #expect(try problem(file("{} x")) == "broken JSON at byte 3: a value ends, but text follows")
    #expect(
      try problem(file(#"{"a":1,"a":2}"#)) == "broken JSON at byte 10: name 'a' stands twice")
    #expect(
      try problem(file(String(repeating: "[", count: 200)))
        == "broken JSON at byte 128: nested deeper than 128")
    #expect(try problem(file(#"{"\ud800":1}"#)) == "broken JSON at byte 8: half a surrogate pair")
    #expect(try problem(file("{\"a\":01}")) == "broken JSON at byte 5: expected a number")
    #expect(
      try problem(file("{}"))
        == "the safetensors file holds no model: '__metadata__.tocsin' is missing")
  }

  @Test("a tree that names other arrays than the file holds is refused")
  func treeAgainstArrays() throws {
    func tree(_ arrays: String, _ entries: String, data: Int) -> [UInt8] {
      let text =
        #"{\"kind\":\"k\",\"texts\":{},\"numbers\":{},\"lists\":{},"#
        + #"\"arrays\":[\#(arrays)],\"parts\":[]}"#
      return file(#"{"__metadata__":{"tocsin":"\#(text)"}\#(entries)}"#, data: data)
    }
    #expect(try ArtifactFile.decode(tree("", "", data: 0)) == ModelArtifact(kind: "k"))
    #expect(
      try problem(tree(#"\"m\""#, "", data: 0))
        == "the model tree names array 'm', which the file does not hold")
    #expect(
      try problem(tree("", #","m":\#(entry("[1]", "[0,8]"))"#, data: 8))
        == "the file holds array 'm', which the model tree does not name")
  }

  @Test("no cut and no changed byte makes the reader trap")
  func damage() throws {
    let whole = ArtifactFile.encode(Self.odd)
    for count in stride(from: 0, to: whole.count, by: 7) {
      #expect(throws: Fault.self) { try ArtifactFile.decode(Array(whole[..<count])) }
    }
    var random = SeededGenerator(seed: 9)
    for _ in 0..<4_000 {
      var bytes = whole
      for _ in 0...random.next() % 3 {
        bytes[Int(random.next() % UInt64(whole.count))] = UInt8(truncatingIfNeeded: random.next())
      }
      _ = try? ArtifactFile.decode(bytes)
    }
  }
}
