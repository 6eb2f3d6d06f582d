internal import Diagnostics
internal import Synchronization
internal import Telemetry

/// A text's bytes in windows, each of which begins with a record; the next one is read ahead while
/// the blocks of this one are parsed.
final class RecordWindows: Sendable {
  /// One window of the text.
  struct Window: Sendable {
    /// The bytes.
    var bytes: [UInt8]
    /// Where the first of them stands in the text.
    var offset: Int
    /// Whether the text ends with them.
    var isLast: Bool
  }

  private struct State {
    var source: any ByteSource
    var fresh: [UInt8] = []
    var isAtEnd = false
    var fault: Fault?
  }

  /// Records longer than this are refused, with the file.
  static let longestRecord = 64 << 20

  /// The file, as the user named it.
  let name: String
  private let windowBytes: Int
  private let state: Mutex<State>

  init(_ source: sending any ByteSource, windowBytes: Int) {
    name = source.name
    self.windowBytes = windowBytes
    state = Mutex(State(source: source))
  }

  /// The outer file's bytes that were read so far, and its SHA-256 once all of them were.
  var progress: (bytes: Int, sha256: String?) {
    state.withLock { ($0.source.bytesRead, $0.isAtEnd ? $0.source.sha256 : nil) }
  }

  /// What a person should know of the bytes read so far.
  var notices: [Notice] { state.withLock { $0.source.notices } }

  /// The outer file's length; 0 where nobody knows.
  var outerBytes: Int { state.withLock { $0.source.size ?? 0 } }

  /// Reads the next window's worth of bytes; a failure is kept for ``next(after:offset:)``.
  func readAhead() {
    state.withLock { state in
      while state.fresh.count < windowBytes, !state.isAtEnd, state.fault == nil {
        do throws(Fault) {
          state.isAtEnd = try !state.source.read(
            into: &state.fresh, atMost: windowBytes - state.fresh.count)
        } catch {
          state.fault = error
        }
      }
    }
  }

  /// The window after `rest`, the bytes that the one before left over; nil where nothing is left.
  ///
  /// - Throws: ``Fault`` of the source; of kind `badData` where the rest is a record that is too long.
  func next(after rest: ArraySlice<UInt8>, offset: Int, line: Int) throws(Fault) -> Window? {
    guard rest.count <= Self.longestRecord else {
      throw Fault(
        .badData, "the row is longer than \(Self.longestRecord) bytes",
        at: Place(file: name, line: line), hint: "is a quote not closed?")
    }
    readAhead()
    let (fresh, isAtEnd, fault) = state.withLock { state in
      defer { state.fresh = [] }
      return (state.fresh, state.isAtEnd, state.fault)
    }
    if let fault { throw fault }
    let bytes = rest.isEmpty ? fresh : Array(rest) + fresh
    if bytes.isEmpty { return nil }
    return Window(bytes: bytes, offset: offset, isLast: isAtEnd)
  }
}
