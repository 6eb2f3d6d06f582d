internal import Diagnostics
internal import Telemetry

/// Tells columns of texts that are a part of the tags' names in the long form from those that tell
/// something else of each value.
enum TagParts {
  /// Names of what parts of a plant are called by: with any of them a tag's name stands for several.
  static let places: Set<String> = [
    "location", "site", "area", "room", "building", "plant", "line", "zone", "region", "floor",
    "city", "group", "place", "position", "side", "rack", "cell", "equipment", "component", "phase",
    "axis", "database", "db", "archive", "server", "source", "system", "subsystem", "section",
    "loop", "tank", "vessel", "train", "bucket", "topic", "instance", "cpu", "interface", "disk",
    "ort", "standort", "anlage", "anlagenteil", "linie", "bereich", "raum", "gebaude", "gebaeude",
    "archiv", "quelle", "strang", "lieu", "zona", "sitio", "planta", "linea", "ligne", "usine",
  ]

  /// Whether a column's name or its cells say that it tells tags apart.
  ///
  /// Cells do so where rows of one tag and moment have different texts, or where the moments begin
  /// anew with another text of a tag: one series follows the other.
  static func holds(
    _ table: SampledTable, _ index: Int, _ named: [Int], _ format: CSVFormat
  ) -> Bool {
    let name = format.columns[index].name
    let words = TimeName.words(name).map(HeaderWords.key)
    if words.contains(where: places.contains) { return true }
    let times = format.columns.indices.filter { format.columns[$0].content.isTime }
    guard let first = times.first, let id = format.timeFormat,
      let reader = try? TimeFormatCatalog.catalog.product(named: id)
    else { return false }
    struct Course {
      var text: [UInt8]
      var moment: Int64?
      var changes = 0
      var restarts = 0
      var texts: Set<[UInt8]> = []
      var byMoment: [[UInt8]: [UInt8]] = [:]
    }
    var courses: [[UInt8]: Course] = [:]
    var (apart, same) = (0, 0)
    for record in table.head.dropFirst() where record.fields.count == table.width {
      let fields = record.fields
      // A cell that is empty names nothing.
      if fields[index].isEmpty { return false }
      let tag: [UInt8] = named.reduce(into: []) { $0 += fields[$1] + [0] }
      let key: [UInt8] = times.reduce(into: []) { $0 += fields[$1] + [0] }
      let moment: Int64? =
        switch reader.read(fields[first]) {
        case .local(let stamp)?, .instant(let stamp)?: stamp.nanoseconds
        case nil: nil
        }
      var course = courses[tag] ?? Course(text: fields[index], moment: nil)
      if let known = course.byMoment[key] {
        if known == fields[index] { same += 1 } else { apart += 1 }
      }
      course.byMoment[key] = fields[index]
      course.texts.insert(fields[index])
      if course.text != fields[index] {
        course.changes += 1
        if let last = course.moment, let moment, moment < last { course.restarts += 1 }
      }
      (course.text, course.moment) = (fields[index], moment)
      courses[tag] = course
    }
    if apart > 0, apart > same { return true }
    let changed = courses.values.filter { $0.changes > 0 }
    return !changed.isEmpty
      && changed.allSatisfy { $0.changes == $0.texts.count - 1 && $0.restarts == $0.changes }
  }

  /// The doubt about a column that is used for nothing.
  static func unused(
    _ table: SampledTable, _ index: Int, _ named: [Int], _ format: CSVFormat
  ) -> String {
    let name = CellText.cleaned(format.columns[index].name)
    return
      "column '\(name)' (\(QualityColumns.shown(table, index))) is not used: where it tells what "
      + "values are worth, declare it, \(declaration(format, quality: name)); where it is part of the "
      + "tags' names, \(declaration(format, tag: named + [index]))"
  }

  /// What a person writes to declare the columns of a long table.
  static func declaration(
    _ format: CSVFormat, quality: String? = nil, tag: [Int]? = nil
  ) -> String {
    let columns = format.columns.indices
    func name(_ index: Int) -> String { CellText.cleaned(format.columns[index].name) }
    let tags = (tag ?? columns.filter { format.columns[$0].content == .tag }).map(name)
    let value = columns.first { format.columns[$0].content == .value }.map(name) ?? ""
    return "data.format: { tag: "
      + (tags.count == 1 ? tags[0] : "[\(tags.joined(separator: ", "))]") + ", value: \(value)"
      + (quality.map { ", quality: \($0)" } ?? "") + " }"
  }
}
