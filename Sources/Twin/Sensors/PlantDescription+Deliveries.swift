internal import Diagnostics
internal import Telemetry

extension PlantDescription {
  /// What links make of the tags of a twin on their ways to the historian; those to which they do nothing are
  /// left out.
  ///
  /// A tag comes from the controller that reads it, an actuator's that none reads from the one that drives it, by
  /// the fewest links to the first historian of the file that it has a way to. One without a way is there at once. Names
  /// that are no tag were told by ``controllers(for:)``.
  func deliveries(for tags: [Tag]) -> [HistorianDelivery] {
    let historians = network.hosts.filter { $0.kind == .historian }.map(\.id)
    if historians.isEmpty { return [] }
    let index = TagIndex(tags)
    let unheard = Problems()
    // By tag: the host that sends it, and the names by which links may carry it.
    var senders: [Int: (host: String, names: [String])] = [:]
    for controller in controllers {
      for name in controller.reads {
        guard let tag = index.tag(name, at: controller.place, unheard) else { continue }
        senders[tag] = senders[tag] ?? (controller.host, [name])
      }
    }
    for controller in controllers {
      for drive in controller.drives {
        for tag in index.actuators(drive.actuator, at: drive.place, unheard) {
          senders[tag] = senders[tag] ?? (controller.host, [tags[tag].id, drive.actuator])
        }
      }
    }
    return senders.sorted { $0.key < $1.key }.compactMap { tag, sender in
      let ways = historians.lazy.flatMap { historian in
        sender.names.lazy.compactMap { network.way(of: $0, from: sender.host, to: historian) }
      }
      guard let way = ways.first else { return nil }
      let delivery = HistorianDelivery(tag: tag, latency: way.latency, loss: way.loss)
      return delivery.isIdle ? nil : delivery
    }
  }
}
