import Diagnostics
import Dispatch
import Foundation
import Pipeline

/// Ends the process where it has ever used more memory than it may.
///
/// The peak of resident memory is looked at every 20 ms, so a limit can be passed by what is touched within that
/// time. Temporaries are removed as on SIGTERM: what existed before stays as it was.
enum MemoryWatch {
  private static let queue = DispatchQueue(label: "tocsin.memory", qos: .userInteractive)

  /// Begins to watch, for as long as the process lives.
  static func start(limit: Int, removingUnder folders: [String]) {
    let timer = DispatchSource.makeTimerSource(queue: queue)
    timer.schedule(deadline: .now(), repeating: .milliseconds(20))
    timer.setEventHandler {
      let used = peak
      guard used > limit else { return }
      Temporaries.removeOwn(under: folders)
      let fault = Fault(
        .usage,
        "the run needs more memory than --memory allows: \(megabytes(used)) MB are used, "
          + "\(megabytes(limit)) MB may be",
        hint: "allow more, or take fewer rows, tags, detectors or scenarios")
      Terminal.tell(fault.description)
      _exit(fault.kind.rawValue)
    }
    timer.resume()
    // The timer must outlive this call: it lives as long as the process.
    _ = Unmanaged.passRetained(timer as AnyObject)
  }

  /// The most bytes that were ever resident.
  private static var peak: Int {
    var usage = rusage()
    #if canImport(Darwin)
      guard getrusage(RUSAGE_SELF, &usage) == 0 else { return 0 }
      return usage.ru_maxrss
    #else
      guard getrusage(RUSAGE_SELF.rawValue, &usage) == 0 else { return 0 }
      // Linux counts in KiB.
      return usage.ru_maxrss * 1024
    #endif
  }

  private static func megabytes(_ bytes: Int) -> Int { (bytes + 999_999) / 1_000_000 }
}
