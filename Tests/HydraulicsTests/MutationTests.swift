import Diagnostics
import Foundation
import Hydraulics
import Testing

@Suite struct MutationTests {
  private static let nasty: [String] = [
    "", "\"", "\"a b\"", "nan", "inf", "-1", "0", "1e308", "1e-308", "-1e308",
    "9999999999999999999",
    "0x10", "*", ";", "[", "[PATTERNS]", "[END]", "[RULES]", "\0", "\r", "a:b:c:d", "::", "12 AM",
    "OPEN", "CV", "MULTIPLY", "RULE", "IF", "GPV", "HEAD", "PUMP", "\u{FEFF}", "é", "T1", "J1",
    "U1",
    String(repeating: "x", count: 40), String(repeating: "1 ", count: 700),
  ]

  /// One change of a file: bytes, tokens or lines are replaced, doubled, swapped, dropped or cut off.
  private func mutate(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
    var bytes = bytes
    func position() -> Int { Int.random(in: 0..<max(1, bytes.count), using: &random) }
    switch Int.random(in: 0..<7, using: &random) {
    case 0: bytes[position()] = UInt8.random(in: 0...255, using: &random)
    case 1: bytes.removeLast(bytes.count - position())
    case 2:
      let word = Self.nasty[Int.random(in: 0..<Self.nasty.count, using: &random)]
      bytes.insert(contentsOf: word.utf8, at: position())
    case 3:
      // A token is replaced.
      var tokens = bytes.split(separator: 32, omittingEmptySubsequences: false).map(Array.init)
      let at = Int.random(in: 0..<tokens.count, using: &random)
      tokens[at] = Array(Self.nasty[Int.random(in: 0..<Self.nasty.count, using: &random)].utf8)
      bytes = Array(tokens.joined(separator: [32]))
    default:
      var lines = bytes.split(separator: 10, omittingEmptySubsequences: false).map(Array.init)
      let (a, b) = (
        Int.random(in: 0..<lines.count, using: &random),
        Int.random(in: 0..<lines.count, using: &random)
      )
      switch Int.random(in: 0..<3, using: &random) {
      case 0: lines.remove(at: a)
      case 1: lines.swapAt(a, b)
      default: lines.insert(lines[a], at: b)
      }
      bytes = Array(lines.joined(separator: [10]))
    }
    return bytes.isEmpty ? [10] : bytes
  }

  /// What a network must hold so that a solver can rely on it.
  private func problems(_ network: Network) -> [String] {
    var found: [String] = []
    func require(_ holds: Bool, _ what: String) { if !holds { found.append(what) } }
    let patterns = network.patterns.indices
    for node in network.nodes {
      require(node.elevation.isFinite, "elevation")
      require(node.demands.allSatisfy { patterns.contains($0.pattern) }, "demand pattern")
      require(node.demands.allSatisfy(\.base.isFinite), "demand")
    }
    for (index, tank) in network.tanks.enumerated() {
      require(tank.node == network.junctionCount + index, "tank's node")
      require(tank.area.isFinite && tank.area >= 0 && tank.maxVolume.isFinite, "tank")
      require(tank.volumeCurve.map(network.curves.indices.contains) ?? true, "volume curve")
      require(tank.headPattern.map(patterns.contains) ?? true, "head pattern")
    }
    for link in network.links {
      require(network.nodes.indices.contains(link.from), "from")
      require(network.nodes.indices.contains(link.to) && link.to != link.from, "to")
      require(link.setting.isFinite && link.minorLoss.isFinite, "link")
      require(link.headLossCurve.map(network.curves.indices.contains) ?? true, "loss curve")
    }
    for pump in network.pumps {
      require(network.links[pump.link].kind == .pump && pump.form != .none, "pump")
      require(pump.r.isFinite && pump.qMax.isFinite && pump.hMax.isFinite, "pump curve")
    }
    require(network.patterns.allSatisfy { !$0.multipliers.isEmpty }, "pattern")
    require(network.curves.allSatisfy { !$0.x.isEmpty && $0.x.count == $0.y.count }, "curve")
    require(network.times.hydraulicStep > 0 && network.times.reportStep > 0, "steps")
    require(network.rules.isEmpty || network.times.ruleStep > 0, "rule step")
    require(network.times.patternStep > 0 && network.times.startClock < 86_400, "times")
    for rule in network.rules {
      for action in rule.thenActions + rule.elseActions {
        require(network.links.indices.contains(action.link), "action")
        require(action.status != nil || action.setting >= 0, "action's value")
      }
    }
    return found
  }

  @Test("5,000 seeded mutations are read or refused, and what is read is sound")
  func mutations() throws {
    let seeds = try ReferenceFile.committed().cases.filter { $0.name.hasPrefix("full-") }
    var random = SeededGenerator(seed: 20_261_123)
    var accepted = 0
    for round in 0..<5_000 {
      var bytes = seeds[round % seeds.count].bytes
      for _ in 0..<Int.random(in: 1...2, using: &random) { bytes = mutate(bytes, &random) }
      do throws(Faults) {
        let network = try Network(inp: bytes)
        accepted += 1
        let found = problems(network)
        #expect(found.isEmpty, "round \(round): \(found)")
      } catch {
        #expect(!error.all.isEmpty && error.all.count <= 10)
        #expect(error.all.allSatisfy { $0.kind == .badData })
      }
    }
    // Else the mutations would be too coarse to reach what lies behind the first error.
    #expect(accepted > 1_000 && accepted < 4_500, "\(accepted) accepted")
  }
}
