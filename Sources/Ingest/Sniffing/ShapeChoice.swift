internal import Diagnostics

/// Recognises the long form: a row per tag and moment.
enum ShapeChoice {
  /// Columns of Ignition's tables `sqlt_data_…`, a type each.
  private static let typedNames = filledNames.union(["datevalue"])
  /// Columns whose numbers name tags.
  private static let numbered: Set<String> = ["tagid", "pointid", "itemid", "nodeid", "sensorid"]
  private static let filledNames: Set<String> = ["intvalue", "floatvalue", "stringvalue"]

  /// Marks the columns of the long form, where there is a time, one column of values, and at least
  /// one of tags' names that repeats its texts.
  static func choose(_ table: SampledTable, format: inout CSVFormat) {
    guard format.hasHeader, format.isTimed else { return }
    func key(_ column: CSVFormat.Column) -> String { HeaderWords.key(column.name) }
    // Ignition's history tables have a column per type of value, of which each row fills one.
    let typed = format.columns.indices.filter { typedNames.contains(key(format.columns[$0])) }
    let isTyped = typed.count > 1
    let values = format.columns.indices.filter {
      (format.columns[$0].content.isTag || format.columns[$0].content == .text)
        && (isTyped ? filledNames : HeaderWords.values).contains(key(format.columns[$0]))
    }
    guard isTyped ? !values.isEmpty : values.count == 1 else { return }
    var texts = format.columns.indices.filter {
      !values.contains($0)
        && ([.category, .text, .unit].contains(format.columns[$0].content)
          || format.columns[$0].content == .number && numbered.contains(key(format.columns[$0])))
    }
    var named = texts.filter {
      HeaderWords.tags.contains(key(format.columns[$0]))
        && !QualityColumns.isNamed(format.columns[$0].name)
    }
    let numbers = format.columns.indices.filter {
      !values.contains($0) && !texts.contains($0) && format.columns[$0].content == .number
        && NumberedNames.areHeld(by: $0, of: table, format)
    }
    if named.isEmpty {
      named = NumberedTags.among(numbers, values, of: table, format)
      texts += named
    }
    guard !named.isEmpty, repeats(table, named, format) else { return }
    // Numbers of machines and places tell tags apart beside their names as texts do.
    texts += numbers.filter { index in
      let name = format.columns[index].name
      return !named.contains(index) && (EntityName.isMachine(name) || EntityName.isPlace(name))
    }
    let verdicts = format.columns.indices.map { index -> QualityColumns.Verdict in
      let content = format.columns[index].content
      guard content.isTag || content == .text, !values.contains(index), !named.contains(index),
        !typed.contains(index)
      else { return .other }
      return QualityColumns.verdict(table, index, format)
    }
    let others = format.columns.indices.filter {
      !values.contains($0) && format.columns[$0].content.isTag && !texts.contains($0)
        && !typed.contains($0) && verdicts[$0] == .other
        && !isBookkeeping(format.columns[$0])
        && !isFlag(table, $0, format) && !follows(table, $0, named)
    }
    guard others.isEmpty else { return }
    format.shape = .long
    for index in values { format.columns[index].content = .value }
    for index in named { format.columns[index].content = .tag }
    for index in format.columns.indices {
      let column = format.columns[index]
      if values.contains(index) || named.contains(index) { continue }
      if typed.contains(index) {
        format.columns[index].content = .text
      } else if verdicts[index] == .quality {
        format.columns[index].content = .quality
        if !QualityColumns.isNamed(column.name) { noteQuality(table, index, &format) }
        if isZero(table, index) {
          // OPC's 0 is bad, another historian's is good: nothing in the sample tells.
          format.notices.append(
            "column '\(column.name)' is 0 in every sampled record and says nothing of the values: "
              + "where 0 means bad, declare it, "
              + TagParts.declaration(format, quality: column.name))
        }
      } else if isBookkeeping(column) {
        format.columns[index].content = .text
      } else if verdicts[index] == .unsure {
        forget(index, &format)
        if varies(table, index, format) {
          format.notices.append(TagParts.unused(table, index, named, format))
        }
      } else if TagUnits.areUnits(table, index, format) {
        format.columns[index].content = .text
        TagUnits.note(table, index, named, &format)
      } else if column.content == .word {
        format.columns[index].content = .text
        format.evidence.removeAll { $0.hasPrefix("switch: column '\(column.name)' holds") }
        if varies(table, index, format) {
          format.notices.append(
            "column '\(column.name)' is a switch beside the values and is left out; where it says what "
              + "they are worth, declare it, "
              + TagParts.declaration(format, quality: column.name))
        }
      } else if column.content.isTag || column.content == .unit {
        // What the tag's name says already (its engineering unit) and what never varies tell nothing.
        let tells = varies(table, index, format) && !follows(table, index, named)
        let isName = column.content == .category || numbers.contains(index)
        if tells, EntityName.isMachine(column.name) {
          format.columns[index].content = .unit
        } else if tells, isName, TagParts.holds(table, index, named, format) {
          format.columns[index].content = .tag
        } else {
          format.columns[index].content = .text
          if tells, isName {
            forget(index, &format)
            format.notices.append(TagParts.unused(table, index, named, format))
          }
        }
      }
    }
    format.notices.removeAll { notice in
      format.columns.contains {
        $0.content != .text && notice.hasPrefix("column '\($0.name)' holds text")
      }
    }
    // Tags that are numbers and tags that are switches share the column.
    let own = values.map { "'\(format.columns[$0].name)'" }
    for switchText in own.map({ "switch: column \($0) holds" })
    where format.evidence.contains(where: { $0.hasPrefix(switchText) }) {
      format.evidence.removeAll { $0.hasPrefix(switchText) }
      format.evidence.append("switch: words of switches among the values are read as 1 and 0")
    }
    NumberedTags.note(named, &format)
    let tags = format.columns.filter { $0.content == .tag }.map { "'\($0.name)'" }
    format.evidence.append(
      "long form: \(tags.joined(separator: " and ")) name the tag of each row, "
        + (own.count == 1
          ? "\(own[0]) is its value"
          : "\(own.joined(separator: " or ")) is its value, whichever is filled"))
  }

