internal import CCrypto
public import Diagnostics

/// The half of an Ed25519 key that verifies signatures.
public struct PublicKey: Sendable, Equatable {
  /// The 32 bytes of the key.
  public let bytes: [UInt8]

  init?(bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    self.bytes = bytes
  }

  /// Reads a PEM file, as `openssl pkey -pubout` writes it.
  ///
  /// - Throws: ``Fault`` of kind `missingInput` or `io` where it cannot be read, `badData` where it
  ///   holds no Ed25519 public key.
  public static func load(_ path: String) throws(Fault) -> PublicKey {
    let pem = try FolderIO.readKey(path)
    guard let key = PublicKey(pem: pem) else {
      throw Fault(
        .badData, "the file holds no Ed25519 public key in PEM", at: Place(file: path),
        hint: "openssl pkey -in KEY -pubout -out \(path)")
    }
    return key
  }

  /// Reads PEM; nil where it holds no Ed25519 public key.
  public init?(pem: [UInt8]) {
    guard pem.count < 1 << 20 else { return nil }
    guard let key = PEMText.read(pem, { PEM_read_bio_PUBKEY($0, nil, nil, nil) }) else {
      return nil
    }
    defer { EVP_PKEY_free(key) }
    self.init(key)
  }

  init?(_ key: OpaquePointer) {
    guard EVP_PKEY_get_id(key) == NID_ED25519 else { return nil }
    var bytes = [UInt8](repeating: 0, count: 32)
    var count = bytes.count
    guard EVP_PKEY_get_raw_public_key(key, &bytes, &count) == 1, count == 32 else { return nil }
    self.bytes = bytes
  }

  /// The key in PEM.
  public var pem: [UInt8] {
    guard let key = EVP_PKEY_new_raw_public_key(NID_ED25519, nil, bytes, bytes.count) else {
      return []
    }
    defer { EVP_PKEY_free(key) }
    return PEMText.write { PEM_write_bio_PUBKEY($0, key) }
  }

  /// Whether the signature is this key's over exactly these bytes.
  public func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
    guard let key = EVP_PKEY_new_raw_public_key(NID_ED25519, nil, bytes, bytes.count) else {
      return false
    }
    defer { EVP_PKEY_free(key) }
    let context = EVP_MD_CTX_new()
    defer { EVP_MD_CTX_free(context) }
    return EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1
      && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
  }
}

/// PEM as libcrypto reads and writes it.
enum PEMText {
  /// What `body` reads; nil where it fails.
  ///
  /// The bytes are libcrypto's until then: it reads them where they are, so they must not go before `body` ends.
  static func read(
    _ bytes: [UInt8], _ body: (OpaquePointer?) -> OpaquePointer?
  ) -> OpaquePointer? {
    guard !bytes.isEmpty else { return nil }
    return bytes.withUnsafeBytes { bytes in
      let bio = BIO_new_mem_buf(bytes.baseAddress, Int32(clamping: bytes.count))
      defer { BIO_free(bio) }
      return body(bio)
    }
  }

  /// What `body` writes; empty where it fails.
  static func write(_ body: (OpaquePointer?) -> Int32) -> [UInt8] {
    let bio = BIO_new(BIO_s_mem())
    defer { BIO_free(bio) }
    guard body(bio) == 1 else { return [] }
    var bytes = [UInt8](repeating: 0, count: Int(BIO_ctrl_pending(bio)))
    let count = BIO_read(bio, &bytes, Int32(bytes.count))
    return count == bytes.count ? bytes : []
  }
}
