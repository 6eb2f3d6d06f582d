extension InpReader {
  /// What a token of a section's line has to be, whatever else the line says.
  enum Kind {
    case node
    case link
    case number
  }

  /// The tokens of a section's lines that stand at one place.
  private static let kinds: [String: [Int: Kind]] = [
    "[JUNCTIONS]": [1: .number, 2: .number],
    "[RESERVOIRS]": [1: .number],
    "[TANKS]": [1: .number, 2: .number, 3: .number, 4: .number, 5: .number, 6: .number],
    "[PIPES]": [1: .node, 2: .node, 3: .number, 4: .number, 5: .number],
    "[PUMPS]": [1: .node, 2: .node],
    "[VALVES]": [1: .node, 2: .node, 3: .number],
    "[DEMANDS]": [0: .node, 1: .number],
    "[EMITTERS]": [0: .node, 1: .number],
    "[STATUS]": [0: .link],
  ]

  /// What else is wrong with a line behind the token at which reading it ended: names and numbers that are none.
  func rest(after failure: InpFailure, section: InpSection?) -> [InpFailure] {
    guard let section, let first = failure.token else { return [] }
    return kinds(section).sorted { $0.key < $1.key }.compactMap { token, kind in
      guard token > first, token < count else { return nil }
      switch kind {
      case .node: return nodeIDs[bytes(token)] == nil ? InpFailure(.undefinedNode, token) : nil
      case .link: return linkIDs[bytes(token)] == nil ? InpFailure(.undefinedLink, token) : nil
      case .number: return line.double(token) == nil ? InpFailure(.number, token) : nil
      }
    }
  }

  private func kinds(_ section: InpSection) -> [Int: Kind] {
    guard section.name == "[CONTROLS]" else { return Self.kinds[section.name] ?? [:] }
    // LINK id status IF NODE id ABOVE|BELOW value; the others go by a time.
    let isOfTime = line.token(4, begins: "TIME") || line.token(4, begins: "CLOCKTIME")
    return isOfTime ? [1: .link] : [1: .link, 5: .node, 7: .number]
  }
}
