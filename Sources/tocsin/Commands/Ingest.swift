import ArgumentParser
import Pipeline

/// `tocsin ingest`.
struct Ingest: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingest", abstract: "CSV files → the plant's store.")

  @OptionGroup var common: CommonOptions

  @Flag(help: "Tell how each file was read and what is known of each tag, with the evidence.")
  var explain = false

  func run() throws { try common.execute(only: .ingest, explains: explain) }
}
