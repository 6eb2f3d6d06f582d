import Diagnostics
import Foundation
import Telemetry
import TestSupport
import Testing

@Suite("Seals of JSON texts") struct SealTests {
  private static let texts = [
    "{\n  \"a\" : 1,\n  \"b\" : [\n    true\n  ]\n}\n", "{\"a\":1,\"b\":\"x\"}\n", "{\n\n}\n",
    "{}\n",
  ]

  @Test("a sealed text is the object with two members more, and fits", arguments: texts)
  func sealed(_ text: String) throws {
    let sealed = Seal.seal(Array(text.utf8))
    #expect(try Seal.check(sealed))
    let before = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    var after = try JSONSerialization.jsonObject(with: Data(sealed)) as? [String: Any]
    #expect(after?.removeValue(forKey: "sealed") as? String == "sha256")
    #expect((after?.removeValue(forKey: "seal") as? String)?.utf8.count == 64)
    #expect(
      after.map { NSDictionary(dictionary: $0) } == before.map { NSDictionary(dictionary: $0) })
  }

  @Test("every flipped bit of a sealed text is found", arguments: texts)
  func bits(_ text: String) throws {
    let sealed = Seal.seal(Array(text.utf8))
    for bit in 0..<sealed.count * 8 {
      var changed = sealed
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      let found = fault { try Seal.check(changed) }
      #expect(found?.problem.hasPrefix("the file was changed: its ") == true, "bit \(bit)")
    }
  }

  @Test("a sealed text that is cut off anywhere is found")
  func truncated() throws {
    let sealed = Seal.seal(Array(Self.texts[0].utf8))
    // Shorter than the head there is nothing that tells a seal from other damage.
    for length in "{\n  \"sealed\" : \"sha256\",".utf8.count..<sealed.count {
      #expect(throws: Fault.self, "\(length) bytes") { try Seal.check(Array(sealed[..<length])) }
    }
  }

  @Test("a text without a seal has none, which is no fault")
  func unsealed() throws {
    #expect(try Seal.check(Array(Self.texts[0].utf8)) == false)
    #expect(try Seal.check([]) == false)
  }

  @Test("the fault says both digests")
  func words() throws {
    let sealed = String(decoding: Seal.seal(Array("{\"a\":1}\n".utf8)), as: UTF8.self)
    let changed = sealed.replacing("\"a\":1", with: "\"a\":2")
    let problem = try #require(fault { try Seal.check(Array(changed.utf8)) }?.problem)
    #expect(
      problem.wholeMatch(
        of: /the file was changed: its SHA-256 is [0-9a-f]{12}…, its seal says [0-9a-f]{12}…/)
        != nil,
      "\(problem)")
  }
}
