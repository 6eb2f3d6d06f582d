public import Diagnostics

/// True remaining lives of units, one number a line, in the order of the units: C-MAPSS's
/// `RUL_FD001.txt`.
public enum LivesFile {
  /// Reads the lives, in units of the histories' clock.
  ///
  /// Empty lines and blanks around a number do not count.
  ///
  /// - Parameter units: how many units there are, and the file that has them; nil = any number.
  /// - Throws: ``Faults`` with every line that is no number of at least 0, and with both numbers
  ///   where the file has more or fewer lives than there are units.
  public static func read(
    _ path: String, for units: (count: Int, file: String)? = nil
  ) throws(Faults) -> [Double] {
    var faults: [Fault] = []
    var lives: [Double] = []
    do throws(Fault) {
      let input = try InputFile(path)
      guard input.size <= TextTable.mostBytes else {
        throw Fault(
          .badData, "the file has \(input.size) bytes, at most \(TextTable.mostBytes) are read",
          at: Place(file: path))
      }
      let text = try SampledText(
        file: path, head: try TextSource.whole(path, atMost: TextTable.mostBytes), isWhole: true)
      let (lineEnd, _) = LineEndChoice.choose(text.head)
      var splitter = RecordSplitter(text.head, dialect: BlankSeparated(), lineEnd: lineEnd)
      var rows = 0
      while let record = splitter.next() {
        if record.fields.isEmpty { continue }
        rows += 1
        if record.fields.count == 1, !record.isTorn,
          let life = NumberText.value(of: record.fields[0]), life.isFinite, life >= 0
        {
          lives.append(life)
          continue
        }
        let shown = CellText.shown(Array(record.fields.joined(separator: [0x20])))
        faults.append(
          Fault(
            .badData, "a life must be one number of at least 0, got '\(shown)'",
            at: Place(file: path, line: record.line)))
      }
      if rows == 0 { throw Fault(.badData, "the file has no lives", at: Place(file: path)) }
      if let units, units.count != rows {
        faults.append(
          Fault(
            .badData,
            "the file has \(rows) \(rows == 1 ? "life" : "lives"), \(units.file) has "
              + "\(units.count) unit\(units.count == 1 ? "" : "s")",
            at: Place(file: path), hint: "one life per unit, in the order of the units"))
      }
    } catch {
      throw Faults([error])
    }
    if !faults.isEmpty { throw Faults(HistoriesFile.limited(faults)) }
    return lives
  }
}
