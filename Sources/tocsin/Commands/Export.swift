import ArgumentParser
import Pipeline

/// `tocsin export`.
struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "The chosen detectors → model folder; promoted if the gate lets them pass.")

  @OptionGroup var common: CommonOptions

  func run() throws { try common.execute(only: .export) }
}
