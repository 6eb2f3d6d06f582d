public import Diagnostics
internal import Telemetry

extension CSVReader {
  /// The tags of a file in the order in which its rows give them: of a wide file its columns, of one
  /// in the long form the names that its records hold, for which the file is read once.
  ///
  /// - Throws: ``Fault`` as ``read(file:threads:progress:)``.
  public func tagNames(of file: String, threads: Int = 1) throws(Fault) -> [String] {
    guard format.shape == .long else {
      let windows = RecordWindows(
        try TextSource.open(file, format: format, isDigested: false),
        windowBytes: SampledText.headBytes)
      guard var window = try windows.next(after: [], offset: 0, line: 1) else {
        throw Fault(.badData, "the file is empty", at: Place(file: file))
      }
      // A header without rows does not tell what its columns hold.
      _ = try HeaderRecords.skip(format, &window, windows)
      return format.tagNames
    }
    func names(_ format: CSVFormat) throws(Fault) -> ReaderPass {
      var pass = ReaderPass(
        format: format, options: options, layout: RowLayout(format),
        windows: RecordWindows(
          try TextSource.open(file, format: format, isDigested: false),
          windowBytes: options.windowBytes),
        clock: try LocalClock(timeZone: options.timeZone), collectsNames: true)
      try pass.run(settles: false, threads: threads, progress: NoProgress()) {
        _ throws(Fault) in
      }
      return pass
    }
    var pass = try names(format)
    if pass.mustBeginAgain {
      // A tag of words that the sample missed had no record that could be used.
      var whole = format
      whole.wordTags = pass.foundWordTags
      pass = try names(whole)
    }
    return pass.account().tagNames
  }
}
