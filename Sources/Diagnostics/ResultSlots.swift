/// Places for the results of pieces of parallel work, each filled by whoever does the piece.
///
/// Nothing is locked: pieces have places of their own, and results are taken when all work has ended. (A lock
/// that several threads wait for is also one that the thread sanitiser does not see into.)
package struct ResultSlots<Value: Sendable>: ~Copyable, @unchecked Sendable {
  private let places: UnsafeMutableBufferPointer<Value?>

  /// Empty places for `count` results, at least 0.
  package init(count: Int) {
    places = .allocate(capacity: count)
    places.initialize(repeating: nil)
  }

  deinit {
    places.deinitialize()
    places.deallocate()
  }

  /// Fills a place, which nobody else fills or takes meanwhile.
  package func fill(_ place: Int, with value: Value) {
    precondition(places.indices.contains(place), "place \(place) of \(places.count)")
    places[place] = value
  }

  /// What the places hold, when the work has ended; nil where nothing was filled in.
  package func values() -> [Value?] { Array(places) }
}
