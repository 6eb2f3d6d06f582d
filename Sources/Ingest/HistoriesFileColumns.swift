internal import Diagnostics

/// Which column of a table of units is what.
struct HistoriesFileColumns: Sendable {
  /// How the file is written, with the columns' right names.
  private(set) var format: CSVFormat
  /// The column that names units.
  private(set) var unit = 0
  /// The column of ages or moments.
  private(set) var position = 0
  /// The columns to keep, in the order of the matrices.
  private(set) var features: [Int] = []
  /// What the parser does with each column: features first, then the age.
  private(set) var slots: [RowParser.Slot] = []
  /// What a person should know about the columns.
  private(set) var notices: [Notice] = []

  /// Chooses the columns by the options.
  ///
  /// - Throws: ``Faults`` with every column that is not there, each with a likely one.
  init(
    _ text: SampledText, _ sniffed: CSVFormat, _ options: HistoriesFileOptions
  ) throws(Faults) {
    format = sniffed
    // Units are named by the options; whatever else holds words is no feature.
    format.shape = .wide
    for index in format.columns.indices {
      switch format.columns[index].content {
      case .time, .number: break
      case .value: format.columns[index].content = .number
      default: format.columns[index].content = .text
      }
    }
    let place = Place(file: text.file, line: 1)
    if let names = options.columns { try rename(names, place) }
    var faults: [Fault] = []
    let unit = column(options.unit, "unit", place, &faults)
    let position = column(
      options.positionColumn, options.isTimed ? "time" : "age", place, &faults)
    if let unit, unit == position {
      faults.append(
        Fault(
          .configuration,
          "column '\(shown(unit))' cannot be both the unit and the "
            + "\(options.isTimed ? "time" : "age")"))
    }
    var leftOut: Set<Int> = []
    for name in options.leaveOut {
      if let index = column(name, "leave-out", place, &faults) { leftOut.insert(index) }
    }
    var chosen: [Int] = []
    for name in options.features {
      guard let index = column(name, "features", place, &faults) else { continue }
      if index == unit || index == position || leftOut.contains(index) || chosen.contains(index) {
        let other =
          chosen.contains(index)
          ? "stands twice in features"
          : leftOut.contains(index)
            ? "stands in both features and leave-out"
            : "is the \(index == unit ? "unit" : options.isTimed ? "time" : "age") and cannot be "
              + "a feature too"
        faults.append(Fault(.configuration, "column '\(shown(index))' \(other)"))
      } else if format.columns[index].content == .text {
        faults.append(
          Fault(
            .badData, "column '\(shown(index))' holds text and cannot be a feature", at: place))
      } else {
        chosen.append(index)
      }
    }
    guard let unit, let position, faults.isEmpty else { throw Faults(faults) }
    self.unit = unit
    self.position = position
    features =
      options.features.isEmpty
      ? format.columns.indices.filter {
        $0 != unit && $0 != position && !leftOut.contains($0)
          && format.columns[$0].content == .number
      } : chosen
    guard !features.isEmpty else {
      throw Faults([
        Fault(.badData, "no column of numbers is left to be a feature", at: place, hint: known)
      ])
    }
    if options.isTimed { try chooseTime(text, place) } else { format.timeFormat = nil }
    slots = format.columns.map { _ in .ignored }
    for (slot, index) in features.enumerated() { slots[index] = .value(slot) }
    slots[position] = options.isTimed ? .time : .value(features.count)
    tell(options, leftOut, place)
  }

  /// Gives the columns of a file without a header their names.
  private mutating func rename(_ names: [String], _ place: Place) throws(Faults) {
    var faults: [Fault] = []
    for (index, name) in names.enumerated() where names[..<index].contains(name) {
      faults.append(
        Fault(
          .configuration, "columns names '\(CellText.shown(name.utf8))' twice",
          hint: "every column needs a name of its own"))
    }
    if format.hasHeader, format.columns.map(\.name) != names {
      faults.append(
        Fault(
          .badData, "the file has a header of its own, but columns names its columns too",
          at: place, hint: "leave columns out; \(known)"))
    } else if names.count != format.columns.count {
      faults.append(
        Fault(
          .badData,
          "the file has \(format.columns.count) columns, but columns has \(names.count) names",
          at: place))
    }
    if !faults.isEmpty { throw Faults(faults) }
    for (index, name) in names.enumerated() { format.columns[index].name = name }
    // What was said of columns as numbered names nobody knows any more.
    format.notices = []
  }

