public import Diagnostics

/// What the marks in numbers are in the files of one source, where some of them show it and others do
/// not.
///
/// Files of one source are written alike: where `1.300` may be a fraction or a thousand, it is read as the
/// files have it whose numbers tell.
public struct MarkSiblings: Sendable {
  /// The first file that shows each decimal mark, and the first in which whole numbers go on with the
  /// other mark.
  private var shown: [String: String] = [:]
  private var continued: [String: String] = [:]

  /// Nothing is known yet.
  public init() {}

  /// A format whose marks are settled over the file's own numbers, all of them.
  ///
  /// - Throws: ``Fault`` as from reading the file.
  public static func settled(_ format: CSVFormat, file: String) throws(Fault) -> CSVFormat {
    try MarkScan.settled(format, file: file)
  }

  /// Takes what a file's own numbers show.
  public mutating func add(_ format: CSVFormat, file: String) {
    let mark = format.decimalMark
    if format.marks == .shown { shown[mark] = shown[mark] ?? file }
    if format.marks == .continued { continued[mark] = continued[mark] ?? file }
  }

  /// Settles a format whose own numbers show nothing, by the other files' numbers.
  public func settle(_ format: inout CSVFormat) {
    guard format.marks == .assumed || format.marks == .continued else { return }
    let mark = (format.marks == .continued ? format.thousandsMark : nil) ?? format.decimalMark
    let known = shown.isEmpty && format.marks == .assumed ? continued : shown
    switch (known[mark], known[MarkChoice.other(mark)]) {
    case (nil, nil): break
    case (let decimal?, let thousands?):
      format.notices.append(
        "'\(mark)' in numbers: other files contradict each other, it is the decimal mark in \(decimal) "
          + "and stands between thousands in \(thousands)")
    case (let file?, nil): take(mark, isThousands: false, as: file, &format)
    case (nil, let file?): take(mark, isThousands: true, as: file, &format)
    }
  }

  private func take(
    _ mark: String, isThousands: Bool, as file: String, _ format: inout CSVFormat
  ) {
    let role = isThousands ? "stands between thousands" : "is the decimal mark"
    // Numbers that go on from below 1,000 say more than nothing, and less than one with one reading.
    if format.marks == .continued {
      if !isThousands {
        format.notices.append(
          "'\(mark)' in numbers: in \(file) it \(role), here whole numbers below 1000 go on with it; is "
            + "this file written otherwise?")
      }
      return
    }
    MarkChoice.forgetDoubt(&format, mark)
    MarkChoice.take(&format, isThousands: isThousands, mark)
    format.marks = .siblings
    format.notices.append(
      "'\(mark)' in numbers can be read both ways in this file; it \(role), as in \(file)")
  }
}
