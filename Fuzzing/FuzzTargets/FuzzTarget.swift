import Diagnostics

/// A reader under bytes that nobody wrote on purpose.
///
/// The law: whatever the bytes are, the reader gives a value or a fault that is not `ourBug`, in bounded
/// time and memory; what it gave can be written and read again as the same.
package protocol FuzzTarget: SendableMetatype {
  /// The id, which names the folder of its corpus.
  static var id: String { get }
  /// What is held, as a sentence.
  static var summary: String { get }
  /// The longest input that is made, in bytes.
  static var longest: Int { get }
  /// Reads the bytes, and ends the process through ``broken(_:)`` where the law does not hold.
  static func run(_ bytes: [UInt8])
}

extension FuzzTarget {
  package static var longest: Int { 4_096 }

  /// Ends the process: libFuzzer keeps the bytes.
  static func broken(_ what: String) -> Never { fatalError("\(id): \(what)") }

  /// Runs a reader; nil where it threw a fault, which must be one of the input.
  static func reading<Value>(_ body: () throws -> Value) -> Value? {
    do {
      return try body()
    } catch let fault as Fault {
      hold(fault)
    } catch let faults as Faults {
      faults.all.forEach(hold)
    } catch {
      broken("an error that is no fault: \(error)")
    }
    return nil
  }

  /// Holds a fault against what a person needs: a kind that blames the input, and words.
  static func hold(_ fault: Fault) {
    if fault.kind == .ourBug { broken("\(fault)") }
    if fault.problem.isEmpty { broken("a fault without words") }
    // Whatever was in the file, the message must be printable.
    _ = fault.description
  }

  /// Holds the problems that a reader of settings found.
  static func hold(_ problems: Problems) { problems.all.forEach(hold) }
}
