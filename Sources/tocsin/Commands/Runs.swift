import ArgumentParser
import Foundation
import Pipeline

/// `tocsin runs`.
struct Runs: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs", abstract: "The runs of a plant.",
    subcommands: [ListRuns.self, Show.self, Compare.self], defaultSubcommand: ListRuns.self)

  /// `tocsin runs list`.
  struct ListRuns: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "All finished runs, oldest first.")
    @OptionGroup var common: CommonOptions
    func run() throws {
      let history = RunHistory(try Configuration.read(common.file))
      Terminal.write(try common.json ? history.json() : history.table(), to: STDOUT_FILENO)
    }
  }

  /// `tocsin runs show`.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "One run: inputs, stages, files.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "The run's id.") var id: String
    func run() throws {
      let history = RunHistory(try Configuration.read(common.file))
      Terminal.write(try history.show(id, json: common.json), to: STDOUT_FILENO)
    }
  }

  /// `tocsin runs compare`.
  struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "compare", abstract: "Two runs: inputs that differ and metrics side by side.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "The earlier run's id.") var first: String
    @Argument(help: "The later run's id.") var second: String
    func run() throws {
      let history = RunHistory(try Configuration.read(common.file))
      Terminal.write(try history.compare(first, second, json: common.json), to: STDOUT_FILENO)
    }
  }
}
