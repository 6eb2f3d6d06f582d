import Foundation
import LinearAlgebra
import Testing

@Suite struct MatrixCodableTests {
  @Test(
    "a matrix survives a round trip through JSON bit for bit", arguments: [(3, 4), (1, 1), (0, 2)])
  func roundTrip(rows: Int, columns: Int) throws {
    let matrix = Matrix.random(rows, columns, seed: 2)
    let data = try JSONEncoder().encode(matrix)
    #expect(try JSONDecoder().decode(Matrix.self, from: data).hasSameBits(as: matrix))
  }

  @Test(
    "a shape that the elements do not fill is a decoding error, not a trap",
    arguments: [(2, 2), (-1, -3), (Int.max, 2)])
  func wrongCount(rows: Int, columns: Int) {
    let json = #"{"rows": \#(rows), "columns": \#(columns), "elements": [1, 2, 3]}"#
    #expect {
      try JSONDecoder().decode(Matrix.self, from: Data(json.utf8))
    } throws: { error in
      guard case DecodingError.dataCorrupted(let context) = error else { return false }
      return context.debugDescription
        == "a \(rows) × \(columns) matrix cannot be made of 3 elements"
    }
  }
}
