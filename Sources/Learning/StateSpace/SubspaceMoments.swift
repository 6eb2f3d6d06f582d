public import LinearAlgebra

/// Sums over rows from which a state-space model is identified: a fold that merges.
///
/// A row gives w = [zₜ, uₜ, yₜ, 1], zₜ = [yₜ₋₁, vₜ₋₁, …, yₜ₋ₕ, vₜ₋ₕ] with v the inputs that have a past; the
/// sums are Σ w wᵀ. All values are standardised by scales that are given, so that the sums keep their digits.
/// Memory O(width²); O(width²) a row.
public struct SubspaceMoments: Sendable, Equatable {
  /// What the sums are over.
  public struct Layout: Sendable, Equatable {
    /// p, the outputs.
    public var outputs: Int
    /// m, all inputs.
    public var inputs: Int
    /// How many of the inputs, the first ones, have a past that is asked.
    public var lagged: Int
    /// h, how many rows of the past.
    public var past: Int

    /// Makes a layout; `lagged` at most `inputs`, `past` at least 1.
    public init(outputs: Int, inputs: Int, lagged: Int, past: Int) {
      precondition(
        lagged <= inputs && past >= 1 && outputs >= 1, "a layout without outputs or past")
      self.outputs = outputs
      self.inputs = inputs
      self.lagged = lagged
      self.past = past
    }

    /// Values of one row of the past.
    public var step: Int { outputs + lagged }
    /// Values of z.
    public var pastWidth: Int { past * step }
    /// Values of w.
    public var width: Int { pastWidth + inputs + outputs + 1 }
  }

  /// How one value is brought to mean 0 and deviation 1: (value − mean) · factor.
  public struct Scale: Sendable, Equatable {
    /// The mean.
    public var mean: Double
    /// One over the deviation; 0 for what never varies.
    public var factor: Double

    /// Makes a scale that is known.
    public init(mean: Double, factor: Double) {
      self.mean = mean
      self.factor = factor
    }

    /// The scale of finite values; an empty list has 0 and 0.
    public init(of values: [Double]) {
      let n = Double(max(values.count, 1))
      let mean = values.reduce(0, +) / n
      let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n).squareRoot()
      self.init(mean: mean, factor: deviation > 1e-9 * max(abs(mean), 1e-9) ? 1 / deviation : 0)
    }
  }

  private static let blockRows = 256

  /// What the sums are over.
  public let layout: Layout
  /// How the inputs were standardised.
  public let inputScales: [Scale]
  /// How the outputs were standardised.
  public let outputScales: [Scale]
  /// How many rows were counted.
  public private(set) var rows = 0
  /// Σ w wᵀ, of the rows that ``flush()`` has taken in.
  public private(set) var sums: Matrix
  private var block: Matrix
  private var filled = 0

  /// No rows yet.
  public init(layout: Layout, inputScales: [Scale], outputScales: [Scale]) {
    precondition(
      inputScales.count == layout.inputs && outputScales.count == layout.outputs,
      "a scale for each of \(layout.inputs) inputs and \(layout.outputs) outputs")
    self.layout = layout
    self.inputScales = inputScales
    self.outputScales = outputScales
    sums = Matrix(rows: layout.width, columns: layout.width)
    block = Matrix(rows: Self.blockRows, columns: layout.width)
  }

  /// Adds the rows of a stretch without gaps, *rows × inputs* and *rows × outputs*, all finite; its first
  /// `past` rows are context.
  public mutating func add(inputs: Matrix, outputs: Matrix) {
    precondition(
      inputs.rows == outputs.rows && inputs.columns == layout.inputs
        && outputs.columns == layout.outputs, "a stretch of another shape")
    let (u, y) = (standardised(inputs, inputScales), standardised(outputs, outputScales))
    for row in 0..<u.rows where row >= layout.past {
      write(row, u, y)
      filled += 1
      rows += 1
      if filled == Self.blockRows { flush() }
    }
  }

  /// Takes the rows that wait into ``sums``.
  public mutating func flush() {
    guard filled > 0 else { return }
    sums += block.rows(0..<filled).gram()
    filled = 0
  }

  /// Adds what another has seen; of the same layout and scales, both flushed.
  public mutating func merge(_ other: SubspaceMoments) {
    precondition(
      layout == other.layout && filled == 0 && other.filled == 0,
      "moments of another layout, or with rows that wait")
    sums += other.sums
    rows += other.rows
  }

  private func standardised(_ matrix: Matrix, _ scales: [Scale]) -> Matrix {
    var copy = matrix
    for (j, scale) in scales.enumerated() {
      copy.withUnsafeMutableColumn(j) { column in
        for i in column.indices { column[i] = (column[i] - scale.mean) * scale.factor }
      }
    }
    return copy
  }

  private mutating func write(_ row: Int, _ u: Matrix, _ y: Matrix) {
    var next = 0
    let at = filled
    func put(_ value: Double) {
      block[at, next] = value
      next += 1
    }
    for lag in 1...layout.past {
      for j in 0..<layout.outputs { put(y[row - lag, j]) }
      for j in 0..<layout.lagged { put(u[row - lag, j]) }
    }
    for j in 0..<layout.inputs { put(u[row, j]) }
    for j in 0..<layout.outputs { put(y[row, j]) }
    put(1)
  }
}
