import Diagnostics
import Foundation
import ModelFiles
import TestSupport
import Testing

@Suite("Ed25519 signatures")
struct SigningTests {
  private func mode(_ path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return try #require(attributes[.posixPermissions] as? Int)
  }

  @Test("a key is made once, readable by its owner alone, and loaded from then on")
  func createThenLoad() throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/signing.pem"
    let made = try SigningKey.loadOrCreate(path)
    #expect(try mode(path) == 0o600)
    #expect(try SigningKey.loadOrCreate(path).publicKey == made.publicKey)
    #expect(try SigningKey.load(path).sign([1, 2]) == made.sign([1, 2]))
    let other = try SigningKey.loadOrCreate(folder.path + "/other.pem")
    #expect(other.publicKey != made.publicKey)
  }

  @Test("the signature is that of RFC 8032, test 2")
  func knownSignature() throws {
    func bytes(_ hex: String) -> [UInt8] {
      stride(from: 0, to: hex.count, by: 2).compactMap {
        UInt8(hex.dropFirst($0).prefix(2), radix: 16)
      }
    }
    let seed = bytes("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    let key = try #require(SigningKey(seed: seed))
    #expect(
      key.publicKey.bytes
        == bytes("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"))
    #expect(
      try key.sign([0x72])
        == bytes(
          "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"))
    #expect(SigningKey(seed: [1, 2, 3]) == nil)
  }

  @Test("any other message, signature or key does not verify")
  func refused() throws {
    let key = try #require(SigningKey(seed: [UInt8](repeating: 7, count: 32)))
    let other = try #require(SigningKey(seed: [UInt8](repeating: 8, count: 32)))
    let signature = try key.sign(Array("abc".utf8))
    #expect(key.publicKey.verifies(signature, of: Array("abc".utf8)))
    #expect(!key.publicKey.verifies(signature, of: Array("abd".utf8)))
    #expect(!other.publicKey.verifies(signature, of: Array("abc".utf8)))
    #expect(!key.publicKey.verifies(Array(signature.dropLast()), of: Array("abc".utf8)))
    #expect(!key.publicKey.verifies([], of: Array("abc".utf8)))
    var changed = signature
    changed[0] ^= 1
    #expect(!key.publicKey.verifies(changed, of: Array("abc".utf8)))
    #expect(key.publicKey.verifies(try key.sign([]), of: []))
  }

  @Test("a key that others may read is refused")
  func looseMode() throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/signing.pem"
    _ = try SigningKey.loadOrCreate(path)
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
    let fault = try #require(throws: Fault.self) { try SigningKey.loadOrCreate(path) }
    #expect(
      fault
        == Fault(
          .badData, "the signing key may be used by others: mode 644, expected 600",
          at: Place(file: path), hint: "chmod 600 \(path)"))
  }

  @Test("a file that holds no key is refused, whatever it holds")
  func noKey() throws {
    let folder = try ScratchFolder()
    for content in ["", "hello", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"] {
      let path = try folder.write(content.utf8, to: "k.pem")
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
      let fault = try #require(throws: Fault.self) { try SigningKey.load(path) }
      #expect(
        fault.problem == "the file holds no unencrypted Ed25519 private key in PEM")
      #expect(throws: Fault.self) { try PublicKey.load(path) }
    }
    let absent = try #require(throws: Fault.self) { try PublicKey.load(folder.path + "/none") }
    #expect(absent.kind == .missingInput)
    #expect(absent.problem == "cannot open the file: No such file or directory")
  }

  @Test(
    "openssl verifies our signatures, and we read openssl's keys",
    .enabled(if: Command.find("openssl") != nil, "openssl is not in PATH"))
  func openssl() throws {
    let openssl = try #require(Command.find("openssl"))
    let folder = try ScratchFolder()
    let key = try SigningKey.loadOrCreate(folder.path + "/k.pem")
    try folder.write(key.publicKey.pem, to: "k.pub")
    let message = Array("digest  name\n".utf8)
    try folder.write(message, to: "SHA256SUMS")
    try folder.write(try key.sign(message), to: "SHA256SUMS.sig")
    let verify = [
      "pkeyutl", "-verify", "-pubin", "-inkey", "k.pub", "-rawin", "-in", "SHA256SUMS", "-sigfile",
      "SHA256SUMS.sig",
    ]
    #expect(try Command.run(openssl, verify, in: folder.path).status == 0)
    try folder.write(message + [0], to: "SHA256SUMS")
    #expect(try Command.run(openssl, verify, in: folder.path).status != 0)

    let generate = ["genpkey", "-algorithm", "ed25519", "-out", "o.pem"]
    try #require(try Command.run(openssl, generate, in: folder.path).status == 0)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o600], ofItemAtPath: folder.path + "/o.pem")
    let public_ = ["pkey", "-in", "o.pem", "-pubout", "-out", "o.pub"]
    try #require(try Command.run(openssl, public_, in: folder.path).status == 0)
    let loaded = try SigningKey.load(folder.path + "/o.pem")
    #expect(try PublicKey.load(folder.path + "/o.pub") == loaded.publicKey)
    let rsa = ["genpkey", "-algorithm", "rsa", "-out", "r.pem"]
    try #require(try Command.run(openssl, rsa, in: folder.path).status == 0)
    #expect(throws: Fault.self) { try SigningKey.load(folder.path + "/r.pem") }
  }
}
