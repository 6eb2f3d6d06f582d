/// The parts of a file's path, by its text alone.
///
/// Foundation's `NSString.deletingLastPathComponent` traps on Linux where a path has one character
/// (swift-corelibs-foundation in Swift 6.3.1), so that `--output .` ended the program.
public enum PathName {
  /// Everything before the last part; empty where there is nothing, `/` at the root.
  ///
  /// `a/b` and `a/b/` give `a`, `/a` gives `/`, `a` gives the empty text.
  public static func folder(of path: String) -> String {
    let whole = trimmed(Array(path.utf8)[...])
    guard !whole.isEmpty else { return path.isEmpty ? "" : "/" }
    guard let last = whole.lastIndex(of: slash) else { return "" }
    let before = trimmed(whole[..<last])
    return before.isEmpty ? "/" : String(decoding: before, as: UTF8.self)
  }

  /// The last part: `b` of `a/b` and of `a/b/`; `/` at the root.
  public static func last(of path: String) -> String {
    let whole = trimmed(Array(path.utf8)[...])
    guard !whole.isEmpty else { return path.isEmpty ? "" : "/" }
    let start = whole.lastIndex(of: slash).map { whole.index(after: $0) } ?? whole.startIndex
    return String(decoding: whole[start...], as: UTF8.self)
  }

  private static let slash = UInt8(ascii: "/")

  /// The path's bytes without slashes at the end.
  private static func trimmed(_ path: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var bytes = path
    while bytes.last == slash { bytes.removeLast() }
    return bytes
  }
}
