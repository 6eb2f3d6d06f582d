internal import Diagnostics
internal import Telemetry

extension PlantDescription {
  /// Tells of sizes of sensors and of the historian that are wider than all that is known of their tags: of a sensor
  /// that errs by more than its tag ever moves, of a historian that keeps nothing of it.
  func checkSizes(of tags: [Tag], in ranges: [TagRange], _ problems: Problems) {
    let known = Dictionary(grouping: ranges) { $0.tag }
    func check(_ sizes: [(String, Double)], _ named: TagPatterns) {
      for tag in tags where named.patterns.contains(where: { $0.matches(tag.id) }) {
        // Of the widest, where several things are known.
        guard
          let range = known[tag.id]?.max(by: { $0.high - $0.low < $1.high - $1.low }),
          !tag.isState
        else { continue }
        let width = range.high - range.low
        for (name, size) in sizes where abs(size) > width {
          let hint = Self.other(size: size, tag) { abs($0) <= width && $0 != 0 }
          problems.add(
            "\(name) of \(size) is more than '\(tag.id)' moves at all, \(range.text)",
            at: named.place,
            hint: hint ?? "give it in the tag's unit, \(tag.unit ?? "as in telemetry")")
        }
      }
    }
    for item in sensors {
      let model = item.model
      check(
        [("a bias", model.bias), ("a drift per day", model.drift)]
          + [("a noise", model.noise), ("a quantum", model.quantum)]
          .compactMap { name, size in size.map { (name, $0) } }, item.tags)
    }
    for item in historian {
      guard let compression = item.model?.compression, let size = compression.tolerance else {
        continue
      }
      check([("a \(type(of: compression).id)", size)], item.tags)
    }
  }
}
