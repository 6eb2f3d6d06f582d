internal import Telemetry

extension PlantDescription {
  /// What links make of the tags of a twin on their ways to the historian; those to which they do nothing are
  /// left out.
  ///
  /// A tag comes from the controller that reads it, an actuator's that none reads from the one that drives it, by
  /// the fewest links to the first historian of the file that it has a way to. One without a way is there at once. Names
  /// that are no tag were told by ``controllers(for:)``.
  func deliveries(for tags: [Tag]) -> [HistorianDelivery] {
    if historians.isEmpty { return [] }
    let index = TagIndex(tags)
    let network = network.naming(by: index)
    return senders(of: tags, index).sorted { $0.key < $1.key }.compactMap { tag, sender in
      let way = historians.lazy.compactMap {
        network.way(of: tags[tag].id, from: sender.host, to: $0)
      }.first
      guard let way else { return nil }
      let delivery = HistorianDelivery(tag: tag, latency: way.latency, loss: way.loss)
      return delivery.isIdle ? nil : delivery
    }
  }
}
