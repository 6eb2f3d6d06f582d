internal import LinearAlgebra

/// The root mean square of whitened rows: √(Σ w² / p), p the number of tags that were present.
///
/// For a row of the training distribution its square is near 1 whatever the number of tags.
/// NaN where no tag was present.
func rootMeanSquare(_ whitened: Matrix, present: [Int]) -> [Double] {
  var sums = [Double](repeating: 0, count: whitened.rows)
  for j in 0..<whitened.columns {
    whitened.withUnsafeColumn(j) { column in
      for i in column.indices { sums[i] += column[i] * column[i] }
    }
  }
  return zip(sums, present).map { sum, p in p == 0 ? .nan : (sum / Double(p)).squareRoot() }
}

/// For each cell the value that the rest of its row leads one to expect, and how much it stands out.
///
/// With Λ = W Wᵀ the precision of the rows x:
///
///     x̂ᵢ = xᵢ − (Λx)ᵢ / Λᵢᵢ        part ᵢ = (Λx)ᵢ² / Λᵢᵢ
///
/// the conditional mean, and by how much d² would fall if the cell were as expected. Where cells are
/// missing (and filled), Λᵢᵢ is that of the present tags' marginal, so that a fill that was made from xᵢ is
/// not taken for evidence of it; a missing cell is expected as filled and has no part.
func conditionalParts(
  _ x: Matrix, whitener: Matrix, missing: [Int: [Bool]]
) -> (expected: Matrix, parts: Matrix) {
  let precision = whitener.timesTranspose(whitener)
  let pulled = x.times(precision)
  var expected = x
  var parts = x
  for j in 0..<x.columns {
    let own = precision[j, j]
    for i in 0..<x.rows {
      expected[i, j] = x[i, j] - pulled[i, j] / own
      parts[i, j] = pulled[i, j] * pulled[i, j] / own
    }
  }
  var last: (mask: [Bool], own: [Double])?
  for (i, mask) in missing.sorted(by: { $0.key < $1.key }) {
    let own = last?.mask == mask ? last?.own : nil
    let marginal = own ?? marginalPrecisions(precision, mask: mask)
    last = (mask, marginal)
    for j in mask.indices {
      expected[i, j] = mask[j] ? x[i, j] : x[i, j] - pulled[i, j] / marginal[j]
      parts[i, j] = mask[j] ? 0 : pulled[i, j] * pulled[i, j] / marginal[j]
    }
  }
  return (expected, parts)
}

// The diagonal of Λ_PP − Λ_PM Λ_MM⁻¹ Λ_MP: the precision of each present tag when the others are not
// known. Λᵢᵢ where rounding denies that Λ_MM is positive definite.
private func marginalPrecisions(_ precision: Matrix, mask: [Bool]) -> [Double] {
  var own = precision.diagonal
  let known = mask.indices.filter { !mask[$0] }
  let unknown = mask.indices.filter { mask[$0] }
  let across = precision.selecting(rows: unknown, columns: known)
  guard
    let factor = try? Cholesky(precision.selecting(rows: unknown, columns: unknown))
  else { return own }
  let solved = factor.solve(across)
  for (k, j) in known.enumerated() {
    let explained = zip(across.column(k), solved.column(k)).reduce(0) { $0 + $1.0 * $1.1 }
    if own[j] > explained { own[j] -= explained }
  }
  return own
}
