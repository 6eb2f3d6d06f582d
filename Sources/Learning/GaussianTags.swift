public import Diagnostics
public import LinearAlgebra
public import Telemetry

/// The tags as one Gaussian: standardised by mean and scale, with a covariance that includes the noise floor.
///
/// It fills missing cells with what the present ones lead one to expect:
///
///     z_M = Σ_MP Σ_PP⁻¹ z_P
///
/// so that a squared Mahalanobis distance of the filled row equals the marginal one of the present tags.
public struct GaussianTags: Sendable {
  /// The tags' means in engineering units.
  public let mean: [Double]
  /// The tags' standard deviations, floor included, in engineering units; > 0.
  public let scale: [Double]
  /// The covariance of the standardised tags, floor included.
  public let covariance: Matrix

  /// Fits to moments, adding the floor (a variance per tag) to the diagonal.
  ///
  /// - Throws: ``Fault`` of kind `badData` where too few complete rows were seen.
  public init(moments: LaggedMoments, floor: [Double]) throws(Fault) {
    let tags = moments.pilot.count
    let needed = tags + 2
    guard moments.count >= needed else {
      throw Fault(
        .badData,
        "only \(moments.count) complete rows of normal data for \(tags) tags, at least \(needed) are needed",
        hint:
          "\(moments.incomplete) rows lack a cell; widen the training window or drop sparse tags")
    }
    let full = moments.covariance
    mean = moments.mean
    let deviations = (0..<tags).map { (max(full[$0, $0], 0) + floor[$0]).squareRoot() }
    var standard = Matrix(rows: tags, columns: tags)
    for j in 0..<tags {
      for i in 0..<tags {
        let own = i == j ? max(full[i, i], 0) + floor[i] : (full[i, j] + full[j, i]) / 2
        standard[i, j] = own / (deviations[i] * deviations[j])
      }
    }
    scale = deviations
    covariance = standard
  }

  /// Restores from an artifact of `tags` tags.
  public init(artifact: ModelArtifact, tags: Int) throws(Fault) {
    mean = try artifact.vector("mean", count: tags)
    scale = try artifact.vector("scale", count: tags)
    covariance = try artifact.matrix("covariance", rows: tags, columns: tags)
    if let worst = scale.firstIndex(where: { !($0 > 0 && $0.isFinite) }) {
      throw Fault(
        .badData,
        "model '\(artifact.kind)': scale[\(worst)] must be finite and > 0, got \(scale[worst])")
    }
    if let worst = mean.firstIndex(where: { !$0.isFinite }) {
      throw Fault(
        .badData, "model '\(artifact.kind)': mean[\(worst)] must be finite, got \(mean[worst])")
    }
  }

  /// The arrays of the artifact.
  public var arrays: [String: ModelArtifact.Array] {
    [
      "mean": ModelArtifact.Array(mean), "scale": ModelArtifact.Array(scale),
      "covariance": ModelArtifact.Array(covariance),
    ]
  }

  /// How many standard deviations a cell may lie off the mean; what lies farther is taken as this.
  ///
  /// Far beyond any limit, and small enough that no sum of squares overflows to NaN, which would
  /// silence the row; an infinite cell counts as this too.
  public static let farthest = 1e9

  /// Standardised rows with missing cells filled, and how many tags each row really had.
  public func standardised(_ frame: Frame) -> StandardisedRows {
    let tags = mean.count
    precondition(
      frame.tags.count == tags, "the model has \(tags) tags, the rows \(frame.tags.count)")
    var z = Matrix(rows: frame.count, columns: tags)
    var present = [Int](repeating: tags, count: frame.count)
    for j in 0..<tags {
      let m = mean[j]
      let s = scale[j]
      frame.values.withUnsafeColumn(j) { source in
        z.withUnsafeMutableColumn(j) { target in
          for i in source.indices {
            // A comparison with NaN is false: a missing cell stays NaN.
            let z = (source[i] - m) / s
            target[i] = z > Self.farthest ? Self.farthest : z < -Self.farthest ? -Self.farthest : z
            if source[i].isNaN { present[i] -= 1 }
          }
        }
      }
    }
    var missing: [Int: [Bool]] = [:]
    for i in 0..<frame.count where present[i] < tags {
      missing[i] = (0..<tags).map { z[i, $0].isNaN }
    }
    var rows = StandardisedRows(z: z, present: present, missing: missing)
    rows.fillMissing(under: covariance)
    return rows
  }

  /// A standardised value of a tag in engineering units.
  public func engineering(_ z: Double, tag: Int) -> Double { mean[tag] + z * scale[tag] }
}

/// Standardised rows, with the cells that were missing remembered.
public struct StandardisedRows: Sendable {
  /// *rows × tags*, complete after ``fillMissing(under:)``.
  public var z: Matrix
  /// How many tags each row really had.
  public let present: [Int]
  /// For each row with a missing cell: which of its tags are missing.
  public let missing: [Int: [Bool]]

  /// Makes rows; a missing cell's `z` may hold anything.
  public init(z: Matrix, present: [Int], missing: [Int: [Bool]]) {
    self.z = z
    self.present = present
    self.missing = missing
  }

  /// Replaces each missing cell by its conditional mean given the row's present ones.
  ///
  /// A row without any present tag becomes zero, the mean. O(c³) per row that lacks other cells than
  /// the one before that lacked any, else O(c²).
  public mutating func fillMissing(under covariance: Matrix) {
    var last: (mask: [Bool], factor: Cholesky)?
    for (row, mask) in missing.sorted(by: { $0.key < $1.key }) {
      let known = mask.indices.filter { !mask[$0] }
      let unknown = mask.indices.filter { mask[$0] }
      for j in unknown { z[row, j] = 0 }
      if known.isEmpty { continue }
      if last?.mask != mask {
        // A principal block of a positive definite matrix is positive definite; if rounding says
        // otherwise the missing cells stay at the mean.
        last = (try? Cholesky(covariance.selecting(rows: known, columns: known))).map { (mask, $0) }
      }
      guard let last else { continue }
      let weights = last.factor.solve(known.map { z[row, $0] })
      for j in unknown {
        var sum = 0.0
        for (k, tag) in known.enumerated() { sum += covariance[j, tag] * weights[k] }
        z[row, j] = sum
      }
    }
  }
}
