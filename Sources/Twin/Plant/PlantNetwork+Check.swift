internal import Diagnostics

extension PlantNetwork {
  /// Adds what does not fit: names that stand twice or name nothing, links that leave their zone without a
  /// conduit or through one of other zones, security controls that are none.
  func check(_ problems: Problems) {
    unique(zones.map { ($0.id, $0.place) }, "zone", problems)
    unique(conduits.map { ($0.id, $0.place) }, "conduit", problems)
    unique(hosts.map { ($0.id, $0.place) }, "host", problems)
    for conduit in conduits {
      for zone in conduit.zones { known(zone, zones.map(\.id), "zone", conduit.place, problems) }
      if Set(conduit.zones).count < 2 {
        problems.add(
          "conduit '\(conduit.id)' joins \(Set(conduit.zones).count) zones", at: conduit.place,
          hint: "zones: [one, another]")
      }
    }
    for host in hosts { known(host.zone, zones.map(\.id), "zone", host.place, problems) }
    for conduit in conduits {
      SecurityControl.check(
        conduit.controls, of: "conduit '\(conduit.id)'", at: conduit.place, problems)
    }
    for host in hosts {
      SecurityControl.check(host.controls, of: "host '\(host.id)'", at: host.place, problems)
    }
    for (index, link) in links.enumerated() {
      check(link, problems)
      if let first = links.prefix(index).first(where: { Self.isSame($0, link) }) {
        problems.add(
          "the link from '\(link.from)' to '\(link.to)' stands on line \(first.place.line ?? 0) already",
          at: link.place,
          hint:
            "keep one of them; two ways between two hosts go over conduits of their own or carry other tags"
        )
      }
    }
  }

  // Whether two links carry a tag over one way.
  private static func isSame(_ a: Link, _ b: Link) -> Bool {
    // A name that is missing was told where it was read.
    guard !a.from.isEmpty, !a.to.isEmpty, a.from == b.from, a.to == b.to, a.conduit == b.conduit
    else { return false }
    guard let own = a.tags, let other = b.tags else { return true }
    return !Set(own).isDisjoint(with: other)
  }

  private func check(_ link: Link, _ problems: Problems) {
    if link.loss >= 1 {
      problems.add(
        "the link from '\(link.from)' to '\(link.to)' loses everything: nothing ever comes over it",
        at: link.place, hint: "a loss below 1, or no link")
    }
    if !link.from.isEmpty, link.from == link.to {
      problems.add(
        "the link from '\(link.from)' to '\(link.to)' leaves no host", at: link.place,
        hint: "to: another host; what runs on one host needs no link")
    }
    let ids = hosts.map(\.id)
    for end in [link.from, link.to] { known(end, ids, "host", link.place, problems) }
    let conduit = link.conduit.flatMap { id in conduits.first { $0.id == id } }
    if let id = link.conduit, conduit == nil {
      known(id, conduits.map(\.id), "conduit", link.place, problems)
      return
    }
    guard let from = hosts.first(where: { $0.id == link.from })?.zone,
      let to = hosts.first(where: { $0.id == link.to })?.zone
    else { return }
    if from != to {
      guard let conduit else {
        problems.add(
          "the link from '\(link.from)' to '\(link.to)' leaves zone '\(from)' for '\(to)' without a conduit",
          at: link.place, hint: "conduit: one that joins the two")
        return
      }
      if !conduit.zones.contains(from) || !conduit.zones.contains(to) {
        problems.add(
          "conduit '\(conduit.id)' joins \(conduit.zones.joined(separator: ", ")), the link goes from "
            + "'\(from)' to '\(to)'", at: link.place, hint: nil)
      }
    }
  }

  private func unique(_ names: [(id: String, place: Place)], _ kind: String, _ problems: Problems) {
    var seen: [String: Place] = [:]
    for (id, place) in names {
      if let first = seen[id] {
        problems.add(
          "\(kind) '\(id)' stands on line \(first.line ?? 0) already", at: place,
          hint: "keep one of them")
      }
      seen[id] = seen[id] ?? place
    }
  }

  private func known(
    _ id: String, _ ids: [String], _ kind: String, _ place: Place, _ problems: Problems
  ) {
    // A name that is missing was told where it was read.
    if id.isEmpty || ids.contains(id) { return }
    problems.add(
      "unknown \(kind) '\(id)'", at: place,
      hint: ids.isEmpty
        ? "none is declared" : Suggestion.hint(for: id, in: Set(ids).sorted()))
  }

  /// The links over which a tag's values come from one host to another, the fewest; nil where there is no
  /// way, empty on one host.
  ///
  /// Breadth first over the links that carry the tag.
  func way(of tag: String, from: String, to: String) -> [Link]? {
    var ways: [String: [Link]] = [from: []]
    var front = [from]
    while ways[to] == nil, !front.isEmpty {
      var next: [String] = []
      for host in front {
        for link in links
        where link.from == host && link.tags?.contains(tag) ?? true && ways[link.to] == nil {
          ways[link.to] = (ways[host] ?? []) + [link]
          next.append(link.to)
        }
      }
      front = next
    }
    return ways[to]
  }
}
