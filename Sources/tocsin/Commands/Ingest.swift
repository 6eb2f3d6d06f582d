import ArgumentParser
import Diagnostics
import Pipeline

/// `tocsin ingest`.
struct Ingest: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingest", abstract: "CSV files → the plant's store.",
    discussion: """
      'tocsin ingest -' takes one more file from standard input; it is kept under received/<plant>, \
      and belongs to the plant's telemetry from then on. What is refused is put aside as refused-*.csv.
      """)

  @OptionGroup var common: CommonOptions

  @Flag(help: "Tell how each file was read and what is known of each tag, with the evidence.")
  var explain = false

  @Argument(help: "'-' to take one more file from standard input.")
  var input: String?

  func run() throws {
    if let input {
      guard input == ReceivedInput.dash else {
        throw Fault(
          .usage, "'\(input)' is not taken here; only '-' for standard input is",
          hint: "name files under data.telemetry in \(common.file)")
      }
      let configuration = try Configuration.read(common.file)
      Signals.install(removingUnder: [configuration.receivedFolder])
      return try ReceivedInput.taking(in: configuration.receivedFolder) {
        try common.execute(only: .ingest, explains: explain)
      }
    }
    try common.execute(only: .ingest, explains: explain)
  }
}
