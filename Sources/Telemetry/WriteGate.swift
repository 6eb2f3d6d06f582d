internal import Foundation

/// The one way to every step that makes or renames a file, so that a process that is told to stop can
/// end all its writing before it clears up.
///
/// Without it a temporary made while the others are being removed would stay, and a folder could take
/// its final name half removed. Open files may go on being written: nobody sees them.
public enum WriteGate {
  private static let semaphore = DispatchSemaphore(value: 1)

  /// Takes one step, a system call or two; `errno` is as the step left it.
  ///
  /// Does not return once the gate is closed. Steps do not nest.
  public static func pass<Result>(_ step: () -> Result) -> Result {
    semaphore.wait()
    let result = step()
    let code = errno
    semaphore.signal()
    errno = code
    return result
  }

  /// Waits for the step that is being taken and lets no other begin, for good.
  public static func close() { semaphore.wait() }
}
