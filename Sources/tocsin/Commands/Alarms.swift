import ArgumentParser
import Foundation
import Pipeline

/// `tocsin alarms`.
struct Alarms: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "alarms",
    abstract: "The alarms of a run: when, where, which tags, and what they look like.",
    subcommands: [ListAlarms.self, Show.self], defaultSubcommand: ListAlarms.self)

  /// `tocsin alarms list`.
  struct ListAlarms: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "All alarms of the newest run, oldest first.")
    @OptionGroup var common: CommonOptions
    @Option(name: .customLong("run"), help: "The run's id; the newest one unless told.")
    var runID: String?
    func run() throws {
      let list = try AlarmList(try Configuration.read(common.file), run: runID)
      Terminal.write(common.json ? list.json() : list.table(), to: STDOUT_FILENO)
    }
  }

  /// `tocsin alarms show`.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract:
        "One alarm: the parts of its tags, assets and controllers, and its likely techniques.")
    @OptionGroup var common: CommonOptions
    @Option(name: .customLong("run"), help: "The run's id; the newest one unless told.")
    var runID: String?
    @Argument(help: "The alarm's id, or the beginning of it.") var id: String
    func run() throws {
      let list = try AlarmList(try Configuration.read(common.file), run: runID)
      Terminal.write(try list.show(id, json: common.json), to: STDOUT_FILENO)
    }
  }
}