  /// The index of a column: its very name first, then the only one that differs in case alone.
  private func column(
    _ name: String, _ key: String, _ place: Place, _ faults: inout [Fault]
  ) -> Int? {
    if let index = format.columns.firstIndex(where: { $0.name == name }) { return index }
    let lowered = name.lowercased()
    let alike = format.columns.indices.filter { format.columns[$0].name.lowercased() == lowered }
    if alike.count == 1 { return alike[0] }
    let nearest = Suggestion.nearest(to: name, in: format.columns.map(\.name))
    let hint =
      nearest.map { "did you mean '\(CellText.shown($0.utf8))'? \(known)" }
      ?? (format.hasHeader
        ? known : "the file has no header: say columns: [unit, …] to name its columns")
    faults.append(
      Fault(
        .badData, "\(key): column '\(CellText.shown(name.utf8))' is missing", at: place, hint: hint)
    )
    return nil
  }

  /// The names of the first columns, for hints.
  private var known: String {
    let names = format.columns.prefix(30).map { CellText.shown($0.name.utf8) }
    let more = format.columns.count - names.count
    return "columns: " + names.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
  }

  private func shown(_ index: Int) -> String { CellText.shown(format.columns[index].name.utf8) }

  /// Finds out how the moments are written; the sniffer looked at the first such column only.
  private mutating func chooseTime(_ text: SampledText, _ place: Place) throws(Faults) {
    if format.timeColumn == position { return }
    let layout: LayoutChoice
    do throws(Fault) {
      layout = try LayoutChoice.choose(text, lineEnd: format.lineEnd, comment: format.comment)
    } catch {
      throw Faults([error])
    }
    var table = SampledTable(text, layout: layout, lineEnd: format.lineEnd)
    let index = position
    for at in table.head.indices {
      let fields = table.head[at].fields
      let isWhole = fields.count == table.width
      table.head[at].fields = isWhole ? [fields[index]] : []
      table.head[at].areNumbers = isWhole ? [table.head[at].areNumbers[index]] : []
    }
    table.further = table.further.map { [$0[index]] }
    table.width = 1
    var narrow = format
    narrow.columns = [CSVFormat.Column(name: format.columns[index].name, content: .number)]
    narrow.timeFormat = nil
    TimeColumnChoice.choose(table, format: &narrow, isDeclared: true)
    guard let id = narrow.timeFormat else {
      let example = table.column(0, withFirst: !format.hasHeader, limit: 1).first ?? []
      throw Faults([
        Fault(
          .badData,
          "time: column '\(shown(position))' does not read as times ('\(CellText.shown(example))')",
          at: place, hint: "name the column of moments, or give a column of ages: age: NAME")
      ])
    }
    format.timeFormat = id
  }

  /// Notices of the file but those about columns that are used as text, or not wanted.
  private mutating func tell(
    _ options: HistoriesFileOptions, _ leftOut: Set<Int>, _ place: Place
  ) {
    let file = Place(file: place.file)
    let expected = format.columns.indices.filter {
      $0 == unit || $0 == position || leftOut.contains($0) || !options.features.isEmpty
    }.map { "column '\(format.columns[$0].name)' holds text" }
    // Cells that are no numbers are told one by one here.
    notices = format.notices.filter { text in
      !text.contains("holds numbers, and text in") && !expected.contains { text.hasPrefix($0) }
    }
    .map { Notice($0, at: file) }
    for index in format.columns.indices
    where format.columns[index].content == .time && index != position && index != unit
      && options.features.isEmpty && !leftOut.contains(index)
    {
      notices.append(
        Notice("column '\(shown(index))' holds times and is left out", at: file))
    }
  }
}
