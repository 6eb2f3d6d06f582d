/// Rows of tables whose columns stand at fixed places.
enum NaivePlaces {
  /// The fields of a line, one per column, by where they stand; nil where that does not tell.
  static func fields(_ line: [UInt8], _ places: [NaiveFormat.Place]) -> [NaiveField]? {
    let text = Array(String(decoding: line, as: UTF8.self).unicodeScalars)
    if places.isEmpty || text.contains("\t") || text.contains("\"") { return nil }
    var fields = places.map { _ in NaiveField(content: []) }
    var column = 0
    var lastEnd = 0
    var at = 0
    while at < text.count {
      if text[at] == " " {
        at += 1
        continue
      }
      let start = at
      while at < text.count, text[at] != " " { at += 1 }
      // The first column further right in whose line it stands.
      while column < places.count,
        !(places[column].isLeft && places[column].start == start)
          && !(places[column].isRight && places[column].end == at)
      {
        column += 1
      }
      if column == places.count { return nil }
      if column > 0, start < places[column - 1].end { return nil }
      if column + 1 < places.count, at > places[column + 1].start { return nil }
      fields[column].content = text[start..<at].flatMap { Array(String($0).utf8) }
      column += 1
      lastEnd = at
    }
    if column == 0 { return nil }
    if column < places.count {
      let before = places[column - 1]
      let isWhole = before.isRight && before.end == lastEnd
      if !isWhole, text.count <= places[column].start { return nil }
    }
    return fields
  }
}
