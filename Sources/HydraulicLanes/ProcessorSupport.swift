package import Diagnostics
internal import Foundation

/// What the processor must be able to do for the lanes' instructions.
package enum ProcessorSupport {
  /// The flags that the lanes' instructions use, as `/proc/cpuinfo` names them, and what has them.
  package struct Needs: Sendable {
    package let flags: [String]
    package let hint: String

    /// x86-64-v3.
    package static let avx2 = Needs(
      flags: ["avx2", "bmi2", "fma"],
      hint: "use an x86-64 processor of 2013 or later (x86-64-v3)")
    /// x86-64-v4.
    package static let avx512 = Needs(
      flags: avx2.flags + ["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"],
      hint: "tocsin was built for processors with AVX-512 (x86-64-v4); build it on this machine, "
        + "or with TOCSIN_PROCESSOR=x86-64-v3 in the environment")
    /// Those of this build.
    #if AVX512
      static let built = avx512
    #else
      static let built = avx2
    #endif

    /// The needed flags that a listing of processors does not name; none where it names no flags.
    package func missing(in listing: String) -> [String] {
      guard let line = listing.split(separator: "\n").first(where: { $0.hasPrefix("flags") }) else {
        return []
      }
      let present = Set(line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == ":" }))
      return flags.filter { !present.contains(Substring($0)) }
    }
  }

  /// Refuses a processor without them; other architectures and unreadable systems pass.
  static func check() throws(Fault) {
    #if arch(x86_64) && os(Linux)
      guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8) else { return }
      try check(Needs.built, listing: text)
    #endif
  }

  /// Refuses a listing of processors that does not name every flag.
  package static func check(_ needs: Needs, listing: String) throws(Fault) {
    let missing = needs.missing(in: listing)
    guard missing.isEmpty else {
      throw Fault(
        .missingPackage,
        "this processor lacks \(missing.joined(separator: ", ")), which hydraulics need",
        hint: needs.hint)
    }
  }
}
