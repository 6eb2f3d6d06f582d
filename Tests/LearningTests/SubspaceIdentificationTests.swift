import Foundation
import Learning
import LinearAlgebra
import TestSupport
import Testing

/// A system of four states, two inputs and two outputs, as the reference script has it.
private struct FourStates {
  static let transition = Matrix(rowMajor: [
    [0.9, 0.2, 0, 0], [-0.2, 0.9, 0, 0], [0, 0, 0.7, 0.1], [0, 0, 0, 0.5],
  ])
  static let inputToState = Matrix(rowMajor: [[1, 0], [0, 1], [1, 1], [0.5, -1]])
  static let stateToOutput = Matrix(rowMajor: [[1, 0, 0.5, 0], [0, 1, 0, 1]])
  static let gain = Matrix(rowMajor: [[0.4, 0], [0, 0.3], [0.2, 0.1], [0, 0.2]])
  static let fitted = 3_000
  static let unseen = 1_000

  let inputs: Matrix
  let outputs: Matrix

  init(feedback: Double, rows: Int = fitted + unseen) {
    var state = 12_345
    func noise() -> Double {
      state = (1_103_515_245 * state + 12_345) % (1 << 31)
      return Double(state) / Double(1 << 31) - 0.5
    }
    var x = [0.0, 0, 0, 0]
    var last = 0.0
    var inputs: [[Double]] = []
    var outputs: [[Double]] = []
    for _ in 0..<rows {
      let e = [noise(), noise()]
      let y = zip(Self.stateToOutput.times(x), e).map(+)
      var u = [noise(), noise()]
      u[0] -= feedback * last
      last = y[0]
      inputs.append(u)
      outputs.append(y)
      let (moved, pushed, known) = (
        Self.transition.times(x), Self.inputToState.times(u), Self.gain.times(e)
      )
      x = x.indices.map { moved[$0] + pushed[$0] + known[$0] }
    }
    self.inputs = Matrix(rowMajor: inputs)
    self.outputs = Matrix(rowMajor: outputs)
  }

  func moments(past: Int, rows: Range<Int> = 0..<fitted) -> SubspaceMoments {
    var moments = empty(past: past)
    moments.add(inputs: inputs.rows(rows), outputs: outputs.rows(rows))
    moments.flush()
    return moments
  }

  func empty(past: Int) -> SubspaceMoments {
    let rows = 0..<Self.fitted
    return SubspaceMoments(
      layout: .init(outputs: 2, inputs: 2, lagged: 2, past: past),
      inputScales: [0, 1].map { .init(of: Array(inputs.column($0)[rows])) },
      outputScales: [0, 1].map { .init(of: Array(outputs.column($0)[rows])) })
  }

  /// Root mean squared errors of the unseen rows, by a model that has inputs alone (or follows the outputs).
  func errors(of model: StateSpaceModel, follows: Bool = false) -> [Double] {
    var state = [Double](repeating: 0, count: model.order)
    // What stands there counts for nothing.
    var scratch = [Double](repeating: .nan, count: model.order)
    var expected = [0.0, 0]
    var squares = [0.0, 0]
    for row in 0..<(Self.fitted + Self.unseen) {
      let input = inputs.row(row)
      model.expect(state, input, into: &expected)
      let errors = [outputs[row, 0] - expected[0], outputs[row, 1] - expected[1]]
      if row >= Self.fitted { for j in 0..<2 { squares[j] += errors[j] * errors[j] } }
      model.advance(
        &state, input, innovations: follows ? errors : [0, 0], scratch: &scratch)
    }
    return squares.map { ($0 / Double(Self.unseen)).squareRoot() }
  }
}

/// Numbers of nfoursid's N4SID (`Tests/References/subspace_reference.py`), and the same steps on whole matrices
/// of data.
@Suite("Subspace identification")
struct SubspaceIdentificationTests {
  private struct Reference: Decodable {
    struct Case: Decodable {
      var feedback: Double
      var freeRun: [Double]
    }
    var cases: [Case]
  }

