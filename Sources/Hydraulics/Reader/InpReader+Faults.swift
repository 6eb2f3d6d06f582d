internal import Diagnostics

extension InpReader {
  /// So many ids are compared with one that is unknown.
  private static let suggestionLimit = 5_000

  /// The place of the line, or of a token in it.
  func place(token: Int? = nil, section: InpSection? = nil) -> Place {
    var column: Int?
    if let token, token < line.tokens.count {
      column = line.tokens[token].lowerBound - line.start + 1
    }
    return Place(file: file, line: line.number, column: column, path: section?.name)
  }

  /// Keeps a failure as a fault with its place and hint.
  mutating func add(_ failure: InpFailure, section: InpSection?) {
    let error = failure.error
    var problem = error.text
    if let token = failure.token {
      problem += " '\(line.text(token))'"
      if token > 0, let section, section.namesElement {
        problem += " for \(section.element) '\(line.text(0))'"
      }
    } else {
      problem += " in '\(line.text)'"
    }
    problem += " (EPANET error \(error.rawValue))"
    faults.append(
      Fault(
        .badData, problem, at: place(token: failure.token, section: section),
        hint: failure.hint ?? hint(error, failure.token, section)))
  }

  /// A fault of the file as a whole.
  func whole(_ error: InpError, _ hint: String?) -> Fault {
    Fault(
      .badData, "\(error.text) (EPANET error \(error.rawValue))", at: Place(file: file), hint: hint)
  }

  /// A fault of one element at the line that made it.
  func fault(
    _ error: InpError, _ element: String, _ section: String, line: Int, hint: String
  ) -> Fault {
    Fault(
      .badData, "\(error.text): \(element) (EPANET error \(error.rawValue))",
      at: Place(file: file, line: line, path: section), hint: hint)
  }

  func outsideHint() -> String {
    if line.bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      return "the file begins with a byte-order mark: save it as UTF-8 without one"
    }
    return "the first line that is no comment must be a section like [TITLE]"
  }

  private func hint(_ error: InpError, _ token: Int?, _ section: InpSection?) -> String? {
    switch error {
    case .undefinedNode, .undefinedTraceNode: return suggest(token, nodeIDs.keys, "node")
    case .undefinedLink: return suggest(token, linkIDs.keys, "link")
    case .undefinedPump:
      return suggest(token, network.pumps.map { linkNames[$0.link] }, "pump")
    case .undefinedPattern: return suggest(token, patternIDs.keys.filter { !$0.isEmpty }, "pattern")
    case .undefinedCurve: return suggest(token, curveIDs.keys, "curve")
    case .syntax: return section.map { "expected: \($0.format)" }
    case .number: return "a finite number like 12.5 or 1e-3"
    case .duplicate: return "an ID stands once among all nodes, and once among all links"
    case .idName: return "an ID has at most 31 bytes"
    case .nodeValue, .linkValue, .option, .energy: return section.map { "expected: \($0.format)" }
    case .sameEnds: return "a link runs between two nodes"
    case .controlledCheckValve:
      return "a check valve has no status, and a GPV no setting, that can be set"
    case .valveAtTank: return "put a pipe between the PRV, PSV or FCV and the reservoir or tank"
    case .valveAtValve: return "put a pipe between the two valves"
    case .pressureLimits: return "REQUIRED PRESSURE must exceed MINIMUM PRESSURE by 0.1 or more"
    case .misplacedClause: return "the order is RULE, IF, AND or OR, THEN, AND, ELSE, AND, PRIORITY"
    default: return nil
    }
  }

  /// The nearest known id or, where there are few, all of them.
  private func suggest(
    _ token: Int?, _ known: some Sequence<ArraySlice<UInt8>>, _ kind: String
  ) -> String? {
    let names = known.map { InpLine.text($0) }.sorted()
    if names.isEmpty { return "the file has no \(kind) before this line" }
    if let token {
      let wanted = line.text(token)
      // A slip is at most three edits; distances to a hundred thousand ids would take seconds.
      let near = names.filter { abs($0.utf8.count - wanted.utf8.count) <= 3 }
        .prefix(Self.suggestionLimit)
      if let nearest = Suggestion.nearest(to: wanted, in: Array(near)) {
        return "did you mean '\(nearest)'?"
      }
    }
    return names.count <= 12
      ? "known: " + names.joined(separator: ", ") : "\(names.count) \(kind)s are known"
  }
}
