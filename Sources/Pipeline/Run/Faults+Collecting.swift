internal import Diagnostics

extension [Fault] {
  /// What a body gives; nil where it throws faults, which are added.
  ///
  /// - Throws: Whatever else it throws.
  mutating func collect<T>(_ body: () throws -> T) throws -> T? {
    do {
      return try body()
    } catch let fault as Fault {
      append(fault)
    } catch let several as Faults {
      self += several.all
    }
    return nil
  }
}
