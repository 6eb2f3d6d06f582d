extension InpReader {
  /// The bytes of a token; empty where there is none.
  func bytes(_ token: Int) -> ArraySlice<UInt8> {
    token < line.tokens.count ? line.bytes[line.tokens[token]] : []
  }

  /// The number of tokens.
  var count: Int { line.tokens.count }

  /// What stands after the semicolon, at most `limit` bytes.
  func comment(limit: Int = 255) -> String {
    InpLine.text(line.bytes[line.comment].prefix(limit))
  }

  /// The node of a token.
  func node(_ token: Int) throws(InpFailure) -> Int {
    guard let index = nodeIDs[bytes(token)] else { throw InpFailure(.undefinedNode, token) }
    return index
  }

  /// The link of a token.
  func link(_ token: Int) throws(InpFailure) -> Int {
    guard let index = linkIDs[bytes(token)] else { throw InpFailure(.undefinedLink, token) }
    return index
  }

  /// The pattern of a token; an empty one is EPANET's constant.
  func pattern(_ token: Int) throws(InpFailure) -> Int {
    guard let index = patternIDs[bytes(token)] else { throw InpFailure(.undefinedPattern, token) }
    return index
  }

  /// The curve of a token.
  func curve(_ token: Int) throws(InpFailure) -> Int {
    guard let index = curveIDs[bytes(token)] else { throw InpFailure(.undefinedCurve, token) }
    return index
  }

  /// True for the index of a reservoir or tank.
  func isFixed(_ node: Int) -> Bool { node >= junctionLimit }

  /// Changes a node that is already read.
  mutating func change(_ node: Int, _ body: (inout NetworkNode) -> Void) {
    if node < junctions.count {
      body(&junctions[node])
    } else if node >= junctionLimit, node - junctionLimit < fixedNodes.count {
      body(&fixedNodes[node - junctionLimit])
    }
  }

  /// Keeps the id of the node that the line makes.
  mutating func addNodeID(_ index: Int) throws(InpFailure) {
    let id = bytes(0)
    if isFixed(index) { fixedNames.append(id) } else { junctionNames.append(id) }
    guard nodeIDs[id] == nil else { throw InpFailure(.duplicate, 0) }
    guard id.count <= 31 else { throw InpFailure(.idName, 0) }
    nodeIDs[id] = index
  }

  /// Adds the link that the line makes, with its two ends.
  mutating func addLink(_ kind: NetworkLink.Kind, fewest: Int) throws(InpFailure) -> Int {
    let id = bytes(0)
    let index = network.links.count
    linkNames.append(id)
    network.links.append(
      NetworkLink(
        id: line.text(0), kind: kind, from: 0, to: 0, diameter: 0, length: 0, setting: 0,
        minorLoss: 0, initialStatus: .open, comment: comment(), line: line.number))
    guard linkIDs[id] == nil else { throw InpFailure(.duplicate, 0) }
    guard id.count <= 31 else { throw InpFailure(.idName, 0) }
    linkIDs[id] = index
    guard count >= fewest else { throw InpFailure(.syntax) }
    let from = try node(1)
    let to = try node(2)
    guard from != to else { throw InpFailure(.sameEnds, 0) }
    network.links[index].from = from
    network.links[index].to = to
    return index
  }

  /// True where an id lies in the range that two tokens span.
  ///
  /// Both tokens beginning with a positive number: by number, else by bytes.
  func range(_ low: Int, _ high: Int) -> (ArraySlice<UInt8>) -> Bool {
    let lowest = InpNumber.whole(bytes(low))
    let highest = InpNumber.whole(bytes(high))
    if lowest > 0, highest > 0 {
      return { id in
        let value = InpNumber.whole(id)
        return value >= lowest && value <= highest
      }
    }
    let from = bytes(low)
    let to = bytes(high)
    return { id in !id.lexicographicallyPrecedes(from) && !to.lexicographicallyPrecedes(id) }
  }
}
