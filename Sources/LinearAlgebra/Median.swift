extension Sequence<Double> {
  /// The median: half-way between the middle two of an even number of values; nil for none.
  ///
  /// NaN has no place in an order: leave it out before. O(n) as a rule.
  public func median() -> Double? {
    // An array of its own: the library's algorithms on any sequence would box every comparison.
    var values = Array(self)
    if values.isEmpty { return nil }
    let half = values.count / 2
    let upper = values.select(half)
    if values.count % 2 == 1 { return upper }
    // What stands before the place is not greater than what stands in it.
    var lower = values[0]
    for value in values[..<half] where value > lower { lower = value }
    return (lower + upper) / 2
  }
}

extension [Double] {
  private static let mostRounds = 64

  /// The value that would stand in a place, from 0, if all were sorted; afterwards no value before it is greater and none
  /// behind it less.
  ///
  /// NaN has no place in an order: leave it out before. O(n) as a rule, O(n log n) at worst. Source: Hoare (1961),
  /// Communications of the ACM 4(7), algorithm 65, with the values equal to the pivot put between the others.
  public mutating func select(_ place: Int) -> Double {
    precondition(indices.contains(place), "place \(place) lies outside the \(count) values")
    withUnsafeMutableBufferPointer { values in
      var (low, high, rounds) = (0, values.count - 1, 0)
      while low < high {
        rounds += 1
        if rounds > Self.mostRounds {
          values[low...high].sort()
          return
        }
        let pivot = Self.middle(values[low], values[(low + high) / 2], values[high])
        var (less, next, greater) = (low, low, high)
        while next <= greater {
          let value = values[next]
          if value < pivot {
            values.swapAt(less, next)
            less += 1
            next += 1
          } else if value > pivot {
            values.swapAt(next, greater)
            greater -= 1
          } else {
            next += 1
          }
        }
        if place < less {
          high = less - 1
        } else if place > greater {
          low = greater + 1
        } else {
          return
        }
      }
    }
    return self[place]
  }

  private static func middle(_ a: Double, _ b: Double, _ c: Double) -> Double {
    Swift.max(Swift.min(a, b), Swift.min(Swift.max(a, b), c))
  }
}
