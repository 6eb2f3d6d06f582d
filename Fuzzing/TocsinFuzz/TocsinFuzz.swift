import CLibFuzzer
import Foundation
import FuzzTargets

/// `tocsin-fuzz TARGET [libFuzzer's arguments]`; `tocsin-fuzz` alone lists the targets.
@main
enum TocsinFuzz {
  /// Children of libFuzzer's fork mode are started without the target's name: they find it here.
  private static let variable = "TOCSIN_FUZZ_TARGET"

  /// The target of this process.
  private static let target: (any FuzzTarget.Type)? = {
    let name = CommandLine.arguments.dropFirst().first { !$0.hasPrefix("-") }
    let id = ProcessInfo.processInfo.environment[variable] ?? name ?? ""
    setenv(variable, id, 1)
    return FuzzTargetCatalog.target(named: id)
  }()

  static func main() {
    let isChild = ProcessInfo.processInfo.environment[variable] != nil
    guard let target else {
      for entry in FuzzTargetCatalog.entries {
        print("\(entry.target.id)\t\(entry.target.longest)\t\(entry.target.summary)")
      }
      exit(CommandLine.arguments.count > 1 ? 64 : 0)
    }
    var arguments = CommandLine.arguments
    if !isChild { arguments.removeAll { $0 == target.id } }
    if !arguments.contains(where: { $0.hasPrefix("-max_len=") }) {
      arguments.append("-max_len=\(target.longest)")
    }
    var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    let status: CInt = pointers.withUnsafeMutableBufferPointer { buffer in
      var count = CInt(buffer.count - 1)
      var start = buffer.baseAddress
      return LLVMFuzzerRunDriver(&count, &start) { data, size in
        TocsinFuzz.target?.run(Array(UnsafeBufferPointer(start: data, count: size)))
        return 0
      }
    }
    exit(status)
  }
}
