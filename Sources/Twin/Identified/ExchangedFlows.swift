package import Learning
internal import LinearAlgebra
internal import Telemetry

/// Flows that stand at one element and flow while another one's state is on: columns that were exchanged.
///
/// A flow is told where it is nothing in nearly all rows in which another element's state is off and something in
/// most rows in which it is on, and neither is so of its own element's state. What two pumps in a row have in common,
/// or a pump that hardly runs, is not told.
package struct ExchangedFlows {
  /// A flow and the state of its own element.
  package struct Own: Sendable, Equatable {
    package var flow: Int
    package var state: Int
  }

  /// The flows, each with the state that it goes with.
  package let exchanged: [(own: Own, other: Int)]

  /// The share of off-rows without a flow, and of on-rows with one, of a state that shuts it.
  private static let shut = 0.98
  private static let open = 0.8
  /// Of the own state less than this must be so.
  private static let own = 0.6
  /// With fewer rows of either state nothing is asked.
  private static let fewestRows = 50

  /// Looks at a record's flows and states by their elements; O(rows · flows · states).
  package init(_ record: ProcessRecord) {
    let discrete = ProcessStructure.discreteTags(record)
    var found: [(own: Own, other: Int)] = []
    for flow in record.tags.indices where !discrete.contains(flow) {
      let tag = record.tags[flow]
      guard let element = tag.element?.uppercased(), tag.role == .sensor,
        tag.quantity == nil || tag.quantity == .flow,
        let state = discrete.first(where: { record.tags[$0].element?.uppercased() == element }),
        let own = Self.agreement(record, flow, state), min(own.shut, own.open) < Self.own
      else { continue }
      let others = discrete.filter { other in
        guard record.tags[other].element?.uppercased() != element,
          let found = Self.agreement(record, flow, other)
        else { return false }
        return found.shut >= Self.shut && found.open >= Self.open
      }
      if let other = others.first, others.count == 1 {
        found.append((Own(flow: flow, state: state), other))
      }
    }
    exchanged = found
  }

  // In which share of the off-rows nothing flows, and of the others something does.
  private static func agreement(
    _ record: ProcessRecord, _ flow: Int, _ state: Int
  ) -> (shut: Double, open: Double)? {
    let (x, states) = (record.column(flow), record.column(state))
    let size = x.reduce(0) { $1.isNaN ? $0 : max($0, abs($1)) }
    guard size > 0, let off = states.filter({ !$0.isNaN }).min() else { return nil }
    var (offRows, onRows, shut, open) = (0, 0, 0, 0)
    for row in x.indices where !x[row].isNaN && !states[row].isNaN {
      let flows = abs(x[row]) > 1e-3 * size
      if states[row] == off {
        offRows += 1
        if !flows { shut += 1 }
      } else {
        onRows += 1
        if flows { open += 1 }
      }
    }
    guard min(offRows, onRows) >= fewestRows else { return nil }
    return (Double(shut) / Double(offRows), Double(open) / Double(onRows))
  }
}
