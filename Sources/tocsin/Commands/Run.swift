import ArgumentParser
import Pipeline

/// `tocsin run`.
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Every stage; a stage whose inputs and settings are unchanged is skipped and says so."
  )

  @OptionGroup var common: CommonOptions

  func run() throws { try common.execute(only: nil) }
}
