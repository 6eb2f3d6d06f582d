import LinearAlgebra
import Testing

@Suite struct LinearAlgebraErrorTests {
  static let texts: [(LinearAlgebraError, String)] = [
    (
      .notPositiveDefinite(minor: 2, order: 43),
      """
      Cholesky failed: leading minor 2 of 43 is not positive definite
        hint: add a ridge term or a noise floor, or drop constant or duplicate tags
      """
    ),
    (
      .notFinite(operation: "QR", row: 7, column: 3),
      """
      QR failed: the entry in row 7, column 3 is not a finite number
        hint: fill or drop missing cells first; rows and columns are counted from 0
      """
    ),
    (
      .notConverged(operation: "eigendecomposition", remaining: 3, order: 43),
      """
      eigendecomposition failed: 3 of 43 values did not converge
        hint: bring the columns to comparable size, for example to unit variance
      """
    ),
    (
      .rankDeficient(column: 5, columns: 12),
      """
      least squares failed: column 5 of 12 is a combination of those before it
        hint: drop that column (counted from 0) or give a ridge above 0
      """
    ),
    (
      .underdetermined(rows: 3, columns: 5),
      """
      least squares failed: 3 rows cannot determine 5 coefficients
        hint: give at least as many rows as columns, drop columns or give a ridge above 0
      """
    ),
  ]

  @Test("every error says what happened, with its numbers, and what to do", arguments: texts)
  func text(error: LinearAlgebraError, expected: String) {
    #expect("\(error)" == expected)
  }
}
