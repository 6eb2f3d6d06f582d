internal import Diagnostics
internal import Foundation
internal import Ingest
internal import LinearAlgebra
internal import Telemetry

/// Tags whose numbers go on in another unit from some day on: metres that become centimetres, m³/h that become L/s.
///
/// A day's size is the median of those of its readings that are at least half of its largest (a pump that rests tells no
/// unit). Days of the other
/// unit lie a third or more beyond all but the most unusual tenth of normal days, and among them once they are
/// counted in the unit that explains them. What every network and every learned process would take for levels, flows and
/// pressures of another plant is told once, as what it is. O(rows).
struct ChangedUnits {
  /// A tag and what became of it.
  struct Change {
    var tag: Tag
    /// The unit that explains the days.
    var unit: EngineeringUnit
    /// The unit that is declared, or that is usual for the quantity.
    var own: EngineeringUnit
    /// The first and the last row of such days.
    var span: TimeRange
    /// Whether the days go on to the last one that is known.
    var lasts: Bool
    /// The usual size before, and in these days.
    var before: Double
    var since: Double
    /// What one of ``unit`` is in ``own``.
    var factor: Double
  }

  /// The changes, in the order of the tags.
  let changes: [Change]

  /// With fewer normal days nothing is asked, nor of days with fewer readings that are not 0.
  private static let fewestDays = 7
  private static let fewestReadings = 6
  /// A day of another unit is so many times further from the others.
  private static let apart = 1.3
  /// How well a unit must explain the days, in parts of the logarithm of its ratio and at the most.
  private static let residual = (part: 0.2, most: 0.15)
  /// The same of what a day's readings differ by, which a pressure that really falls hardly changes.
  private static let spreadResidual = 0.5
  /// The most rows of normal time that are looked at, the newest, and the most after it.
  private static let mostRows = 50_000

  /// The units in which each kind of reading is counted.
  private static let usual: [EngineeringUnit.Dimension: [String]] = [
    .length: ["m", "cm", "mm", "ft", "in"],
    .pressure: ["bar", "kPa", "psi", "mH2O", "mbar", "MPa", "Pa", "ftH2O"],
    .flow: ["L/s", "m3/h", "L/min", "m3/s", "m3/d", "L/h", "ML/d", "gpm", "MGD", "cfs"],
  ]

  /// Looks at the rows of tags as they are declared now.
  ///
  /// - Parameters:
  ///   - changed: Tags whose stored numbers were read by other declarations: they are left out.
  ///   - asOf: The last moment that may be looked at; nil: all.
  init(
    store: Store, tags: [Tag], changed: Set<String>, normal: NormalSettings,
    judgedFrom: Timestamp?, asOf: Timestamp?
  ) throws {
    guard let span = store.manifest.span, let interval = store.manifest.sampleInterval else {
      changes = []
      return
    }
    let end = min(span.end, asOf ?? span.end)
    let last = min(end, min(normal.until ?? end, judgedFrom ?? end))
    let first = max(max(span.start, normal.from ?? span.start), last + interval * -Self.mostRows)
    guard first < last else {
      changes = []
      return
    }
    let frame = try store.frame(
      in: TimeRange(first, min(end, last + interval * Self.mostRows)))
    let asked = tags.filter { $0.role == .sensor && !changed.contains($0.id) }
    changes = asked.compactMap { tag -> Change? in
      guard let column = frame.tags.firstIndex(where: { $0.id == tag.id }),
        let own = Self.unit(of: tag)
      else { return nil }
      return Self.change(
        tag, own, Days(frame.times, frame.values.column(column)), normalUntil: last)
    }
  }

  /// A day: its first and last row that is not 0, its size and what its readings differ by, as logarithms.
  private struct Day {
    var span: TimeRange
    var size: Double
    var spread: Double
  }

  /// The days of a column with enough readings.
  private struct Days {
    var days: [Day] = []

    init(_ times: [Timestamp], _ values: [Double]) {
      var (number, rows) = (Int64.min, [Int]())
      func day(_ row: Int) -> Int64 { times[row].nanoseconds / 86_400_000_000_000 }
      for row in times.indices where values[row].isFinite && values[row] != 0 {
        if day(row) != number {
          add(rows, times, values)
          (number, rows) = (day(row), [])
        }
        rows.append(row)
      }
      add(rows, times, values)
    }

    private mutating func add(_ rows: [Int], _ times: [Timestamp], _ values: [Double]) {
      guard rows.count >= ChangedUnits.fewestReadings, let first = rows.first, let last = rows.last
      else { return }
      let all = rows.map { abs(values[$0]) }.sorted()
      let sizes = all.filter { $0 >= all[all.count - 1 - all.count / 20] / 2 }
      let tenth = sizes.count / 10
      days.append(
        Day(
          span: TimeRange(times[first], times[last]), size: log(sizes[sizes.count / 2]),
          spread: log(sizes[sizes.count - 1 - tenth] - sizes[tenth])))
    }
  }

