import Diagnostics
import Telemetry
import Testing

@Suite("SHA-256")
struct SHA256Tests {
  @Test(
    "the vectors of FIPS 180-4 come out",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        String(repeating: "a", count: 1_000_000),
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
      ),
    ])
  func vectors(text: String, digest: String) { #expect(SHA256.hash(text) == digest) }

  @Test("any cut into pieces gives the same digest")
  func pieces() {
    var generator = SeededGenerator(seed: 1)
    let bytes = (0..<5_000).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
    var digest = SHA256()
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = Array(rest.prefix(Int(generator.next() % 300)))
      piece.withUnsafeBytes { digest.update($0) }
      rest = rest.dropFirst(piece.count)
    }
    #expect(digest.finish() == SHA256.hash(bytes))
  }
}