  /// Leaves a column out, with what was said of its texts.
  private static func forget(_ index: Int, _ format: inout CSVFormat) {
    format.columns[index].content = .text
    let name = format.columns[index].name
    format.evidence.removeAll { $0.hasPrefix("categories: column '\(name)' holds") }
    format.notices.removeAll { $0.hasPrefix("column '\(name)' holds ") }
  }

  /// Says of a column without a known name why it is one of qualities.
  private static func noteQuality(_ table: SampledTable, _ index: Int, _ format: inout CSVFormat) {
    forget(index, &format)
    format.columns[index].content = .quality
    let name = CellText.cleaned(format.columns[index].name)
    format.evidence.removeAll { $0.hasPrefix("switch: column '\(name)' holds") }
    format.evidence.append(
      "quality: column '\(name)' tells what values are worth "
        + "(\(QualityColumns.shown(table, index)))")
  }

  private static func isZero(_ table: SampledTable, _ index: Int) -> Bool {
    let cells = table.column(index, withFirst: false, limit: .max)
    return !cells.isEmpty && cells.allSatisfy { $0 == [UInt8(ascii: "0")] }
  }

  /// Whether a column tells no measurement: switches and what never varies, as PI's `questionable` and
  /// `annotated` are.
  private static func isFlag(_ table: SampledTable, _ index: Int, _ format: CSVFormat) -> Bool {
    format.columns[index].content == .word || !varies(table, index, format)
  }

  private static let bookkeeping: Set<String> = [
    "table", "result", "index", "id", "row", "c", "timems",
    "vvalue", "statetime", "sourcetag", "sourceserver", "startdatetime",
  ]

  /// InfluxDB's number of a table, counts of rows, WinCC's second writing of a row's time, and what
  /// Wonderware's history tells of the query (`wwTagKey`, `wwCycleCount` …), not of the plant.
  private static func isBookkeeping(_ column: CSVFormat.Column) -> Bool {
    guard !column.content.isTime else { return false }
    let name = column.name.filter { $0.isLetter }
    return bookkeeping.contains(name.lowercased())
      || name.hasPrefix("ww") && name.dropFirst(2).first?.isUppercase == true
  }

  private static func varies(_ table: SampledTable, _ index: Int, _ format: CSVFormat) -> Bool {
    Set(table.column(index, withFirst: false, limit: .max)).count > 1
  }

  /// Whether each tag has one text in a column.
  private static func follows(_ table: SampledTable, _ index: Int, _ tags: [Int]) -> Bool {
    var texts: [[UInt8]: [UInt8]] = [:]
    for record in table.head.dropFirst() where record.fields.count == table.width {
      let tag: [UInt8] = tags.reduce(into: []) { $0 += record.fields[$1] + [0] }
      if let known = texts[tag], known != record.fields[index] { return false }
      texts[tag] = record.fields[index]
    }
    return true
  }

  /// Whether the tags' names are fewer than half of the rows, or one stamp has several.
  private static func repeats(
    _ table: SampledTable, _ columns: [Int], _ format: CSVFormat
  ) -> Bool {
    var names: Set<[UInt8]> = []
    var rows = 0
    for record in table.head.dropFirst() where record.fields.count == table.width {
      rows += 1
      names.insert(columns.reduce(into: []) { $0 += record.fields[$1] + [0] })
    }
    return rows > 0 && (names.count * 2 <= rows || rows < 8)
  }
}