  private static func change(
    _ tag: Tag, _ own: EngineeringUnit, _ all: Days, normalUntil: Timestamp
  ) -> Change? {
    let normalDays = all.days.filter { $0.span.start <= normalUntil }
    let normal = normalDays.map(\.size).sorted()
    guard normal.count >= fewestDays else { return nil }
    let tenth = normal.count / 10
    let (low, high) = (normal[tenth], normal[normal.count - 1 - tenth])
    let usual = normal[normal.count / 2]
    let isFar = all.days.map { $0.size > high + log(apart) || $0.size < low - log(apart) }
    // The last days that lie together.
    guard let end = isFar.lastIndex(of: true) else { return nil }
    var begin = end
    while begin > 0, isFar[begin - 1] { begin -= 1 }
    let size = middle(all.days[begin...end].map(\.size))
    let ratio = size - usual
    let isPressure = own.dimension == .pressure || quantity(of: tag) == .pressure
    // A number x of `unit` is x · unit / own in the declared one.
    let found = candidates(own, isPressure).map { unit in
      (unit: unit, distance: abs(ratio + log(factor(unit, isPressure) / factor(own, isPressure))))
    }.min { $0.distance < $1.distance }
    guard let found, found.distance <= min(residual.most, residual.part * abs(ratio)) else {
      return nil
    }
    let spreads = (
      middle(normalDays.map(\.spread)), middle(all.days[begin...end].map(\.spread))
    )
    // A reading that stands still has no spread to compare.
    if spreads.0.isFinite, spreads.1.isFinite,
      abs(spreads.1 - spreads.0 - ratio) > spreadResidual * abs(ratio)
    {
      return nil
    }
    return Change(
      tag: tag, unit: found.unit, own: own,
      span: TimeRange(all.days[begin].span.start, all.days[end].span.end),
      lasts: end == all.days.count - 1, before: exp(usual), since: exp(size),
      factor: factor(found.unit, isPressure) / factor(own, isPressure))
  }

  private static func middle(_ values: [Double]) -> Double {
    values.sorted()[values.count / 2]
  }

  // Other units of the same kind; a pressure may be counted as a height of water.
  private static func candidates(
    _ own: EngineeringUnit, _ isPressure: Bool
  ) -> [EngineeringUnit] {
    let kinds: [EngineeringUnit.Dimension] =
      isPressure ? [.length, .pressure] : [own.dimension]
    return kinds.flatMap { usual[$0] ?? [] }.compactMap { try? EngineeringUnits.unit($0) }
      .filter { $0.id != own.id }
  }

  // In SI units; of pressures pascals, a metre of water being 9806.65 of them.
  private static func factor(_ unit: EngineeringUnit, _ isPressure: Bool) -> Double {
    isPressure && unit.dimension == .length ? unit.factor * 9_806.65 : unit.factor
  }

  private static func quantity(of tag: Tag) -> MeasuredQuantity? {
    tag.quantity ?? TagNameTokens(tag.id).quantity
  }

  // The unit that is declared, or else the SI unit of what is measured.
  private static func unit(of tag: Tag) -> EngineeringUnit? {
    if let spelling = tag.unit, !spelling.isEmpty {
      guard let unit = try? EngineeringUnits.unit(spelling), usual[unit.dimension] != nil else {
        return nil
      }
      return unit
    }
    switch quantity(of: tag) {
    case .level, .head, .pressure: return try? EngineeringUnits.unit("m")
    case .flow, .demand: return try? EngineeringUnits.unit("L/s")
    default: return nil
    }
  }
}

extension ChangedUnits {
  /// The tags whose unit changes.
  var tags: Set<String> { Set(changes.map(\.tag.id)) }

  /// What is wrong with each, at its line of `tags.csv`.
  func faults(place: (Tag) -> Place) -> [Fault] {
    changes.map { change in
      let name = change.tag.unit ?? "\(change.own.id), as it seems"
      let when =
        "from \(change.span.start)" + (change.lasts ? " on" : " to \(change.span.end)")
      return Fault(
        .badData,
        "'\(change.tag.id)' is in \(name), and \(when) its numbers are those of \(change.unit.id): usually "
          + "\(Self.shown(change.since)), \(Self.shown(change.before)) otherwise",
        at: place(change.tag),
        hint:
          "multiply these rows by \(Self.shown(change.factor)) to have \(change.unit.id) in \(change.own.id), in the "
          + "historian or in the files, and ingest them again; a unit in tags.csv holds for all time"
      )
    }
  }

  // Four digits that count.
  private static func shown(_ value: Double) -> String {
    guard value != 0, value.isFinite else { return "0" }
    let digits = pow(10, 3 - log10(abs(value)).rounded(.down))
    return Numbers.plain((value * digits).rounded() / digits)
  }
}
