import ArgumentParser
import Foundation
import Pipeline

/// `tocsin store`.
struct StoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "store", abstract: "The plant's ingested telemetry, or its simulated traces.",
    subcommands: [Info.self, Verify.self, Collect.self], defaultSubcommand: Info.self)

  /// `tocsin store info`.
  struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "info", abstract: "Files, rows and tags.")
    @OptionGroup var common: CommonOptions
    @Flag(help: "The traces that were simulated last, instead of the telemetry.")
    var traces = false

    func run() throws {
      Terminal.write(
        try StoreInspection(try Configuration.read(common.file), traces: traces)
          .info(json: common.json),
        to: STDOUT_FILENO)
    }
  }

  /// `tocsin store verify`.
  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify", abstract: "Checks every partition's digest, rows and span.")
    @OptionGroup var common: CommonOptions
    @Flag(help: "The traces that were simulated last, instead of the telemetry.")
    var traces = false

    func run() throws {
      try common.tell(
        try StoreInspection(try Configuration.read(common.file), traces: traces).verify())
    }
  }

  /// `tocsin store gc`.
  struct Collect: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "gc", abstract: "Removes files that the store no longer names.")
    @OptionGroup var common: CommonOptions
    func run() throws {
      let removed = try StoreInspection(try Configuration.read(common.file)).collect()
      if common.json {
        Terminal.write(try JSONFile.text(["removed": removed]), to: STDOUT_FILENO)
      } else if removed.isEmpty {
        Terminal.print("nothing to remove")
      } else {
        for name in removed { Terminal.print("removed \(name)") }
      }
    }
  }
}
