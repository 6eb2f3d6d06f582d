package import Diagnostics
package import Hydraulics
package import Telemetry

extension HydraulicTwin {
  /// What is wrong with where tags stand in a network, and in which unit: by the tag's id, in the tags' order.
  ///
  /// Where no tag at all names an element that is told once, without an id.
  package static func misplaced(
    _ tags: [Tag], in network: Network
  ) -> [(tag: String?, fault: Fault)] {
    if tags.count > 1, tags.allSatisfy({ ($0.element ?? "").isEmpty }) {
      return [
        (
          nil,
          Fault(
            .configuration, "none of the \(tags.count) tags names an element of the network",
            hint:
              "name data.tags: a tags.csv with the node or link of each tag; 'tocsin init … --network X.inp' "
              + "writes one")
        )
      ]
    }
    return tags.compactMap { tag -> (tag: String?, fault: Fault)? in
      do throws(Fault) {
        _ = try HydraulicPoint(tag: tag, network: network)
        return nil
      } catch {
        let isNamed = error.problem.contains("'\(tag.id)'")
        return (
          tag.id,
          Fault(
            error.kind, isNamed ? error.problem : "tag '\(tag.id)': \(error.problem)",
            at: error.place, hint: error.hint)
        )
      }
    }
  }
}
