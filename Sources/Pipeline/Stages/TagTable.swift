internal import Diagnostics
internal import Ingest
internal import Telemetry

/// The plant's tags from what the files hold and what `tags.csv` declares.
struct TagTable {
  let screen: TagScreen
  let declarations: [TagDeclaration]
  let settings: DataSettings

  /// The tags in the order of the first file that has each.
  ///
  /// A declared tag that no file has is one for the contract's report, but where it is a slip of the pen:
  /// a column that nobody declared has nearly its name, or no declared tag is in the files at all.
  /// - Throws: ``Faults`` naming every such tag.
  func result() throws -> (tags: [Tag], notices: [Notice]) {
    let ids = screen.rows.map(\.id)
    let absent = AbsentTags(declarations, columns: ids, file: settings.tags)
    if !absent.faults.isEmpty { throw Faults(absent.faults) }
    var notices: [Notice] = []
    let tags = try screen.rows.map { row -> Tag in
      let tag = Tag(
        id: row.id, role: row.role, unit: row.unit, resolution: settings.resolution,
        reading: row.categories.isEmpty ? nil : TagReading(categories: row.categories))
      if let declared = declarations.first(where: { $0.tag == row.id }) {
        return try declared.applied(to: tag)
      }
      if !declarations.isEmpty, tag.role != .label {
        notices.append(
          Notice(
            "is not declared in tags.csv; its role is taken as \(tag.role.rawValue)",
            at: Place(path: "tag \(row.id)")))
      }
      return tag
    }
    return (
      settings.missing.isEmpty ? tags : tags.map(withMissingWords),
      notices + screen.absences + screen.conflicts
    )
  }

  /// The tag with the configuration's words for no value, which a runtime must know too.
  private func withMissingWords(_ tag: Tag) -> Tag {
    var tag = tag
    var reading = tag.reading ?? TagReading()
    reading.missingWords = settings.missing + reading.missingWords
    reading.missing = settings.missingNumbers + reading.missing
    tag.reading = reading
    return tag
  }
}
