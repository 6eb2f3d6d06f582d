internal import Diagnostics
internal import Ingest
internal import Telemetry

/// What files hold, tag by tag, as a person can check it at a glance.
struct TagScreen {
  /// One tag over all files.
  struct Row {
    var id: String
    var role: TagRole
    var reason: String
    var unit: String?
    var profile: TagProfile
    var exported: ExportClass
    var categories: [String]
    /// The newest sample of all tags.
    var end: Timestamp?
  }

  /// The tags in the order of the first file that has each.
  let rows: [Row]
  private let records: [(file: String, record: SourceRecord)]

  /// Joins what is known of files, in their order.
  init(_ records: [(file: String, record: SourceRecord)], declarations: [TagDeclaration] = []) {
    self.records = records
    var order: [String] = []
    var profiles: [String: TagProfile] = [:]
    var units: [String: String] = [:]
    var categories: [String: [String]] = [:]
    for (_, record) in records {
      for (name, profile) in zip(record.tagNames, record.profiles) {
        if profiles[name] == nil { order.append(name) }
        profiles[name, default: TagProfile()].merge(profile)
        units[name] = units[name] ?? Self.unit(name, record.format)
        // Numbers of categories only grow from file to file.
        if let texts = record.categories[name] { categories[name] = texts }
      }
    }
    let end = profiles.values.compactMap(\.newest).max()
    rows = order.map { id in
      let profile = profiles[id] ?? TagProfile()
      let texts = categories[id] ?? []
      let declared = declarations.first { $0.tag == id }
      let (role, reason) =
        texts.isEmpty
        ? RoleInference.infer(id, profile.columnStatistics)
        : RoleInference.infer(id, texts: texts)
      return Row(
        id: id, role: declared?.role ?? role, reason: declared?.role == nil ? reason : "declared",
        unit: declared?.unit ?? units[id], profile: profile,
        exported: ExportClass(of: profile, role: declared?.role ?? role), categories: texts,
        end: end)
    }
  }

  /// The table: role, unit, range, missing cells, step, kind of export, and the tag's course.
  var table: String {
    let header = [
      "tag", "role", "unit", "min", "max", "missing", "step", "kind", "course", "why this role",
    ]
    return TextColumns.aligned([header] + rows.map { Self.cells($0).map(CellText.cleaned) })
  }

  private static func cells(_ row: Row) -> [String] {
    let profile = row.profile
    let least = profile.min.map(Numbers.plain) ?? "–"
    let greatest = profile.max.map(Numbers.plain) ?? "–"
    let step = profile.step.map { "\($0)" } ?? "–"
    return [
      row.id, row.role.rawValue, row.unit ?? "–", least, greatest,
      share(profile.missing, max(1, profile.cells)), step, row.exported.kind.rawValue,
      profile.sparkline.text, row.reason,
    ]
  }

  private static func share(_ count: Int, _ total: Int) -> String {
    if count == 0 { return "0" }
    if count == total { return "all" }
    let percent = Double(count) / Double(total) * 100
    return percent < 0.1 ? "\(count)" : "\((percent * 10).rounded() / 10) %"
  }

  /// What a person should look at, a sentence each.
  var doubts: [String] {
    var doubts: [String] = []
    for (file, record) in records {
      doubts += record.notices.map { "\(file): \($0)" }
      let refused = record.counts.quarantined
      if refused > 0 {
        let most = record.reasons.max { ($0.value, $1.key) < ($1.value, $0.key) }
        doubts.append(
          "\(file): \(refused) of \(record.counts.read) rows cannot be used"
            + (most.map { ", most because: \($0.key)" } ?? ""))
      }
    }
    let empty = rows.filter { $0.profile.measured == 0 }.map(\.id)
    if !empty.isEmpty {
      doubts.append("\(Self.listed(empty)) never measured: leave it out, or is a word missing?")
    }
    let constant = rows.filter { $0.profile.isConstant && $0.role != .label }.map(\.id)
    if !constant.isEmpty {
      doubts.append("\(Self.listed(constant)) constant: is the sensor alive?")
    }
    for row in rows where row.role != .label {
      if let sentence = row.stuck { doubts.append("\(row.id) \(sentence)") }
    }
    // Tags of one logger are silent together.
    var told: Set<String> = []
    for row in rows where row.role != .label {
      guard let sentence = row.silent, told.insert(sentence).inserted else { continue }
      let ids = rows.filter { $0.silent == sentence }.map(\.id)
      let more = ids.count > 5 ? " and \(ids.count - 5) more" : ""
      doubts.append("\(ids.prefix(5).joined(separator: ", "))\(more): \(sentence)")
    }
    for row in rows where row.exported.kind == .interpolated {
      doubts.append("\(row.id) is interpolated: \(row.exported.evidence.first ?? "")")
    }
    for row in rows where !row.categories.isEmpty && row.role != .label {
      let numbering =
        CategoryNumbers.keepsSwitch(row.categories)
        ? "a switch's words are 0 and 1, others follow in the order of their appearance"
        : "numbered in the order of their appearance"
      doubts.append(
        "\(row.id) holds texts, \(numbering): "
          + row.categories.prefix(6).map { CellTexts.quoted($0) }.joined(separator: ", ")
          + (row.categories.count > 6 ? " and \(row.categories.count - 6) more" : ""))
    }
    doubts += conflicts.map(\.text)
    // Names of columns and texts of cells may hold line ends.
    return doubts.map(CellText.cleaned)
  }

