internal import Ingest
internal import Telemetry

/// Rows of one file that share their moment and unit, which the store settles.
struct RepeatedMoments {
  /// How many rows stand beside another one of their moment and unit, the first of each not counted.
  private(set) var count = 0
  private var last: (time: Timestamp, unit: String?)?

  /// Takes a batch, whose rows are sorted; repeats over a border count where the file is in order.
  mutating func add(_ batch: RowBatch) {
    guard let first = batch.times.first else { return }
    func unit(_ row: Int) -> String? { batch.units.map { batch.unitNames[Int($0[row])] } }
    if let last, last.time == first, last.unit == unit(0) { count += 1 }
    for row in batch.times.indices.dropFirst()
    where batch.times[row] == batch.times[row - 1]
      && batch.units.map({ $0[row] == $0[row - 1] }) ?? true
    {
      count += 1
    }
    last = (batch.times[batch.count - 1], unit(batch.count - 1))
  }

  /// What a person should know; nothing where no moment comes twice.
  ///
  /// - Parameter read: how many rows the file has.
  func notices(_ policy: DuplicatePolicy, of read: Int) -> [String] {
    guard count > 0 else { return [] }
    let rows = count == 1 ? "1 row has" : "\(Numbers.grouped(count)) rows have"
    let settled =
      switch policy {
      case .last: "the last value of each tag stays"
      case .first: "the first value of each tag stays"
      case .mean: "their mean is taken"
      case .error: "the store refuses them"
      }
    // A row per tag and moment that was read as a row per moment loses all tags but one.
    let isMany = count * 4 >= read
    return [
      "\(rows) the moment of another row; \(settled) (data.duplicates)"
        + (isMany
          ? "; where a column names the row's tag, data.format: { tag:, value: } says so, where it names "
            + "a device, data.format: { unit: }" : "")
    ]
  }
}
