internal import Diagnostics

/// One section of an `.inp` file: its name, the form of its lines and who reads them.
struct InpSection: Sendable {
  /// What EPANET's first pass counts of a section.
  enum Count: Sendable {
    case junction, fixedNode, pattern, curve
  }

  /// Reads the reader's line.
  typealias Read = @Sendable (inout InpReader) throws(InpFailure) -> Void

  /// The name with its brackets, in capitals.
  let keyword: StaticString
  /// What a line describes where its first token is an id; empty elsewhere.
  let element: String
  /// The form of a line, for hints.
  let format: String
  /// What the first pass counts.
  let count: Count?
  /// Reads the reader's line.
  let read: Read

  init(
    _ keyword: StaticString, _ element: String, _ format: String, count: Count? = nil,
    _ read: @escaping Read
  ) {
    self.keyword = keyword
    self.element = element
    self.format = format
    self.count = count
    self.read = read
  }

  /// The name with its brackets.
  var name: String { keyword.description }
  /// True where the first token of a line is an id.
  var namesElement: Bool { !element.isEmpty }
  /// True for the section at which reading ends.
  var isEnd: Bool { name == "[END]" }

  /// The section whose whole name a word begins with, nil where there is none.
  ///
  /// EPANET 2.2 as built asks for the whole name: `[JUNC]` is none, `[JUNCTIONS]x` is one.
  static func matching(_ word: Range<Int>, in line: InpLine) -> InpSection? {
    all.first { line.bytes(in: word, begin: $0.keyword) }
  }

  /// What to write instead of an unknown section.
  static func hint(for name: String) -> String {
    let names = all.map(\.name)
    if let full = names.first(where: {
      name.count > 4 && $0.hasPrefix(String(name.uppercased().prefix { $0 != "]" }))
    }) {
      return "write the whole name: \(full)"
    }
    if let nearest = Suggestion.nearest(to: name, in: names) { return "did you mean \(nearest)?" }
    return "sections: " + names.joined(separator: " ")
  }
}