  @Test("a simulation with known inputs is at least as good as N4SID's, in open and in closed loop")
  func reference() throws {
    let data = try Data(
      contentsOf: URL(fileURLWithPath: ReferenceScripts.path("subspace_reference.json")))
    let cases = try JSONDecoder().decode(Reference.self, from: data).cases
    #expect(cases.map(\.feedback) == [0, 0.3])
    for known in cases {
      let system = FourStates(feedback: known.feedback)
      let found = try #require(
        try SubspaceIdentification(system.moments(past: 6), ridge: 1e-9))
      let model = try #require(try found.model(order: 4))
      // Chance of 1,000 unseen rows: 2 %.
      for (own, theirs) in zip(system.errors(of: model), known.freeRun) {
        #expect(own <= 1.02 * theirs, "feedback \(known.feedback): \(own) against \(theirs)")
      }
    }
  }

  @Test("followed outputs leave nothing but the innovations that made them", arguments: [0.0, 0.3])
  func innovations(feedback: Double) throws {
    let system = FourStates(feedback: feedback)
    let found = try #require(try SubspaceIdentification(system.moments(past: 8), ridge: 1e-9))
    let model = try #require(try found.model(order: 4))
    // Uniform noise between -1/2 and 1/2 has a deviation of 1/√12; 1,000 rows know it within 2 % at one
    // deviation of chance.
    for error in system.errors(of: model, follows: true) {
      #expect(abs(error * 12.0.squareRoot() - 1) < 0.05)
    }
  }

  @Test(
    "responses to inputs are the system's, although a controller moves an input by the output before"
  )
  func closedLoop() throws {
    let system = FourStates(feedback: 0.3, rows: 60_000)
    let found = try #require(
      try SubspaceIdentification(system.moments(past: 8, rows: 0..<60_000), ridge: 1e-9))
    let model = try #require(try found.model(order: 4))
    // Markov parameters C Aᵏ B do not depend on the choice of states.
    var own = model.inputToState
    var known = FourStates.inputToState
    for _ in 0..<6 {
      let difference =
        model.stateToOutput.times(own) - FourStates.stateToOutput.times(known)
      // 60,000 rows of noise as large as the inputs: about four hundredths at three deviations.
      #expect(difference.elements.map(abs).max() ?? 1 < 0.06)
      own = model.transition.times(own)
      known = FourStates.transition.times(known)
    }
  }

  @Test("working with sums alone gives what whole matrices of data give")
  func oracle() throws {
    let (past, order, ridge) = (3, 3, 1e-6)
    let system = FourStates(feedback: 0.3)
    let moments = system.moments(past: past)
    let found = try #require(try SubspaceIdentification(moments, ridge: ridge))
    let model = try #require(try found.model(order: order))
    let naive = try NaiveSubspace(
      inputs: system.inputs.rows(0..<FourStates.fitted),
      outputs: system.outputs.rows(0..<FourStates.fitted), moments: moments, order: order,
      ridge: ridge)
    // States are the same up to signs, so one-step forecasts are the same; sums square the condition (1e4
    // here).
    let fast = system.errors(of: model, follows: true)
    for (own, theirs) in zip(fast, naive.rootMeanSquares) {
      let short = abs(own - theirs)
      #expect(short < 0.05 * theirs)
    }
    for (own, theirs) in zip(found.strengths, naive.strengths) {
      #expect(abs(own - theirs) < 1e-6 * theirs)
    }
    for k in 0..<4 {
      var (own, theirs) = (model.inputToState, naive.inputToState)
      for _ in 0..<k {
        own = model.transition.times(own)
        theirs = naive.transition.times(theirs)
      }
      let difference = model.stateToOutput.times(own) - naive.stateToOutput.times(theirs)
      #expect(difference.elements.allSatisfy { abs($0) < 1e-6 }, "\(difference)")
    }
  }

  @Test("moments of two stretches are the sum of the moments of each")
  func merging() {
    let system = FourStates(feedback: 0)
    var whole = system.empty(past: 4)
    var first = system.empty(past: 4)
    var second = system.empty(past: 4)
    for (range, isFirst) in [(0..<700, true), (700..<1_500, false)] {
      let (u, y) = (system.inputs.rows(range), system.outputs.rows(range))
      whole.add(inputs: u, outputs: y)
      if isFirst { first.add(inputs: u, outputs: y) } else { second.add(inputs: u, outputs: y) }
    }
    whole.flush()
    first.flush()
    second.flush()
    first.merge(second)
    #expect(first.rows == 1_492 && whole.rows == 1_492)
    // Sums of a thousand products in another order.
    #expect((first.sums - whole.sums).elements.allSatisfy { abs($0) < 1e-9 })
  }

  @Test("too few rows give no model, and nor does an order whose states would not fade")
  func refused() throws {
    let system = FourStates(feedback: 0)
    #expect(try SubspaceIdentification(system.moments(past: 6, rows: 0..<50), ridge: 1e-9) == nil)
    // A random walk under an input has its eigenvalue on the circle or beyond.
    var level = 0.0
    let inputs = Matrix(columns: [(0..<2_000).map { Double($0 % 2) }])
    let outputs = Matrix(
      columns: [
        (0..<2_000).map { row in
          level = 1.01 * level + Double(row % 2)
          return level
        }
      ])
    var moments = SubspaceMoments(
      layout: .init(outputs: 1, inputs: 1, lagged: 1, past: 2),
      inputScales: [.init(mean: 0, factor: 1)],
      outputScales: [.init(of: outputs.column(0))])
    moments.add(inputs: inputs, outputs: outputs)
    moments.flush()
    let found = try #require(try SubspaceIdentification(moments, ridge: 1e-9))
    #expect(try found.model(order: 1) == nil)
  }
}

