import Ingest

/// Other tools' Arrow files as an input of ingest.
enum ArrowInputReading: FuzzTarget {
  static let id = "arrow-input"
  static let summary = "An Arrow file of any tool is read row by row or refused."
  static let longest = 8_192

  static func run(_ bytes: [UInt8]) {
    // Without the magic number they would be read as text.
    guard ArrowInput.isArrow(head: bytes) else { return }
    let path = ScratchFile.write(bytes, "x.arrow")
    guard let format = reading({ try CSVSniffer.sniff(file: path) }) else { return }
    _ = reading {
      try CSVReader(format: format, options: CSVReaderOptions(maxQuarantined: 1))
        .read(file: path, threads: 1)
    }
  }
}
