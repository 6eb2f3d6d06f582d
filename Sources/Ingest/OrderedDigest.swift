internal import Synchronization
internal import Telemetry

/// Digests blocks in the order of the file although they are finished in any order.
///
/// A block that comes early waits in memory until those before it have come; nobody blocks.
final class OrderedDigest: Sendable {
  private struct State: ~Copyable {
    var digest: SHA256? = SHA256()
    var waiting: [Int: ArraySlice<UInt8>] = [:]
    var next = 0
    var bytes = 0
  }

  private let state = Mutex(State())

  /// Hands in block `index`; `digested` hears how many bytes are done so far.
  func add(_ bytes: ArraySlice<UInt8>, index: Int, digested: (Int) -> Void) {
    state.withLock { state in
      state.waiting[index] = bytes
      while let block = state.waiting.removeValue(forKey: state.next) {
        block.withUnsafeBytes { state.digest?.update($0) }
        state.next += 1
        state.bytes += block.count
        digested(state.bytes)
      }
    }
  }

  /// The digest of all blocks; to be asked once.
  func finish() -> String {
    state.withLock { state in
      guard let digest = state.digest.take() else { return "" }
      return digest.finish()
    }
  }
}