/// PBSIDopt on whole matrices of data, step by step.
private struct NaiveSubspace {
  var strengths: [Double]
  var transition: Matrix
  var inputToState: Matrix
  var stateToOutput: Matrix
  /// Of one-step forecasts on the rows themselves.
  var rootMeanSquares: [Double]

  init(inputs: Matrix, outputs: Matrix, moments: SubspaceMoments, order: Int, ridge: Double) throws
  {
    func scaled(_ matrix: Matrix, _ scales: [SubspaceMoments.Scale]) -> Matrix {
      Matrix(
        columns: scales.enumerated().map { j, scale in
          matrix.column(j).map { ($0 - scale.mean) * scale.factor }
        })
    }
    let (u, y) = (scaled(inputs, moments.inputScales), scaled(outputs, moments.outputScales))
    let past = moments.layout.past
    let rows = Array(past..<u.rows)
    // One row more than there are outputs to compare with: where the last state goes.
    let pasts = Matrix(
      rowMajor: (rows + [u.rows]).map { t in (1...past).flatMap { y.row(t - $0) + u.row(t - $0) } })
    let z = pasts.rows(0..<rows.count)
    let now = Matrix(rowMajor: rows.map { u.row($0) + [1] })
    let target = Matrix(rowMajor: rows.map { y.row($0) })
    let n = Double(rows.count)
    let long = z.appendingColumns(of: now)
    let weights = try LeastSquares.solve(long, target, ridge: ridge * n)
    let left = target - long.times(weights)
    var hankel = Matrix(rows: 2 * past, columns: 4 * past)
    for k in 0..<past {
      for i in 0..<(past - k) {
        for a in 0..<4 {
          for j in 0..<2 {
            let deviation = (left.column(j).reduce(0) { $0 + $1 * $1 } / n).squareRoot()
            hankel[2 * k + j, 4 * i + a] = weights[4 * (i + k) + a, j] / deviation
          }
        }
      }
    }
    // The singular values of H Σ^½ are those of H Zᵀ/√n, but for the ridge.
    let extra = Matrix.identity(4 * past).scaled(by: (ridge * n).squareRoot())
    let future = hankel.timesTranspose(z.appendingRows(of: extra)).scaled(by: 1 / n.squareRoot())
    let parts = try SVD(future)
    strengths = parts.values
    var states = hankel.timesTranspose(pasts).transposed().times(parts.left.columns(0..<order))
    for k in 0..<order {
      states.withUnsafeMutableColumn(k) { column in
        for i in column.indices { column[i] /= parts.values[k] }
      }
    }
    let terms = states.rows(0..<rows.count).appendingColumns(of: now)
    let output = try LeastSquares.solve(terms, target, ridge: ridge * n)
    let errors = target - terms.times(output)
    let state = try LeastSquares.solve(
      terms.appendingColumns(of: errors), states.rows(1...rows.count),
      ridge: ridge * n
    ).transposed()
    transition = state.columns(0..<order)
    var toState = state.columns(order..<(order + 2))
    for i in 0..<order {
      for j in 0..<2 { toState[i, j] *= moments.inputScales[j].factor }
    }
    inputToState = toState
    var toOutput = output.rows(0..<order).transposed()
    for i in 0..<2 {
      for k in 0..<order { toOutput[i, k] /= moments.outputScales[i].factor }
    }
    stateToOutput = toOutput
    rootMeanSquares = (0..<2).map { j in
      (errors.column(j).reduce(0) { $0 + $1 * $1 } / n).squareRoot()
        / moments.outputScales[j].factor
    }
  }
}
