import ArgumentParser
import Foundation
import Pipeline

/// `tocsin list`.
struct List: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "What can be chosen by name.")

  @Argument(help: "One of: \(Listing.names.joined(separator: ", ")).")
  var what: String

  @Flag(help: "Print a Markdown table, as the documentation holds it.")
  var markdown = false

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    Terminal.write(
      try Listing.text(what, style: json ? .json : markdown ? .markdown : .plain),
      to: STDOUT_FILENO)
  }
}
