public import Diagnostics
internal import Foundation
internal import Ingest
internal import LinearAlgebra
internal import ModelFiles
internal import Prognostics
internal import Telemetry

/// Histories of units in, remaining life per row out, with a model's folder and nothing else.
public struct LifeScoring {
  /// The first line of the output.
  public static let header = "unit,time,rul_p05,rul_p50,rul_p95"

  private let model: any PrognosticModel
  private let terms: FailureTerms
  private let options: HistoriesFileOptions

  /// Loads and verifies a model's folder.
  ///
  /// - Parameters:
  ///   - columns: the names of the columns of files without a header; nil where they have one.
  ///   - timeZone: the zone of stamps without one.
  /// - Throws: ``Fault`` where the folder holds no model that foresees failures.
  public init(model folder: String, columns: [String]?, timeZone: String) throws(Fault) {
    guard TimeZone(identifier: timeZone) != nil else {
      throw Fault(
        .usage, "unknown time zone '\(timeZone)'", hint: "like UTC, Europe/Berlin, America/Chicago")
    }
    let loaded = try ModelFolder.load(folder)
    guard let artifact = loaded.artifacts[.failure], let terms = loaded.manifest.failure else {
      throw Fault(
        .badData, "the model foresees nothing: it has no prognoser", at: Place(file: folder),
        hint: "a model that detects is asked with --task detect")
    }
    self.terms = terms
    model = try Prognosers.restore(artifact, columns: terms.columns)
    options = HistoriesFileOptions(
      unit: terms.unitColumn ?? "unit",
      position: terms.ageColumn.map { .age($0) } ?? .time(terms.timeColumn ?? "time"),
      clock: terms.clock,
      columns: columns, features: terms.columns.map(\.id), ends: .running, timeZone: timeZone)
  }

  /// Tells the remaining life after every row of every unit of the files, in units of the model's clock.
  ///
  /// Rows come unit by unit, in the order in which the file names them first; `time` is the row's age where
  /// the histories have no clock. A life that reaches the model's cap means at least that.
  public func run(files: [String], _ output: (String) -> Void) throws {
    for file in files {
      let table = try HistoriesFile.read(file, options: options)
      for unit in table.histories.units {
        let curves = model.remainingLife(of: unit)
        var lines = ""
        for (age, curve) in zip(unit.ages, curves) {
          let time = table.starts[unit.unit].map {
            ($0 + TimeSpan(seconds: age * (terms.clock.seconds ?? 0))).description
          }
          let lives = [0.05, 0.5, 0.95].map { level in curve.map { "\($0.quantile(level))" } ?? "" }
          lines +=
            "\(CSVField.escaped(unit.unit)),\(time ?? "\(age)"),\(lives.joined(separator: ","))\n"
        }
        output(lines)
      }
    }
  }
}
