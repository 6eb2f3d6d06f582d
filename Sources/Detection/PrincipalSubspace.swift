internal import Diagnostics
internal import LinearAlgebra

/// Which directions of a covariance hold most of the variance, and what is left to the others.
struct PrincipalSubspace {
  /// All directions, the strongest first, as columns.
  let directions: Matrix
  /// Each direction's variance pᵀΣp, floor included.
  let variances: [Double]
  /// How many directions make up the subspace.
  let components: Int

  /// Takes the smallest number of components that hold `share` of the total variance.
  ///
  /// A tag that never changed has nothing but its floor: as a direction of its own it would enter the
  /// subspace with variance 1, and what is left over would be blind to it. So where the residual is what counts
  /// (`leavesResidual`) the subspace is that of Σ less the floor, and has at most one direction less than vary;
  /// else at most all.
  ///
  /// - Parameters:
  ///   - covariance: Σ, floor included.
  ///   - floor: its diagonal's noise floor.
  /// - Complexity: O(n³).
  init(
    of covariance: Matrix, floor: [Double], share: Double, leavesResidual: Bool
  ) throws(Fault) {
    var structure = covariance
    if leavesResidual { for j in floor.indices { structure[j, j] -= floor[j] } }
    let varying = structure.diagonal.count { $0 > 1e-9 }
    let eigen: SymmetricEigen
    do throws(LinearAlgebraError) {
      eigen = try SymmetricEigen(structure)
    } catch {
      throw Fault(.badData, "the tags' covariance has no principal components: \(error.problem)")
    }
    let shares = eigen.values.map { max($0, 0) }
    let total = shares.reduce(0, +)
    let most = leavesResidual ? max(varying - 1, 0) : shares.count
    var components = 0
    var held = 0.0
    while components < most, held < share * total {
      held += shares[components]
      components += 1
    }
    self.components = components
    directions = eigen.vectors
    variances = shares.indices.map { a in
      let added = zip(eigen.vectors.column(a), floor).reduce(0) { $0 + $1.0 * $1.0 * $1.1 }
      return max(shares[a] + (leavesResidual ? added : 0), 1e-12)
    }
  }

  /// The mean variance of the directions outside the subspace.
  var residualVariance: Double {
    let rest = variances[components...]
    return max(rest.reduce(0, +) / Double(max(rest.count, 1)), 1e-12)
  }

  /// V diag(w) Vᵀ, such that the squared length of a row times it is SPE or T², of mean 1.
  ///
  ///     SPE: w = 1 / (mean residual variance · (n − k)) outside the subspace
  ///     T²:  w = 1 / (λₐ k) inside it
  ///
  /// each under its root. Unlike single directions, the product does not turn where two variances are alike.
  func projection(ofResidual: Bool) -> Matrix {
    let chosen = ofResidual ? components..<variances.count : 0..<max(components, 1)
    let own = directions.columns(chosen)
    var scaled = own
    for (a, direction) in chosen.enumerated() {
      let variance = ofResidual ? residualVariance : variances[direction]
      let divisor = (variance * Double(chosen.count)).squareRoot()
      scaled.withUnsafeMutableColumn(a) { column in
        for i in column.indices { column[i] /= divisor }
      }
    }
    return scaled.timesTranspose(own)
  }
}
