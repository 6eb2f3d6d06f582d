import Dispatch
import Foundation
import Pipeline

/// SIGINT and SIGTERM remove what is half written and exit 130 or 143.
enum Signals {
  private static let queue = DispatchQueue(label: "tocsin.signals")

  /// Installs the handlers for a command that writes under some folders.
  static func install(removingUnder folders: [String]) {
    for number in [SIGINT, SIGTERM] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        Temporaries.removeOwn(under: folders)
        _exit(128 + number)
      }
      source.resume()
      // The source must outlive this call: it lives as long as the process.
      _ = Unmanaged.passRetained(source as AnyObject)
    }
  }
}
