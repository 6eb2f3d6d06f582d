import LinearAlgebra
import Testing

@Suite("The median")
struct MedianTests {
  @Test("is the middle one of an odd number, whatever their order")
  func odd() {
    #expect([7.0].median() == 7)
    #expect([9.0, -1, 4].median() == 4)
    #expect([2.0, 2, 9, 0, 2].median() == 2)
  }

  @Test("is half-way between the middle two of an even number")
  func even() {
    #expect([3.0, 1].median() == 2)
    #expect([8.0, 1, 100, 2].median() == 5)
    #expect([-.infinity, 1.0, 2, .infinity].median() == 1.5)
  }

  @Test("of nothing is nothing")
  func empty() {
    #expect([Double]().median() == nil)
  }

  @Test("is the sorted array's, with ties, in any order", arguments: 0..<40)
  func sorted(_ seed: Int) {
    var generator = SplitMix64(seed: seed)
    let count = Int.random(in: 1...300, using: &generator)
    let kinds = Int.random(in: 1...count, using: &generator)
    let values = (0..<count).map { _ in Double(Int.random(in: 0..<kinds, using: &generator)) - 7 }
    let sorted = values.sorted()
    let half = count / 2
    #expect(
      values.median() == (count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2))
    for place in [0, count / 3, count - 1] {
      var own = values
      #expect(own.select(place) == sorted[place])
      #expect(own[..<place].allSatisfy { $0 <= sorted[place] })
      #expect(own[place...].allSatisfy { $0 >= sorted[place] })
      #expect(own.sorted() == sorted)
    }
  }

  @Test("of values that rise, fall or swing is found as well", arguments: [0, 1, 2])
  func ordered(_ shape: Int) {
    let count = 4_001
    var values: [Double] = []
    for i in 0..<count {
      let size = Double(i)
      switch shape {
      case 0: values.append(size)
      case 1: values.append(-size)
      default: values.append(i.isMultiple(of: 2) ? size : -size)
      }
    }
    #expect(values.median() == values.sorted()[count / 2])
  }
}
