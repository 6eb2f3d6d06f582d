import ArgumentParser
import Foundation
import Pipeline

/// `tocsin measure`, for benchmarks: not shown in the help.
struct Measure: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "measure", abstract: "How fast this machine runs parts of tocsin.",
    shouldDisplay: false, subcommands: [Read.self])

  /// `tocsin measure read`.
  struct Read: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "read", abstract: "Seconds from text files to typed columns in memory, as JSON.")
    @Argument(help: "The files.") var files: [String]
    @Option(help: "How often.") var rounds = 3
    @Option(help: "How many threads.") var threads = ProcessInfo.processInfo.activeProcessorCount

    func run() throws {
      Terminal.write(
        try JSONFile.text(
          try ReadingSpeed(files: files, rounds: rounds, threads: threads)), to: STDOUT_FILENO)
    }
  }
}
