import ArgumentParser
import Pipeline

/// `tocsin ingest`.
struct Ingest: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingest", abstract: "CSV files → the plant's store.")

  @OptionGroup var common: CommonOptions

  func run() throws { try common.execute(only: .ingest) }
}
