internal import Diagnostics
internal import Foundation

/// What the processor must be able to do for the lanes' instructions.
package enum ProcessorSupport {
  /// The flags of x86-64-v3 that the lanes use, as `/proc/cpuinfo` names them.
  static let needed = ["avx2", "bmi2", "fma"]

  /// Refuses a processor without them; other architectures and unreadable systems pass.
  static func check() throws(Fault) {
    #if arch(x86_64) && os(Linux)
      guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8) else { return }
      let missing = missingFlags(in: text)
      guard missing.isEmpty else {
        throw Fault(
          .missingPackage,
          "this processor lacks \(missing.joined(separator: ", ")), which hydraulics need",
          hint: "use an x86-64 processor of 2013 or later (x86-64-v3)")
      }
    #endif
  }

  /// The needed flags that a listing of processors does not name; none where it names no flags.
  package static func missingFlags(in listing: String) -> [String] {
    guard let line = listing.split(separator: "\n").first(where: { $0.hasPrefix("flags") }) else {
      return []
    }
    let flags = Set(line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == ":" }))
    return needed.filter { !flags.contains(Substring($0)) }
  }
}
