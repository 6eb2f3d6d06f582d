public import LinearAlgebra
public import Telemetry

/// What a plant's rows give the equations of ``OneStepProcess``: a column per term.
///
/// In this order: the values one row before of stocks, flows and driven sensors; the values of the row of flows and
/// stocks; f² and f · |f| of flows; whether each actuator was on, one row before and in the row; products of any two of the
/// latter; ``TimeOfWeek``.
public struct OneStepTerms: Sendable, Equatable {
  /// The stocks, by tag.
  public var stocks: [Int]
  /// The flows that equations read, by tag.
  public var flows: [Int]
  /// The sensors without a gate, by tag.
  public var driven: [Int]
  /// The two-valued actuators, by tag.
  public var actuators: [Int]
  /// The value of each actuator that counts as off.
  public var offStates: [Double]

  /// Makes the terms of some tags.
  public init(
    stocks: [Int], flows: [Int], driven: [Int], actuators: [Int], offStates: [Double]
  ) {
    self.stocks = stocks
    self.flows = flows
    self.driven = driven
    self.actuators = actuators
    self.offStates = offStates
  }

  /// The tags whose values one row before are terms.
  public var before: [Int] { stocks + flows + driven }
  /// The tags whose values are terms.
  public var now: [Int] { flows + stocks }

  /// The columns of each kind of term.
  struct Places {
    let before: Int
    let now: Int
    let squares: Int
    let signedSquares: Int
    let wereOn: Int
    let areOn: Int
    let pairs: Int
    let week: Int
    let end: Int

    init(_ terms: OneStepTerms) {
      let (flows, actuators) = (terms.flows.count, terms.actuators.count)
      before = 0
      now = terms.before.count
      squares = now + terms.now.count
      signedSquares = squares + flows
      wereOn = signedSquares + flows
      areOn = wereOn + actuators
      pairs = areOn + actuators
      week = pairs + actuators * (actuators - 1) / 2
      end = week + TimeOfWeek.count
    }
  }

  /// How many terms there are.
  public var count: Int { Places(self).end }

  /// The terms of rows, *rows × terms*; NaN where a cell that a term needs is missing.
  ///
  /// - Parameters:
  ///   - rows: the rows, all tags.
  ///   - previous: for each of them the row before it.
  ///   - times: the rows' moments.
  /// - Complexity: O(rows · terms).
  public func values(_ rows: Matrix, previous: Matrix, times: [Timestamp]) -> Matrix {
    var columns: [[Double]] = before.map { previous.column($0) }
    columns += now.map { rows.column($0) }
    let flowing = flows.map { rows.column($0) }
    columns += flowing.map { $0.map { $0 * $0 } }
    columns += flowing.map { $0.map { $0 * abs($0) } }
    columns += isOn(previous)
    let on = isOn(rows)
    columns += on
    for i in on.indices {
      for j in 0..<i { columns.append(zip(on[i], on[j]).map { $0 * $1 }) }
    }
    var week = [[Double]](
      repeating: [Double](repeating: 0, count: times.count), count: TimeOfWeek.count)
    var share = [Double](repeating: 0, count: TimeOfWeek.count)
    for (row, time) in times.enumerated() {
      TimeOfWeek.write(time, into: &share, at: 0)
      for k in share.indices { week[k][row] = share[k] }
    }
    return Matrix(columns: columns + week)
  }

  private func isOn(_ rows: Matrix) -> [[Double]] {
    zip(actuators, offStates).map { tag, off in
      rows.column(tag).map { $0.isNaN ? .nan : $0 == off ? 0 : 1 }
    }
  }
}
