public import Diagnostics
public import Telemetry

/// The contracts of a file's tags at work on its cells, batch after batch in the order of time.
///
/// For each cell that has a value, in this order:
/// 1. a number that stands for no value becomes a missing cell (compared as the file has it);
/// 2. value = number · scale + offset;
/// 3. the value is converted from `raw-unit` to `unit`;
/// 4. a value outside min … max is counted and becomes suspect, but is kept;
/// 5. silences longer than `gap` between the unit's samples are kept, to be counted where no other file
///    fills them (``ContractReport/judgeBorders(until:)``);
/// 6. a value that changed faster than `rate` since the unit's last value in order, in this file or
///    one before, is counted and becomes suspect, but is kept.
///
/// Carried cells are converted and not judged. The last sample of each tag and unit is carried over
/// to the next batch, so cutting the rows differently changes nothing; a first value that turns out to
/// be a spike becomes suspect itself where the three values behind it came in its batch.
public struct CellRules: Sendable {
  private var rules: [TagRule]
  private var header: ContractReport
  private let earlier: EarlierValues

  /// Makes the rules of a file's columns.
  ///
  /// - Parameters:
  ///   - tags: the names of the file's columns in order.
  ///   - declarations: what `tags.csv` says.
  ///   - fileUnits: the unit that the file itself gives each column; nil, or a shorter list, where it
  ///     gives none.
  ///   - missing: numbers that say of every tag that nothing was measured, as they stand in the file.
  ///   - earlier: the last values of the files that were read before.
  ///   - file: the name of `tags.csv`, for messages.
  /// - Throws: ``Fault`` where a `raw-unit` cannot be converted; ``TagsFile`` finds all of them.
  public init(
    tags: [String], declarations: [TagDeclaration], fileUnits: [String?] = [],
    missing: [Double] = [], earlier: EarlierValues = EarlierValues(), file: String? = nil
  ) throws(Fault) {
    self.earlier = earlier
    var byID: [String: TagDeclaration] = [:]
    for declaration in declarations where byID[declaration.tag] == nil {
      byID[declaration.tag] = declaration
    }
    rules = []
    header = ContractReport(file: file)
    var columns: [Tag] = []
    for (index, name) in tags.enumerated() {
      let declaration = byID[name]
      columns.append(Tag(id: name, unit: index < fileUnits.count ? fileUnits[index] : nil))
      var contract = declaration?.contract ?? TagContract()
      contract.missing += missing
      do {
        rules.append(
          TagRule(
            tag: Tag(id: name, unit: declaration?.unit ?? columns[index].unit),
            contract: contract, reading: try contract.reading(in: declaration?.unit),
            line: declaration?.line))
      } catch {
        throw error.at(Place(file: file, line: declaration?.line))
      }
    }
    header.compare(columns, declarations)
  }

  /// Applies the rules to a batch, in place.
  ///
  /// - Parameters:
  ///   - times: the rows' moments, ascending, not before those of the batch before.
  ///   - units: a unit's number per row, from 0; the same numbers in all batches; nil without units.
  ///   - unitNames: the units' names by their numbers.
  ///   - values: *rows × tags*, column-major; NaN is missing.
  ///   - quality: a raw ``CellQuality`` per cell, as `values`.
  ///
  /// Columns that do not fit into the buffers are left alone.
  /// - Complexity: O(cells); memory O(tags · units).
  public mutating func apply(
    times: [Timestamp], units: [Int32]?, unitNames: [String] = [],
    values: UnsafeMutableBufferPointer<Double>,
    quality: UnsafeMutableBufferPointer<UInt8>
  ) {
    let rows = times.count
    guard rows > 0 else { return }
    for index in rules.indices {
      let cells = index * rows..<(index + 1) * rows
      guard cells.upperBound <= values.count, cells.upperBound <= quality.count else { return }
      applyTag(
        index, times: times, units: units, unitNames: unitNames,
        values: UnsafeMutableBufferPointer(rebasing: values[cells]),
        quality: UnsafeMutableBufferPointer(rebasing: quality[cells]))
    }
  }

  /// Applies one tag's rule to its column of a batch, in place.
  ///
  /// - Parameter index: the tag's place among those that the rules were made of.
  public mutating func applyTag(
    _ index: Int, times: [Timestamp], units: [Int32]?, unitNames: [String] = [],
    values: UnsafeMutableBufferPointer<Double>, quality: UnsafeMutableBufferPointer<UInt8>
  ) {
    guard rules.indices.contains(index) else { return }
    times.withUnsafeBufferPointer { times in
      if let units, units.count >= times.count {
        units.withUnsafeBufferPointer {
          rules[index].apply(
            times: times, units: $0, unitNames: unitNames, earlier: earlier, values: values,
            quality: quality)
        }
      } else {
        rules[index].apply(
          times: times, units: nil, unitNames: [], earlier: earlier, values: values,
          quality: quality)
      }
    }
  }

  /// What was found so far.
  ///
  /// - Parameter unitNames: the names of the units by their numbers; none where rows name none.
  public func report(unitNames: [String] = []) -> ContractReport {
    var result = header
    for rule in rules { result.add(rule.findings(units: unitNames)) }
    return result
  }
}
