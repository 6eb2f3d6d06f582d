internal import Diagnostics
internal import Ingest
internal import Learning
internal import Telemetry

/// Units that would bring values between the limits that `tags.csv` expects them in.
///
/// The one thing that tells a pressure's unit where no network does: kilopascals read as metres move no more than
/// pressures do.
struct ExpectedUnits {
  /// A notice of every tag whose usual values lie beyond its limits, and within them in another unit.
  private(set) var notices: [Notice] = []

  /// Values below and above this part are let be: outliers are what limits are for.
  private static let rare = 20
  /// With fewer values nothing is said.
  private static let fewest = 20

  /// Looks at rows of tags with a declared `max`, and a `min`, 0 without one.
  init(_ record: ProcessRecord, declarations: [TagDeclaration], place: (Tag) -> Place) {
    for (index, tag) in record.tags.enumerated() {
      guard let contract = declarations.first(where: { $0.tag == tag.id })?.contract,
        let high = contract.max, let spelling = tag.unit,
        let unit = try? EngineeringUnits.unit(spelling)
      else { continue }
      let low = contract.min ?? 0
      let values = record.column(index).filter(\.isFinite).sorted()
      guard low < high, values.count >= Self.fewest else { continue }
      let from = values[values.count / Self.rare]
      let to = values[values.count - 1 - values.count / Self.rare]
      if from >= low, to <= high { continue }
      var best: (distance: Double, text: String)?
      for other in EngineeringUnits.all where other.id != unit.id {
        guard let factor = Self.factor(of: other, as: unit, tag) else { continue }
        func convert(_ value: Double) -> Double {
          (value * factor + other.offset - unit.offset) / unit.factor
        }
        let (a, b) = (convert(from), convert(to))
        guard a >= low, b <= high else { continue }
        let distance = abs((a + b) / 2 - (low + high) / 2)
        if best.map({ distance >= $0.distance }) ?? false { continue }
        best = (
          distance,
          "in \(other.id) it would be from \(Self.shown(a)) to \(Self.shown(b)) \(spelling)"
        )
      }
      guard let best else { continue }
      notices.append(
        Notice(
          "'\(tag.id)' is in \(spelling) and usually from \(Self.shown(from)) to \(Self.shown(to)), expected from "
            + "\(Self.shown(low)) to \(Self.shown(high)); \(best.text): correct the unit, the scale or the limits in tags.csv",
          at: place(tag)))
    }
  }

  /// What one of a unit is in the SI unit of another, a metre of water being 9806.65 Pa; nil of another kind.
  private static func factor(
    of other: EngineeringUnit, as unit: EngineeringUnit, _ tag: Tag
  ) -> Double? {
    if other.dimension == unit.dimension { return other.factor }
    let quantity = tag.quantity ?? TagNameTokens(tag.id).quantity
    switch (other.dimension, unit.dimension) {
    case (.length, .pressure): return other.factor * 9_806.65
    case (.pressure, .length) where quantity == .pressure || quantity == .head:
      return other.factor / 9_806.65
    default: return nil
    }
  }

  private static func shown(_ value: Double) -> String {
    Numbers.plain((value * 100).rounded() / 100)
  }
}
