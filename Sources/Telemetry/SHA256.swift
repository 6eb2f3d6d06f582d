internal import CCrypto

/// SHA-256, incrementally, by OpenSSL's libcrypto.
public struct SHA256: ~Copyable {
  private let context: OpaquePointer?

  /// Starts a digest.
  public init() {
    context = EVP_MD_CTX_new()
    precondition(
      EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1, "libcrypto offers no SHA-256")
  }

  deinit { EVP_MD_CTX_free(context) }

  /// Adds bytes.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    precondition(
      EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1, "SHA-256 update failed")
  }

  /// Ends the digest: 64 lowercase hexadecimal digits.
  public consuming func finish() -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    precondition(EVP_DigestFinal_ex(context, &digest, nil) == 1, "SHA-256 final failed")
    return Self.hexadecimal(digest)
  }

  /// The digest of bytes at hand.
  public static func hash(_ bytes: [UInt8]) -> String {
    var digest = SHA256()
    bytes.withUnsafeBytes { digest.update($0) }
    return digest.finish()
  }

  /// The digest of a text's UTF-8.
  public static func hash(_ text: String) -> String { hash(Array(text.utf8)) }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
