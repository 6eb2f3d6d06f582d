import ArgumentParser
import Pipeline

/// `tocsin check`.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Reads the configuration and the files it names, and says what is wrong.")

  @OptionGroup var common: CommonOptions

  func run() throws {
    let context = try common.context()
    try common.tell(try ConfigurationCheck(context).run())
  }
}
