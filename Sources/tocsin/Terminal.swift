import Diagnostics
import Foundation
import Pipeline
import Synchronization
import Telemetry

/// Standard output for results, standard error for everything else.
enum Terminal {
  /// Writes a line of results.
  static func print(_ line: String) { write(plain(line) + "\n", to: STDOUT_FILENO) }

  /// Writes a line of progress, warnings or errors.
  static func tell(_ line: String) { write(plain(line) + "\n", to: STDERR_FILENO) }

  // Names come from files: no escape sequence of theirs reaches the terminal.
  private static func plain(_ text: String) -> String {
    func isControl(_ scalar: Unicode.Scalar) -> Bool {
      scalar != "\n" && scalar != "\t" && scalar.properties.generalCategory == .control
    }
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    return String(
      String.UnicodeScalarView(text.unicodeScalars.map { isControl($0) ? "\u{FFFD}" : $0 }))
  }

  /// Tells a problem and exits.
  static func fail(_ message: String, code: Int32) -> Never {
    tell(message)
    Foundation.exit(code)
  }

  /// Writes a text whole; a closed pipe ends the program as it ends other tools.
  static func write(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        Foundation.exit(errno == EPIPE ? 141 : FaultKind.io.rawValue)
      }
      bytes = bytes.dropFirst(count)
    }
  }

  /// Whether standard error is a terminal.
  static var isInteractive: Bool { isatty(STDERR_FILENO) == 1 }
}

/// Tells a person how a run goes: result lines on standard output, progress on standard error.
final class ConsoleListener: RunListener {
  private struct State {
    var lastReport = DispatchTime.now().uptimeNanoseconds
    var bar = false
    var notices = 0
  }

  /// How many warnings are told without `-v`.
  private static let noticesTold = 10

  private let plant: String
  private let quiet: Bool
  private let verbose: Bool
  private let state = Mutex(State())

  /// A listener; `quiet` keeps result lines off standard output (for `--json`).
  init(plant: String, quiet: Bool, verbose: Bool) {
    self.plant = plant
    self.quiet = quiet
    self.verbose = verbose
  }

  func began(_ run: String, _ asOf: Timestamp, seed: UInt64) {
    clearBar()
    if quiet { return }
    let version = Tocsin.version.split(separator: ".").prefix(2).joined(separator: ".")
    // Histories counted in cycles have no clock: nothing is "now" there.
    let data = asOf.nanoseconds == 0 ? "no clock" : "data to \(asOf.minuteText)"
    Terminal.print("tocsin \(version) · \(plant) · \(data) · run \(run) · seed \(seed)")
  }

  func finished(_ stage: String, _ line: String, seconds: Double) {
    clearBar()
    if quiet { return }
    let name = stage.padding(toLength: 11, withPad: " ", startingAt: 0)
    let time = seconds >= 0.05 ? String(format: "%6.1f s", seconds) : ""
    let gap = max(1, 88 - line.count)
    Terminal.print(
      name + line + (time.isEmpty ? "" : String(repeating: " ", count: gap) + time))
  }

  func notice(_ notice: Notice) {
    clearBar()
    let number = state.withLock { state in
      state.notices += 1
      return state.notices
    }
    if verbose || number <= Self.noticesTold { Terminal.tell(notice.description) }
    if !verbose, number == Self.noticesTold + 1 {
      Terminal.tell("more warnings: tell them all with -v; the report lists them")
    }
  }

  func advance(_ stage: String, done: Int, of total: Int) {
    let now = DispatchTime.now().uptimeNanoseconds
    // A bar ten times a second on a terminal, a line every ten seconds elsewhere.
    let interval: UInt64 = Terminal.isInteractive ? 100_000_000 : 10_000_000_000
    let due = state.withLock { state in
      guard now - state.lastReport >= interval else { return false }
      state.lastReport = now
      state.bar = Terminal.isInteractive
      return true
    }
    guard due else { return }
    let share = total > 0 ? Double(done) / Double(total) : 0
    if Terminal.isInteractive {
      let filled = Int(share * 30)
      let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
      Terminal.write("\r\(stage) \(bar) \(Int(share * 100)) %", to: STDERR_FILENO)
    } else {
      Terminal.tell("\(stage) \(Int(share * 100)) %")
    }
  }

  private func clearBar() {
    let shown = state.withLock { state in
      defer { state.bar = false }
      return state.bar
    }
    if shown { Terminal.write("\r\u{1b}[2K", to: STDERR_FILENO) }
  }
}
