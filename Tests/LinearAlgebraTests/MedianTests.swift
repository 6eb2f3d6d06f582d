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
}
