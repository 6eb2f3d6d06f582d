import ArgumentParser
import Pipeline

/// `tocsin report`.
struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Results → report, alerts and metrics in the run folder.")

  @OptionGroup var common: CommonOptions

  func run() throws { try common.execute(only: .report) }
}
