package import Diagnostics

extension PlantDescription {
  /// Tells of polls that lead nowhere and of rules by tags that their controller does not hear.
  ///
  /// - Parameter index: The plant's tags, so that two names of one tag are the same; nil where nobody knows them: then
  ///   names are.
  package func checkHearing(by index: TagIndex?, _ problems: Problems) {
    let network = index.map { self.network.naming(by: $0) } ?? self.network
    func isSame(_ a: String, _ b: String) -> Bool { a == b || index?.isSame(a, b) ?? false }
    for controller in controllers {
      for poll in controller.polls {
        check(poll, of: controller, over: network, by: index, problems)
      }
      let heard = controller.reads + controller.polls.map(\.tag)
      for drive in controller.drives {
        guard let sensor = drive.sensor, !heard.contains(where: { isSame($0, sensor) })
        else { continue }
        // A name that is missing was told where it was read.
        if controller.id.isEmpty || drive.actuator.isEmpty || sensor.isEmpty { continue }
        if let index, index.number(sensor) == nil {
          _ = index.tag(sensor, at: drive.place, problems)
          continue
        }
        problems.add(
          "'\(controller.id)' switches '\(drive.actuator)' by '\(sensor)', which it neither reads nor polls",
          at: drive.place, hint: "add it to reads, or to polls with the controller that reads it")
      }
    }
  }

  private func check(
    _ poll: DeclaredController.Poll, of controller: DeclaredController,
    over network: PlantNetwork, by index: TagIndex?, _ problems: Problems
  ) {
    // A name that is missing was told where it was read.
    if poll.from.isEmpty || poll.tag.isEmpty { return }
    guard let source = controllers.first(where: { $0.id == poll.from }) else {
      problems.add(
        "'\(controller.id)' polls '\(poll.tag)' from '\(poll.from)', which is no controller",
        at: poll.place,
        hint: Suggestion.hint(for: poll.from, in: Set(controllers.map(\.id)).sorted()))
      return
    }
    // A name that no tag has is told where names are looked up.
    if let index, index.number(poll.tag) == nil { return }
    func reads(_ other: DeclaredController) -> Bool {
      other.reads.contains { $0 == poll.tag || index?.isSame($0, poll.tag) ?? false }
    }
    guard reads(source) else {
      let readers = controllers.filter(reads).map(\.id)
      problems.add(
        "'\(controller.id)' polls '\(poll.tag)' from '\(source.id)', which does not read it",
        at: poll.place,
        hint: readers.isEmpty
          ? "no controller reads it" : "read by \(readers.joined(separator: ", "))")
      return
    }
    let tag = index?.id(poll.tag) ?? poll.tag
    if !network.isEmpty, network.way(of: tag, from: source.host, to: controller.host) == nil {
      problems.add(
        "'\(poll.tag)' has no way from '\(source.host)' to '\(controller.host)'", at: poll.place,
        hint: "add links: { from: \(source.host), to: \(controller.host) }")
    }
  }
}
