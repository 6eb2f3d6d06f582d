internal import CCrypto
public import Diagnostics
internal import Foundation

/// An Ed25519 key that signs models; lives in a PEM file that only its owner may read.
public struct SigningKey: Sendable {
  /// The half that may be given away.
  public let publicKey: PublicKey
  private let seed: [UInt8]

  /// The key of a file, which is made where it does not exist.
  ///
  /// - Throws: ``Fault`` of kind `io` where the file cannot be made; the faults of ``load(_:)``.
  public static func loadOrCreate(_ path: String) throws(Fault) -> SigningKey {
    if FileManager.default.fileExists(atPath: path) { return try load(path) }
    var seed = [UInt8](repeating: 0, count: 32)
    guard RAND_bytes(&seed, 32) == 1, let key = SigningKey(seed: seed) else {
      throw Fault(.ourBug, "libcrypto gives no random key")
    }
    // O_EXCL: where two processes make the key at once, one of them loads the other's.
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    if descriptor < 0, errno == EEXIST { return try load(path) }
    guard descriptor >= 0 else {
      throw Fault(
        .io, "cannot make the key file: \(String(cString: strerror(errno)))",
        at: Place(file: path), hint: "check that the folder exists and may be written")
    }
    defer { close(descriptor) }
    let pem = key.pem
    guard write(descriptor, pem, pem.count) == pem.count, fsync(descriptor) == 0 else {
      let reason = String(cString: strerror(errno))
      unlink(path)
      throw Fault(.io, "cannot write the key file: \(reason)", at: Place(file: path))
    }
    return key
  }

  /// The key of a file.
  ///
  /// - Throws: ``Fault`` of kind `missingInput` where there is none, `io` where it cannot be read,
  ///   `badData` where others than its owner may read it or it holds no Ed25519 key.
  public static func load(_ path: String) throws(Fault) -> SigningKey {
    let pem = try FolderIO.readKey(path)
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & 0o077 == 0 else {
      throw Fault(
        .badData,
        "the signing key may be used by others: mode \(String(status.st_mode & 0o777, radix: 8)), "
          + "expected 600",
        at: Place(file: path), hint: "chmod 600 \(path)")
    }
    // A callback that gives no password: an encrypted key must not ask on the terminal.
    guard
      let key = PEMText.read(pem, { PEM_read_bio_PrivateKey($0, nil, { _, _, _, _ in 0 }, nil) })
    else { throw notAKey(path) }
    defer { EVP_PKEY_free(key) }
    var seed = [UInt8](repeating: 0, count: 32)
    var count = seed.count
    guard EVP_PKEY_get_id(key) == NID_ED25519,
      EVP_PKEY_get_raw_private_key(key, &seed, &count) == 1, count == 32,
      let signing = SigningKey(seed: seed)
    else { throw notAKey(path) }
    return signing
  }

  private static func notAKey(_ path: String) -> Fault {
    Fault(
      .badData, "the file holds no unencrypted Ed25519 private key in PEM", at: Place(file: path),
      hint: "openssl genpkey -algorithm ed25519 -out \(path)")
  }

  /// The key of a seed of 32 bytes; nil for another length.
  public init?(seed: [UInt8]) {
    guard seed.count == 32,
      let key = EVP_PKEY_new_raw_private_key(NID_ED25519, nil, seed, seed.count)
    else { return nil }
    defer { EVP_PKEY_free(key) }
    guard let publicKey = PublicKey(key) else { return nil }
    self.seed = seed
    self.publicKey = publicKey
  }

  /// The 64 bytes of the signature over the message; the same for the same key and message (RFC
  /// 8032).
  public func sign(_ message: [UInt8]) throws(Fault) -> [UInt8] {
    let key = EVP_PKEY_new_raw_private_key(NID_ED25519, nil, seed, seed.count)
    defer { EVP_PKEY_free(key) }
    let context = EVP_MD_CTX_new()
    defer { EVP_MD_CTX_free(context) }
    var signature = [UInt8](repeating: 0, count: 64)
    var count = signature.count
    guard EVP_DigestSignInit(context, nil, nil, nil, key) == 1,
      EVP_DigestSign(context, &signature, &count, message, message.count) == 1, count == 64
    else { throw Fault(.ourBug, "libcrypto does not sign with the Ed25519 key") }
    return signature
  }

  private var pem: [UInt8] {
    let key = EVP_PKEY_new_raw_private_key(NID_ED25519, nil, seed, seed.count)
    defer { EVP_PKEY_free(key) }
    return PEMText.write { PEM_write_bio_PrivateKey($0, key, nil, nil, 0, nil, nil) }
  }
}
