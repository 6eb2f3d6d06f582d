import ArgumentParser
import Diagnostics
import Foundation
import Pipeline
import Telemetry

/// `tocsin init`.
struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Sniffs CSV files, infers roles and sampling, and writes a commented tocsin.yaml.")

  @Option(help: "The plant's name (default: the folder's).")
  var plant: String?

  @Option(
    name: .shortAndLong,
    help: "The file to write, or its folder; an existing file is never overwritten.")
  var output = "tocsin.yaml"

  @Flag(help: "Lines are columns: the files' tables are turned.")
  var transposed = false

  @Option(
    help: """
      An EPANET 2.2 .inp file of the plant: every tag's element is proposed in tags.csv; rows whose \
      confidence is empty are yours and stay.
      """)
  var network: String?

  @Argument(
    help: """
      The telemetry's files, folders of them or patterns in quotes; '-' is standard input, which is kept \
      beside the configuration.
      """)
  var files: [String]

  func run() throws {
    // Standard input is kept beside the configuration, whose 'data.telemetry' then names it.
    let kept = try files.map { file in
      file == ReceivedInput.dash ? try ReceivedInput.keep(in: PlantSetup.folder(of: output)) : file
    }
    let result = try PlantSetup(
      files: kept, network: network, plant: plant, output: output, isTransposed: transposed,
      threads: ProcessInfo.processInfo.activeProcessorCount,
      now: Timestamp(nanoseconds: Int64(Date().timeIntervalSince1970 * 1e9))
    ).write()
    for line in result.evidence { Terminal.tell(line) }
    for notice in result.notices { Terminal.tell(notice.description) }
    Terminal.print(result.summary)
  }
}
