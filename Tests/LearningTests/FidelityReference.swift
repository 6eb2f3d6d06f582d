import Foundation
import LinearAlgebra

/// Numbers of scipy, numpy and scikit-learn: `Tests/References/fidelity_reference.py` wrote them.
struct FidelityReference: Decodable {
  struct Distances: Decodable {
    var a: [Double]
    var b: [Double]
    var lags: [Int]
    var length: Int
    var ks: Double
    var wasserstein: Double
    var ksPart: Double
    var wassersteinPart: Double
    var autocorrelation: [Double]
    var shares: [Double]
    var hellinger: Double
    var auroc: Double
  }

  struct Boosting: Decodable {
    var features: Int
    /// Row after row.
    var values: [Double]
    /// 1 = positive; the cases that the classifier knows.
    var kinds: [Int]
    /// Of the other cases.
    var probabilities: [Double]

    /// Some of the cases.
    func cases(_ rows: Range<Int>) -> Matrix {
      var matrix = Matrix(rows: rows.count, columns: features)
      for (i, row) in rows.enumerated() {
        for j in 0..<features { matrix[i, j] = values[row * features + j] }
      }
      return matrix
    }
  }

  var distances: Distances
  var boosting: [Boosting]

  static func read() throws -> FidelityReference {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("References/fidelity_reference.json")
    return try JSONDecoder().decode(FidelityReference.self, from: try Data(contentsOf: file))
  }
}
