package import Diagnostics
package import Telemetry

extension PlantDescription {
  /// The controllers from which tags' values come, by their indices: the one that reads a tag, an actuator's that none
  /// reads from the one that drives it.
  func senders(of tags: [Tag], _ index: TagIndex) -> [Int: DeclaredController] {
    let unheard = Problems()
    var senders: [Int: DeclaredController] = [:]
    for controller in controllers {
      for tag in controller.reads.compactMap(index.number) {
        senders[tag] = senders[tag] ?? controller
      }
    }
    for controller in controllers {
      for drive in controller.drives {
        for tag in index.actuators(drive.actuator, at: drive.place, unheard) {
          senders[tag] = senders[tag] ?? controller
        }
      }
    }
    return senders
  }

  /// Tells of every tag without a way to a controller, or from there to a historian.
  ///
  /// What epanetCPA's links leave out of states, set points and the like is told as a notice
  /// (``notices(for:)``): its format sends the historian none.
  func checkWays(_ tags: [Tag], _ problems: Problems) {
    let historians = historians
    if !network.isEmpty, historians.isEmpty {
      problems.add(
        "no host is a historian, so no tag has a way to one", at: network.hosts.first?.place,
        hint: "kind: historian")
      return
    }
    let index = TagIndex(tags)
    let network = network.naming(by: index)
    var senders = senders(of: tags, index)
    for controller in controllers {
      // An alarm's status shows what the program makes of it.
      for tag in controller.program?.alarms.compactMap(index.number) ?? [] {
        senders[tag] = senders[tag] ?? controller
      }
    }
    for (number, tag) in tags.enumerated() where tag.role != .label && isAsked(tag) {
      guard let sender = senders[number] else {
        problems.add(
          "tag '\(tag.id)' has no way to a controller: none \(tag.isMeasured ? "reads" : "reads or drives") it",
          at: controllers.first?.place,
          hint: tag.isMeasured
            ? "add it to the reads of one"
            : "add it to the reads of one, or to the drives of the one that moves it")
        continue
      }
      if let named = tag.controller, named != sender.id,
        controllers.contains(where: { $0.id == named })
      {
        problems.add(
          "tag '\(tag.id)' is said to be \(named)'s, and '\(sender.id)' \(tag.isMeasured ? "reads" : "reads or drives") it",
          at: sender.place,
          hint: "correct the column 'controller' of tags.csv, or give the tag to \(named) here")
      }
      if network.isEmpty { continue }
      if historians.allSatisfy({ network.way(of: tag.id, from: sender.host, to: $0) == nil }) {
        problems.add(
          "tag '\(tag.id)' has no way from '\(sender.host)' to a historian "
            + "(\(historians.joined(separator: ", ")))",
          at: sender.place, hint: "add the links that carry it")
      }
    }
  }

  /// What a person should know of it beside these tags that stops nothing.
  ///
  /// - Parameter interval: The time between two rows, where it is known.
  package func notices(for tags: [Tag], interval: TimeSpan? = nil) -> [Notice] {
    let index = TagIndex(tags)
    let network = network.naming(by: index)
    let notices = self.notices + lateNotices(index, over: network, interval)
    let senders = senders(of: tags, index)
    let unsent = tags.enumerated().filter { number, tag in
      guard tag.role != .label, !isAsked(tag) else { return false }
      guard let sender = senders[number] else { return true }
      return historians.allSatisfy { network.way(of: tag.id, from: sender.host, to: $0) == nil }
    }
    if unsent.isEmpty { return notices }
    let names = unsent.map { "'\($0.element.id)'" }.joined(separator: ", ")
    return notices + [
      Notice(
        "no link sends \(names) to \(historians.joined(separator: ", ")): the historian has "
          + "\(unsent.count == 1 ? "it" : "them") at once, whatever links do",
        at: network.hosts.first?.place)
    ]
  }

  // Polls that take longer than a row.
  private func lateNotices(
    _ index: TagIndex, over network: PlantNetwork, _ interval: TimeSpan?
  ) -> [Notice] {
    guard let interval else { return [] }
    return controllers.flatMap { controller in
      controller.polls.compactMap { poll -> Notice? in
        guard let source = controllers.first(where: { $0.id == poll.from }),
          let id = index.id(poll.tag),
          let way = network.way(of: id, from: source.host, to: controller.host),
          way.latency > interval.seconds
        else { return nil }
        return Notice(
          "'\(id)' takes \(TimeSpan(seconds: way.latency)) from '\(source.id)' to '\(controller.id)', longer than a row "
            + "(\(interval)): it counts as one row late", at: poll.place)
      }
    }
  }

  var historians: [String] { network.hosts.filter { $0.kind == .historian }.map(\.id) }

  private func isAsked(_ tag: Tag) -> Bool { tag.role == .sensor || !isCyberLayer }
}

extension Tag {
  // What nobody drives: it comes from whoever reads it.
  fileprivate var isMeasured: Bool { role == .sensor || role == .disturbance }
}
