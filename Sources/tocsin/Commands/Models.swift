import ArgumentParser
import Foundation
import Pipeline

/// `tocsin models`.
struct Models: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models", abstract: "The exported models of a plant.",
    subcommands: [ListModels.self, Promote.self, Rollback.self, Verify.self],
    defaultSubcommand: ListModels.self)

  /// `tocsin models list`.
  struct ListModels: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "All versions, the current one marked.")
    @OptionGroup var common: CommonOptions
    func run() throws {
      Terminal.write(
        try ModelShelf(try Configuration.read(common.file)).list(json: common.json),
        to: STDOUT_FILENO)
    }
  }

  /// `tocsin models promote`.
  struct Promote: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "promote", abstract: "Makes a version current; its digests are checked first.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "The version.") var version: String
    func run() throws {
      try common.tell(try ModelShelf(try Configuration.read(common.file)).promote(version))
    }
  }

  /// `tocsin models rollback`.
  struct Rollback: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rollback", abstract: "Makes the version before the current one current again.")
    @OptionGroup var common: CommonOptions
    func run() throws {
      try common.tell(try ModelShelf(try Configuration.read(common.file)).rollback())
    }
  }

  /// `tocsin models verify`.
  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify", abstract: "Checks a version's digests and signature.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "The version (default: the current one).") var version: String?
    func run() throws {
      try common.tell(try ModelShelf(try Configuration.read(common.file)).verify(version))
    }
  }
}
