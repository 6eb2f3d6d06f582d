internal import Diagnostics
internal import Ingest
internal import Telemetry

/// The columns of a plant's telemetry, as far as they are known before a run.
struct TelemetryColumns {
  let context: RunContext
  /// What was ingested; nil before.
  let store: Store?

  /// The names, each once: of the store, or else of the files' headers; nil where there is neither.
  ///
  /// - Throws: ``Fault`` or ``Faults`` where a pattern matches no file, or a file cannot be read.
  func names() throws -> [String]? {
    if let store { return store.tags.map(\.id) }
    let data = context.configuration.data
    guard !data.telemetry.isEmpty else { return nil }
    let files = try FilePatterns.files(
      data.telemetry, leavingOut: data.tags, configuration: context.configuration.file)
    let formats = try SourceFormats(files, declared: data.format, threads: context.threads)
    var names: [String] = []
    var seen: Set<String> = []
    for file in files {
      guard let format = formats[file] else { continue }
      names += try CSVReader(
        format: format, options: CSVReaderOptions(timeZone: data.timeZone)
      ).tagNames(of: file, threads: context.threads).filter { seen.insert($0).inserted }
    }
    return names
  }
}
