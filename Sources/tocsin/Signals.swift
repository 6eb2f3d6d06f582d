import Dispatch
import Foundation
import Pipeline

/// SIGINT and SIGTERM remove what is half written and exit 130 or 143; SIGBUS says why and exits 74.
enum Signals {
  private static let queue = DispatchQueue(label: "tocsin.signals")

  /// Explains the end of a process that reads a mapped page which is no longer there.
  ///
  /// Tocsin reads files and maps none; the system maps the program and its libraries, and sends SIGBUS where somebody
  /// shortens them or the disk fails. Only calls that are safe in a handler are made; the next run removes the temporaries.
  static func explainLostPages() {
    signal(SIGBUS) { _ in
      let message: StaticString = """
        error: a file that was being read was cut short by somebody else, or its disk failed
          hint: `tocsin store verify` names the file

        """
      _ = write(STDERR_FILENO, message.utf8Start, message.utf8CodeUnitCount)
      _exit(74)
    }
  }

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
