public import Diagnostics
internal import Telemetry

/// A long table of units: a row per unit and moment of its life, the columns its telemetry.
///
/// Any dialect that ``CSVSniffer`` knows, with a header or without: a historian's export of pumps,
/// C-MAPSS's blank-separated engines. Rows of units may be mixed; units keep the order in which the
/// file names them first.
public enum HistoriesFile {
  /// The largest file that is read: it is held in memory as a whole.
  static let mostBytes = 1 << 30
  /// How many problems are told one by one.
  static let mostFaults = 100

  /// Reads a table of units.
  ///
  /// Rows are refused, with a notice and an entry in the quarantine, where they have another
  /// number of fields than the columns, no unit, or an age or time that cannot be read; a cell that
  /// is no number counts as missing and is told the same way.
  ///
  /// - Parameter units: the file of units (``UnitsFile``); nil where
  ///   ``HistoriesFileOptions/ends`` says how every life ended.
  /// - Throws: ``Faults`` with every problem of both files at once: columns that are not there,
  ///   ends before starts or before the last row, rows before their unit's start, units without rows,
  ///   rows without a unit, two rows of one age, more refused rows than allowed.
  /// - Complexity: O(cells + rows · log rows).
  public static func read(
    _ path: String, units: String? = nil, options: HistoriesFileOptions = HistoriesFileOptions()
  ) throws(Faults) -> UnitTable {
    var faults = configuration(options, units)
    var notices: [Notice] = []
    var records: [UnitRecord]?
    if let units {
      do throws(Faults) {
        records = try UnitsFile.read(
          units, points: options.isTimed ? .times(zone: options.timeZone) : .ages,
          notices: &notices)
      } catch {
        faults += error.all
      }
    }
    do throws(Faults) {
      let (columns, bytes) = try open(path, options)
      notices += columns.notices
      let rows = try HistoriesFileRows(bytes, path: path, columns: columns, options: options)
      notices += rows.notices
      guard faults.isEmpty else { throw Faults(faults) }
      let assembly = HistoriesFileAssembly(
        path: path, unitsPath: units, options: options, columns: columns)
      return try assembly.table(
        rows, records, notices: notices, sha256: SHA256.hash(bytes))
    } catch {
      // Problems of the units stand before those of the rows, once each.
      throw Faults(limited(faults + error.all.filter { !faults.contains($0) }))
    }
  }

  /// What is wrong with the settings, whatever the files hold.
  private static func configuration(
    _ options: HistoriesFileOptions, _ units: String?
  ) -> [Fault] {
    var faults: [Fault] = []
    if options.isTimed, options.clock == .cycles {
      faults.append(
        Fault(
          .configuration,
          "the clock is cycles, but ages come from the times in column "
            + "'\(CellText.shown(options.positionColumn.utf8))'",
          hint: "clock: hours or days with times; cycles need a column of ages"))
    }
    if units == nil {
      switch options.ends {
      case nil:
        faults.append(
          Fault(
            .configuration, "nothing says how the units' lives ended",
            hint: "name a file of units, or say ends: failed (or running) for all of them"))
      case .replaced?:
        faults.append(
          Fault(
            .configuration, "ends must be failed or running, got 'replaced'",
            hint: "units that were replaced need a file of units"))
      default: break
      }
    } else if options.ends != nil {
      faults.append(
        Fault(
          .configuration, "both a file of units and ends say how the units' lives ended",
          hint: "keep one of them"))
    }
    return faults
  }

  private static func open(
    _ path: String, _ options: HistoriesFileOptions
  ) throws(Faults) -> (HistoriesFileColumns, [UInt8]) {
    let text: SampledText
    let sniffed: CSVFormat
    let bytes: [UInt8]
    do throws(Fault) {
      let input = try InputFile(path)
      guard input.size <= mostBytes else {
        throw Fault(
          .badData, "the file has \(input.size) bytes, at most \(mostBytes) are read",
          at: Place(file: path))
      }
      text = try SampledText(file: path)
      var format = try CSVSniffer.sniff(text)
      // A column of units is declared or found here, whatever follows what.
      format.notices.removeAll(where: NamingDoubts.isOne)
      sniffed = format
      bytes = try TextSource.whole(path, format: sniffed, atMost: mostBytes)
    } catch {
      throw Faults([error])
    }
    return (try HistoriesFileColumns(text, sniffed, options), bytes)
  }

  /// The first problems, then how many more there are.
  static func limited(_ faults: [Fault]) -> [Fault] {
    guard faults.count > mostFaults, let last = faults.last else { return faults }
    return faults.prefix(mostFaults)
      + [
        Fault(
          last.kind, "\(faults.count - mostFaults) more problems, the last: \(last.problem)",
          at: last.place)
      ]
  }
}
