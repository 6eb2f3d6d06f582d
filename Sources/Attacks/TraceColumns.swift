public import Telemetry
public import Twin

/// The columns of every trace of a plant: names that are taken get a `'` behind.
///
/// Per tag `<tag>`, `<tag>.true`, `<tag>.controller`, per alarm of controllers' programs `<alarm>.alarm`, then `label`;
/// behind it the store's numbers `step`, `phase`, `consequence`, or the CSV's words.
struct TraceColumns: Sendable {
  /// Up to `label`.
  let names: [String]
  /// Behind `label` in the store.
  let numbers: [String]
  /// Behind `label` in CSV.
  let words: [String]
  private let plantTags: [Tag]

  /// The columns for a plant's tags and the names of its alarms.
  init(tags: [Tag], alarms: [String]) {
    plantTags = tags
    // `unit` tells traces apart in a store.
    var taken: Set<String> = ["time", "technique", UnitColumn.columnName]
    func free(_ wanted: String) -> String {
      var name = wanted
      while !taken.insert(name).inserted { name += "'" }
      return name
    }
    // The tags' own names first: they are what others look for.
    let label = free("label")
    let own = tags.map { free($0.id) }
    let others = own.map { [$0, free("\($0).true"), free("\($0).controller")] }
    names = others.flatMap { $0 } + alarms.map { free("\($0).alarm") } + [label]
    let before = taken
    numbers = SampleLabel.columns.map(free)
    taken = before
    words = ["technique"] + SampleText.columns.dropFirst().map(free)
  }

  /// The store's columns as tags: a plant's tag gives unit, role and resolution to its three.
  var tags: [Tag] {
    let own = plantTags.enumerated().flatMap { index, tag in
      (0..<3).map { view in
        var copy = tag
        copy.id = names[3 * index + view]
        return copy
      }
    }
    let alarms = names[own.count..<names.count - 1].map { Tag(id: $0, role: .status) }
    return own + alarms + ([names[names.count - 1]] + numbers).map { Tag(id: $0, role: .label) }
  }
}

extension TraceTable {
  /// The columns of the frames of a plant's traces.
  public static func columns(of plant: some ClosedLoop) -> [Tag] {
    TraceColumns(tags: plant.tags, alarms: plant.alarmNames).tags
  }
}
