import ArgumentParser
import Pipeline

/// `tocsin calibrate`.
struct Calibrate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract: "Normal telemetry → the plant's twin, and how near it comes: fidelity.json.")

  @OptionGroup var common: CommonOptions

  func run() throws { try common.execute(only: .calibrate) }
}
