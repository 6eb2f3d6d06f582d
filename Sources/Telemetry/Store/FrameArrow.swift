public import Diagnostics

/// Frames as single Arrow files: the outputs of a run, such as `scores.arrow`.
public enum FrameArrow {
  /// Writes times, a Float64 column per tag, then columns of bytes; a NaN is missing.
  ///
  /// - Throws: ``Fault`` of kind `badData` where two columns share a name, `io` where writing fails.
  @discardableResult
  public static func write(
    frame: Frame, byteColumns: [ArrowBatch.ByteColumn] = [], timeKind: TimeKind = .clock,
    metadata: [String: String] = [:], to path: String
  ) throws(Fault) -> ArrowFile.Written {
    try ArrowFile.write(
      ArrowBatch(
        frame: frame, timeKind: timeKind, byteColumns: byteColumns,
        metadata: metadata.merging(["tocsin.schema": "1"]) { given, _ in given }),
      to: path)
  }

  /// Reads a file that this or another tool wrote: see ``ArrowFileReader/frame()``.
  public static func read(from path: String) throws(Fault) -> Frame {
    try ArrowFileReader(path).frame()
  }
}
