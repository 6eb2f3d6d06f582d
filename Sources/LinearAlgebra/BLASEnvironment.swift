internal import COpenBLAS

/// Which OpenBLAS does the arithmetic, and on how many threads: always one.
///
/// Bits are promised per kernel, so a run's manifest records `version` and `kernel`. Parallelism
/// belongs to the caller (over partitions): dpotrf and dsyevd give other last bits on two BLAS
/// threads than on one.
public enum BLASEnvironment {
  /// Sets OpenBLAS to one thread, the first time it is called; every BLAS call here does so too.
  public static func pin() {
    pinned
  }

  /// The version of the library that is loaded, such as "0.3.21".
  public static var version: String {
    let words = configuration.split(separator: " ")
    return words.count > 1 ? String(words[1]) : configuration
  }

  /// The kernel chosen for this processor, such as "Haswell"; `OPENBLAS_CORETYPE` overrides it.
  public static var kernel: String {
    text(openblas_get_corename())
  }

  /// OpenBLAS's own description of its build: version, options, kernel, thread limit.
  public static var configuration: String {
    text(openblas_get_config())
  }

  /// The number of threads OpenBLAS will use: 1 after `pin()`.
  public static var threads: Int {
    Int(openblas_get_num_threads())
  }

  private static let pinned: Void = openblas_set_num_threads(1)

  private static func text(_ pointer: UnsafeMutablePointer<CChar>?) -> String {
    guard let pointer else { return "unknown" }
    return String(cString: pointer)
  }
}
