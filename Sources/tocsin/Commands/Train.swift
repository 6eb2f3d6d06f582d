import ArgumentParser
import Pipeline

/// `tocsin train`.
struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Normal telemetry → fitted detectors with limits that keep their promise.")

  @OptionGroup var common: CommonOptions

  func run() throws { try common.execute(only: .train) }
}
