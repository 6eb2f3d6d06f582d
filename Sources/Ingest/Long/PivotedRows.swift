internal import LinearAlgebra
internal import Telemetry

/// Rows under construction, in the order of time, unit and tag.
struct PivotedRows {
  private(set) var times: [Timestamp] = []
  private var unitCodes: [Int32] = []
  private var values: [Double] = []
  private var quality: [UInt8] = []
  /// Records that gave way to another of the same cell.
  private(set) var duplicates = 0
  /// The first cell that came twice, where that is not allowed.
  private(set) var clash: LongPivot.Cell?
  /// The sum and number of a repeated cell's values, for their mean.
  private var sum = 0.0
  private var summands = 0
  private var last: LongPivot.Cell?
  private let width: Int
  private let units: OrderedNames?
  private let policy: DuplicatePolicy
  /// Tags whose cells have no mean: the last state stays.
  private let states: Set<Int32>

  init(
    width: Int, units: OrderedNames?, policy: DuplicatePolicy, states: Set<Int32> = []
  ) {
    self.width = width
    self.units = units
    self.policy = policy
    self.states = states
  }

  /// The number of rows.
  var count: Int { times.count }

  /// Whether a cell belongs to a later moment than all rows.
  func isNewMoment(_ cell: LongPivot.Cell) -> Bool { last.map { $0.time != cell.time } ?? true }

  /// Adds a cell that comes after those before.
  mutating func add(_ cell: LongPivot.Cell) {
    let isSameRow = last.map { $0.time == cell.time && $0.unit == cell.unit } ?? false
    let isSameCell = isSameRow && last?.tag == cell.tag
    last = cell
    if !isSameRow {
      times.append(Timestamp(nanoseconds: cell.time))
      unitCodes.append(cell.unit)
      values.append(contentsOf: repeatElement(.nan, count: width))
      quality.append(contentsOf: repeatElement(CellQuality.missing.rawValue, count: width))
    }
    let at = (times.count - 1) * width + Int(cell.tag)
    if isSameCell {
      duplicates += 1
      switch policy {
      // A record without a value displaces none that has one.
      case .first: if !values[at].isNaN || cell.value.isNaN { return }
      case .last: if cell.value.isNaN { return }
      case .error: clash = clash ?? cell
      case .mean where states.contains(cell.tag): break
      case .mean:
        guard !cell.value.isNaN else { return }
        sum += cell.value
        summands += 1
        values[at] = sum / Double(summands)
        // Of the qualities of present cells the worst: measured, carried, suspect ascend.
        quality[at] = summands == 1 ? cell.quality : max(quality[at], cell.quality)
        return
      }
    }
    (sum, summands) = cell.value.isNaN ? (0, 0) : (cell.value, 1)
    values[at] = cell.value
    quality[at] = cell.quality
  }

  /// The rows as columns, by time and the units' names.
  func batch(tagNames: [String]) -> RowBatch {
    let count = times.count
    var order = Array(times.indices)
    if let units {
      let ranks = units.ranks
      order.sort { a, b in
        times[a] == times[b]
          ? ranks[Int(unitCodes[a])] < ranks[Int(unitCodes[b])] : times[a] < times[b]
      }
    }
    var columns = [Double](repeating: .nan, count: count * width)
    var qualities = [UInt8](repeating: 0, count: count * width)
    for (row, source) in order.enumerated() {
      for tag in 0..<width {
        columns[tag * count + row] = values[source * width + tag]
        qualities[tag * count + row] = quality[source * width + tag]
      }
    }
    let sorted = order.map { times[$0] }
    return RowBatch(
      tagNames: tagNames, times: sorted, timesInFile: sorted,
      units: units == nil ? nil : order.map { unitCodes[$0] },
      unitNames: units?.names ?? [],
      values: Matrix(rows: count, columns: width, columnMajor: columns), quality: qualities,
      quarantine: [])
  }
}
