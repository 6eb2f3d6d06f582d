import Attacks
import Diagnostics
import Foundation
import TestSupport
import Testing

@Suite("Sobol's sequence")
struct SobolTests {
  private struct Reference: Decodable {
    struct Point: Decodable {
      let index: UInt32
      let coordinates: [Double]
    }
    let points: [Point]
  }

  static func sequence(_ id: String) throws -> any PointSequence {
    try #require(
      Draws.catalog.make(Settings(.scalar(id, quoted: false)), problems: Problems()))
  }

  @Test("points without scrambling are scipy's, bit for bit")
  func reference() throws {
    let data = try Data(
      contentsOf: URL(fileURLWithPath: ReferenceScripts.path("sobol_reference.json")))
    let reference = try JSONDecoder().decode(Reference.self, from: data)
    #expect(reference.points.count == 69)
    for point in reference.points {
      let own = DrawnQuantity.allCases.indices.map {
        Double(Sobol.plain(point.index, dimension: $0)) * 0x1p-32
      }
      #expect(own == point.coordinates, "\(point.index)")
    }
  }

  @Test(
    "Scrambled, each first 2ᵐ points have one in each 2ᵐth part of every range", arguments: 1...8)
  func strata(power: Int) throws {
    let sobol = try Self.sequence("sobol")
    let count = 1 << power
    for seed in 1...3 as ClosedRange<UInt64> {
      let points = try (0..<count).map { try #require(sobol.point($0, of: 9, seed: seed)) }
      for quantity in DrawnQuantity.allCases {
        let parts = points.map { Int($0[quantity.rawValue] * Double(count)) }
        #expect(parts.sorted() == Array(0..<count))
      }
    }
  }

  @Test("Scrambled, the first two ranges form a net: one point in each box of equal area")
  func net() throws {
    let sobol = try Self.sequence("sobol")
    let points = try (0..<64).map { try #require(sobol.point($0, of: 64, seed: 11)) }
    for split in 0...6 {
      let (a, b) = (1 << split, 1 << (6 - split))
      let boxes = points.map { Int($0[0] * Double(a)) * b + Int($0[1] * Double(b)) }
      #expect(boxes.sorted() == Array(0..<64), "\(a) × \(b)")
    }
  }

  @Test("The seed moves points, the count does not")
  func seeds() throws {
    let sobol = try Self.sequence("sobol")
    #expect(sobol.point(5, of: 10, seed: 1) == sobol.point(5, of: 99, seed: 1))
    #expect(sobol.point(5, of: 10, seed: 1) != sobol.point(5, of: 10, seed: 2))
    #expect(sobol.point(0, of: 10, seed: 1) != [0, 0, 0, 0, 0, 0])
  }
}
