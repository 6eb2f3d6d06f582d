import Foundation
import Pipeline
import Synchronization

/// SIGINT and SIGTERM remove what is half written and exit 130 or 143; SIGBUS says why and exits 74.
enum Signals {
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

  /// Gives standard input, output and error something to be where nobody opened them.
  ///
  /// The next file would get their numbers else, and be read for input or written to as output. What stands there can be
  /// neither read nor written the way it is meant to: whoever tries is told what a closed one tells.
  static func fillStandardDescriptors() {
    for (descriptor, mode) in [
      (STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY),
    ] where fcntl(descriptor, F_GETFD) < 0 && errno == EBADF {
      // The lowest free number is this one.
      _ = open("/dev/null", mode)
    }
  }

  /// Both ends of a pipe that handlers write a signal's number into: what comes before anybody reads is not lost.
  private static let told: (read: Int32, write: Int32) = {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return (-1, -1) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }()

  /// Where temporaries are removed; signals are the whole process's, and so is this.
  private static let folders = Mutex<[String]>([])

  /// Whether a thread waits for the first signal's number.
  private static let isWatched: Bool = {
    let told = Self.told
    guard told.read >= 0 else { return false }
    Thread.detachNewThread {
      var number: UInt8 = 0
      while read(told.read, &number, 1) != 1 {}
      Temporaries.removeOwn(under: folders.withLock { $0 })
      _exit(128 + Int32(number))
    }
    return true
  }()

  /// Installs the handlers for a command that writes under some folders, beside those told before.
  ///
  /// Without a pipe, which a process may have none left for, the system's own way stays: the process ends, and the next
  /// run removes the temporaries.
  static func install(removingUnder folders: [String]) {
    Self.folders.withLock { $0 += folders }
    guard isWatched else { return }
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(Signals.told.write, &byte, 1)
      }
    }
    // Who starts a process from a thread that blocks them, as Dispatch's do, hands that down; the main thread takes them.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }
}
