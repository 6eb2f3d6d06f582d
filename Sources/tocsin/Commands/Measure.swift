import ArgumentParser
import Foundation
import Pipeline

/// `tocsin measure`, for benchmarks: not shown in the help.
struct Measure: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "measure", abstract: "How fast this machine runs parts of tocsin.",
    shouldDisplay: false, subcommands: [Read.self, Gram.self, Fit.self, Score.self])

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

  /// `tocsin measure gram`.
  struct Gram: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "gram",
      abstract: "Seconds from a store to its Gram matrix, and the rate of dgemm, as JSON.")
    @Argument(help: "The store's folder.") var store: String
    @Option(help: "How often.") var rounds = 3
    @Option(help: "How many threads.") var threads = ProcessInfo.processInfo.activeProcessorCount

    func run() throws {
      Terminal.write(
        try JSONFile.text(
          try GramSpeed(store: store, rounds: rounds, threads: threads)), to: STDOUT_FILENO)
    }
  }

  /// `tocsin measure fit`.
  struct Fit: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "fit", abstract: "Seconds that a detector takes to learn a store, as JSON.")
    @Argument(help: "The detector.") var detector: String
    @Argument(help: "The store's folder.") var store: String
    @Option(help: "How often.") var rounds = 3
    @Option(help: "How many threads.") var threads = ProcessInfo.processInfo.activeProcessorCount

    func run() throws {
      Terminal.write(
        try JSONFile.text(
          try FitSpeed(detector: detector, store: store, rounds: rounds, threads: threads)),
        to: STDOUT_FILENO)
    }
  }

  /// `tocsin measure score`.
  struct Score: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "score", abstract: "Seconds that a model takes to score a store, as JSON.")
    @Argument(help: "The model's folder.") var model: String
    @Argument(help: "The store's folder.") var store: String
    @Option(help: "How often.") var rounds = 3

    func run() throws {
      Terminal.write(
        try JSONFile.text(
          try ScoringSpeed(model: model, store: store, rounds: rounds)), to: STDOUT_FILENO)
    }
  }
}
