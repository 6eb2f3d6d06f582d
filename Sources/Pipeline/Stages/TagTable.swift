internal import Diagnostics
internal import Ingest
internal import Telemetry

/// The plant's tags from what the files hold and what `tags.csv` declares.
struct TagTable {
  let files: [IngestedFile]
  let declarations: [TagDeclaration]
  let settings: DataSettings

  /// The tags in the order of the first file that has each.
  ///
  /// - Throws: ``Faults`` naming every declared tag that no file has.
  func result() throws -> (tags: [Tag], notices: [Notice]) {
    var order: [String] = []
    var roles: [String: TagRole] = [:]
    for file in files {
      for tag in file.frame.tags {
        if roles[tag.id] == nil { order.append(tag.id) }
        // A column that looks discrete in one file and continuous in another is continuous.
        if roles[tag.id] == nil || tag.role == .sensor && roles[tag.id] == .status {
          roles[tag.id] = tag.role
        }
      }
    }
    let unknown = declarations.filter { roles[$0.tag] == nil }
    if !unknown.isEmpty {
      throw Faults(
        unknown.map {
          Fault(
            .badData, "no telemetry file has the declared tag '\($0.tag)'",
            at: Place(file: settings.tags, line: $0.line),
            hint: Suggestion.nearest(to: $0.tag, in: order).map { "did you mean '\($0)'?" })
        })
    }
    var notices: [Notice] = []
    let tags = order.map { id -> Tag in
      var tag = Tag(id: id, role: roles[id] ?? .sensor, resolution: settings.resolution)
      if let declared = declarations.first(where: { $0.tag == id }) {
        tag = declared.applied(to: tag)
      } else if !declarations.isEmpty, tag.role != .label {
        notices.append(
          Notice(
            "is not declared in tags.csv; its role is taken as \(tag.role.rawValue)",
            at: Place(path: "tag \(id)")))
      }
      if tag.role != .label {
        for file in files where !file.frame.tags.contains(where: { $0.id == id }) {
          notices.append(
            Notice(
              "is not in this file; its cells are missing",
              at: Place(file: file.file, path: "tag \(id)")))
        }
      }
      return tag
    }
    return (tags, notices)
  }
}
