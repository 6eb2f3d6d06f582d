/// The long form: tags of words beside tags of numbers.
extension NaiveReader {
  /// The tags of words, each with the texts that its numbers begin with.
  func wordTags(_ records: [NaiveRow]) -> [[UInt8]: [[UInt8]]] {
    var texts: [[UInt8]: [[UInt8]]] = [:]
    var numbers: [[UInt8]: Int] = [:]
    for record in records {
      for (cell, value) in zip(record.cells, record.texts) {
        if !cell.isNaN {
          numbers[record.tag, default: 0] += 1
        } else if !NaiveCell.isMissing(value.text, format) {
          texts[record.tag, default: []].append(value.text)
        }
      }
    }
    var found: [[UInt8]: [[UInt8]]] = [:]
    for (tag, all) in texts {
      let states = all.filter { NaiveCell.word($0) != nil }
      guard states.count < all.count, numbers[tag, default: 0] <= all.count else { continue }
      var spellings: [[String: [UInt8]]] = [[:], [:]]
      for text in states.reversed() {
        let spelling = String(decoding: text, as: UTF8.self).lowercased()
        spellings[Int(NaiveCell.word(text) ?? 0)][spelling] = text
      }
      let isSwitch = !states.isEmpty && spellings.allSatisfy { $0.count <= 1 }
      found[tag] =
        isSwitch
        ? zip(spellings, ["off", "on"]).map { $0.first?.value ?? Array($1.utf8) } : []
    }
    return found
  }

  /// A record under what its tag is: a text among numbers refuses it.
  func settled(
    _ record: NaiveRow, _ wordTags: [[UInt8]: [[UInt8]]]
  ) -> Result<NaiveRow, NaiveRefusal> {
    if wordTags[record.tag] != nil { return .success(record) }
    var record = record
    for (place, value) in record.texts.enumerated()
    where record.cells[place].isNaN && !NaiveCell.isMissing(value.text, format) {
      guard let state = NaiveCell.word(value.text) else {
        return refuse(value.column, "'\(shown(value.text))' is not a number")
      }
      record.cells[place] = state
    }
    return .success(record)
  }

  /// Gives words their numbers, by first appearance among the tag's records that can be used.
  func numberWords(
    _ rows: inout [NaiveRow], _ wordTags: [[UInt8]: [[UInt8]]], into table: inout Table
  ) {
    var texts = wordTags
    for index in rows.indices {
      let tag = rows[index].tag
      guard var known = texts[tag], let beginning = wordTags[tag] else { continue }
      for (place, value) in rows[index].texts.enumerated() {
        // Nothing measured is no word, but a number among words is one.
        if rows[index].cells[place].isNaN, NaiveCell.isMissing(value.text, format) { continue }
        if let code = known.firstIndex(of: value.text) {
          rows[index].cells[place] = Double(code)
        } else if !beginning.isEmpty, let state = NaiveCell.word(value.text) {
          rows[index].cells[place] = state
        } else {
          rows[index].cells[place] = Double(known.count)
          known.append(value.text)
        }
      }
      texts[tag] = known
    }
    for tag in wordTags.keys {
      table.categories[String(decoding: tag, as: UTF8.self)] = (texts[tag] ?? []).map {
        String(decoding: $0, as: UTF8.self)
      }
    }
  }
}