  /// A notice for every tag that holds words in one file and numbers in another, or comes in several
  /// units.
  var conflicts: [Notice] {
    rows.flatMap { row in
      [row.categories.isEmpty ? nil : numberedElsewhere(row.id), otherUnit(row.id)]
        .compactMap { $0.map { Notice($0) } }
    }
  }

  private static func unit(_ tag: String, _ format: CSVFormat) -> String? {
    format.tagUnits?[tag] ?? format.columns.first { $0.name == tag }?.unit
  }

  /// Says that files give a tag different units, where they do.
  private func otherUnit(_ tag: String) -> String? {
    var first: (file: String, unit: String)?
    for (file, record) in records {
      guard let unit = Self.unit(tag, record.format) else { continue }
      if let first, first.unit != unit {
        return
          "\(tag) is in \(first.unit) in \(first.file) and in \(unit) in \(file), which are not "
          + "converted: export it in one"
      }
      first = first ?? (file, unit)
    }
    return nil
  }

  /// Says that a tag holds words in one file and numbers in another, where it does: nothing tells which
  /// word such a number is.
  private func numberedElsewhere(_ tag: String) -> String? {
    func isNumbered(_ record: SourceRecord) -> Bool {
      guard record.categories[tag] == nil, record.switches?[tag] == nil,
        let index = record.tagNames.firstIndex(of: tag),
        !record.format.columns.contains(where: { $0.name == tag && $0.content == .word })
      else { return false }
      return record.profiles.indices.contains(index) && record.profiles[index].measured > 0
    }
    guard let numbers = records.first(where: { isNumbered($0.record) })?.file,
      let words = records.first(where: { $0.record.categories[tag] != nil })?.file
    else { return nil }
    return
      "\(tag) holds numbers in \(numbers) and words in \(words): its numbers there are not those "
      + "of the words, export one or the other"
  }

  /// A notice for every tag that a file lacks.
  var absences: [Notice] {
    var notices: [Notice] = []
    let own = records.map { Set($0.record.tagNames) }
    for row in rows where row.role != .label {
      for (index, (file, _)) in records.enumerated() where !own[index].contains(row.id) {
        notices.append(
          Notice(
            "is not in this file; its cells are missing",
            at: Place(file: file, path: "tag \(row.id)")))
      }
    }
    return notices
  }

  private static func listed(_ names: [String]) -> String {
    let shown = names.prefix(5).joined(separator: ", ")
    let more = names.count - min(5, names.count)
    return shown + (more > 0 ? " and \(more) more are" : names.count > 1 ? " are" : " is")
  }

  /// What every decision rests on: per file how it was read, per tag its figures.
  var explanation: String {
    var lines: [String] = []
    for (file, record) in records {
      lines.append("\(file)")
      lines += record.format.evidence.map { "  \($0)" }
      let counts = record.counts
      lines.append(
        "  rows: \(counts.read) read = \(counts.stored) stored + \(counts.quarantined) quarantined + "
          + "\(counts.duplicates) duplicates; \(counts.emptyLines) empty lines, \(counts.otherLines) "
          + "comments and repeated headers")
      for (reason, count) in record.reasons.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) })
        .prefix(10)
      {
        lines.append("  quarantined: \(count) × \(reason)")
      }
      var contract = record.contract
      contract.judgeBorders(until: nil)
      lines += (contract.faults.map(\.problem) + contract.notices.map(\.text)).map {
        "  contract: \($0)"
      }
    }
    for row in rows {
      lines.append("\(row.id): \(row.exported.kind.rawValue)")
      lines += row.exported.evidence.map { "  \($0)" }
      if let span = row.exported.limits.stuckAfter {
        lines.append("  stuck when still for longer than \(span.roundedText)")
      }
      if let sentence = row.stuck { lines.append("  \(sentence)") }
      if let span = row.exported.limits.gapAfter {
        lines.append("  a gap when silent for longer than \(span.roundedText)")
      }
      if let sentence = row.silent { lines.append("  \(sentence)") }
    }
    return lines.map(CellText.cleaned).joined(separator: "\n") + "\n"
  }
}

extension TagScreen.Row {
  /// The longest standstill, where it is longer than a tag of this kind of export stands still; a tag
  /// that never moves is called constant instead.
  var stuck: String? {
    let limits = exported.limits
    guard let longest = limits.stuckAfter, let flat = profile.flatLine, flat.length > longest,
      !profile.isConstant, !limits.restsAt.contains(flat.value)
    else { return nil }
    return "stood still at \(Numbers.plain(flat.value)) for \(flat.length.roundedText) from "
      + "\(flat.start), longer than \(longest.roundedText): was it stuck?"
  }

  /// The silence at the end, else the longest one, where it is longer than one of this kind of export is
  /// silent.
  var silent: String? {
    guard let longest = exported.limits.gapAfter, let spacing = profile.spacing else { return nil }
    if let newest = profile.newest, let end, end - newest > longest {
      return "silent since \(newest), for \((end - newest).roundedText) up to the end of the data, "
        + "longer than \(longest.roundedText)"
    }
    guard spacing.longest > longest else { return nil }
    return "silent for \(spacing.longest.roundedText) from \(spacing.longestStart), longer than "
      + "\(longest.roundedText)"
  }
}

/// Texts from files in messages.
private enum CellTexts {
  static func quoted(_ text: String) -> String { "'\(text)'" }
}

extension TagProfile {
  /// What role inference looks at.
  var columnStatistics: ColumnStatistics {
    let few = (distinct ?? []).count <= ColumnStatistics.mostDistinct ? distinct?.sorted() : nil
    return ColumnStatistics(
      count: cells, missing: missing, minimum: min ?? .nan, maximum: max ?? .nan, distinct: few)
  }
}
