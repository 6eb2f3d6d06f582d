internal import Diagnostics
internal import Synchronization
internal import Telemetry

/// A text's bytes in windows, each of which begins with a record; the next one is read ahead while
/// the blocks of this one are parsed.
final class RecordWindows: Sendable {
  /// One window of the text.
  struct Window: Sendable {
    /// The bytes; those before ``first`` mean nothing.
    var bytes: [UInt8]
    /// Where byte 0 would stand in the text.
    var offset: Int
    /// Whether the text ends with them.
    var isLast: Bool
    /// Where the first record begins.
    var first = 0
  }

  private struct State {
    var source: any ByteSource
    /// Bytes read ahead, behind ``room`` bytes for what the window before leaves over.
    var fresh: [UInt8] = []
    var room = 0
    var isAtEnd = false
    var fault: Fault?
  }

  /// Records longer than this are refused, with the file.
  static let longestRecord = 64 << 20

  /// The file, as the user named it.
  let name: String
  private let windowBytes: Int
  /// How many bytes that a window leaves over fit before the next one's, so that these need not be moved.
  private let room: Int
  private let state: Mutex<State>

  init(_ source: sending any ByteSource, windowBytes: Int) {
    name = source.name
    self.windowBytes = windowBytes
    room = min(windowBytes, 1 << 16)
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
      if state.fresh.isEmpty {
        state.fresh = [UInt8](repeating: 0, count: state.room)
        // What is unpacked comes in pieces: with room for all of them none need be moved.
        state.fresh.reserveCapacity(state.room + windowBytes)
      }
      let end = state.room + windowBytes
      while state.fresh.count < end, !state.isAtEnd, state.fault == nil {
        do throws(Fault) {
          state.isAtEnd = try !state.source.read(
            into: &state.fresh, atMost: end - state.fresh.count)
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
    var bytes: [UInt8]
    let (room, isAtEnd, fault): (Int, Bool, Fault?)
    (bytes, room, isAtEnd, fault) = state.withLock { state in
      defer { (state.fresh, state.room) = ([], self.room) }
      return (state.fresh, state.room, state.isAtEnd, state.fault)
    }
    if let fault { throw fault }
    if rest.isEmpty, bytes.count == room { return nil }
    let first = room - rest.count
    if first < 0 {
      return Window(bytes: Array(rest) + bytes[room...], offset: offset, isLast: isAtEnd)
    }
    for (place, byte) in zip(first..<room, rest) { bytes[place] = byte }
    return Window(bytes: bytes, offset: offset - first, isLast: isAtEnd, first: first)
  }
}
