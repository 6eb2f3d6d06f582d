import Diagnostics
import Testing
import Twin

@Suite("The PID block")
struct PIDControllerTests {
  /// A first-order process: dx/dt = (k·u − x)/τ, solved exactly over each second.
  private struct Process {
    var x = 0.0
    var gain = 2.0
    var decay = 0.904837418035959573  // e^(−1/10), τ = 10 s

    mutating func step(_ u: Double) { x = gain * u + (x - gain * u) * decay }
  }

  private func block(_ extra: [(String, Written)] = []) throws -> LoneBlock {
    try LoneBlock(
      .mapping(
        [
          ("use", "pid-controller"), ("of", "x"), ("setpoint", "r"), ("to", "u"), ("gain", 1.5),
          ("integral", "8s"), ("low", 0), ("high", 1),
        ] + extra))
  }

  @Test("brings a first-order process to its set point and keeps it there")
  func converges() throws {
    var block = try block([("derivative", "1s")])
    var process = Process()
    for _ in 0..<300 {
      block.scan(["x": process.x, "r": 1.2])
      process.step(block["u"])
    }
    // The slowest mode of this loop decays with about 10 s: after 300 s nothing is left but rounding.
    #expect(abs(process.x - 1.2) < 1e-9)
    #expect(abs(block["u"] - 0.6) < 1e-9)
  }

  @Test("equals the textbook's sum where no limit is met")
  func textbook() throws {
    var wide = try LoneBlock(
      [
        "use": "pid-controller", "of": "x", "setpoint": "r", "to": "u", "gain": 1.5,
        "integral": "8s",
        "derivative": "2s", "filter": 0.5, "low": -100, "high": 100,
      ])
    wide["u"] = 0
    var generator = SeededGenerator(seed: 3)
    var (integral, slope, before) = (0.0, 0.0, 0.0)
    for scan in 0..<200 {
      let (x, r) = (generator.uniform(), generator.uniform())
      wide.scan(["x": x, "r": r])
      // Naive: u = K(e + ∫e/Ti − Td·dy_f/dt), no part of it limited.
      if scan == 0 {
        // It begins with the output that it finds.
        #expect(wide["u"] == 0)
        integral = -1.5 * (r - x)
      } else {
        slope = (1 * slope + (x - before)) / (1 + 1)
        integral += 1.5 / 8 * (r - x)
        let expected = 1.5 * (r - x) + integral - 1.5 * 2 * slope
        // Sums in another order: a few units in the last place of numbers up to 100.
        #expect(abs(wide["u"] - expected) < 1e-10)
      }
      before = x
    }
  }

  @Test("an interlock that holds the output is followed: it lets go where it held, not at a limit")
  func heldByAnother() throws {
    var block = try block()
    for _ in 0..<20 { block.scan(["x": 0.2, "r": 0.4]) }
    // An hour at 0.1, while the error asks for more in every scan.
    for _ in 0..<3_600 {
      block.scan(["x": 0.2, "r": 0.4])
      block["u"] = 0.1
    }
    block.scan(["x": 0.2, "r": 0.4])
    // One step of the integral: K·h/Ti·e = 1.5 / 8 · 0.2.
    #expect(abs(block["u"] - 0.1 - 0.0375) < 1e-12)
  }

  @Test("leaves its limit at once when the error turns: the integral does not wind up")
  func antiWindup() throws {
    var block = try block()
    for _ in 0..<500 { block.scan(["x": 0, "r": 5]) }
    #expect(block["u"] == 1)
    block.scan(["x": 5.2, "r": 5])
    #expect(block["u"] < 1)
  }

  @Test("takes over from an operator without a bump, and starts from the present output")
  func bumpless() throws {
    var block = try block([("manual", "hand"), ("at", "wanted")])
    block["u"] = 0.4
    block.scan(["x": 1, "r": 1.3, "hand": 0, "wanted": 0.7])
    #expect(block["u"] == 0.4)
    for _ in 0..<50 { block.scan(["hand": 1]) }
    #expect(block["u"] == 0.7)
    block.scan(["hand": 0])
    // One scan's integral: K·h/Ti·e = 1.5/8·0.3.
    #expect(abs(block["u"] - (0.7 + 1.5 / 8 * 0.3)) < 1e-12)
  }

  @Test("stays where it is without a reading")
  func missing() throws {
    var block = try block()
    for _ in 0..<20 { block.scan(["x": 0.9, "r": 1]) }
    let last = block["u"]
    block.scan(["x": .nan])
    #expect(block["u"] == last)
  }

  @Test("a step of the set point gives no kick of the derivative")
  func noKick() throws {
    var block = try block([("derivative", "60s")])
    for _ in 0..<20 { block.scan(["x": 1, "r": 1]) }
    let before = block["u"]
    block.scan(["r": 1.1])
    #expect(abs(block["u"] - before - (1.5 * 0.1 + 1.5 / 8 * 0.1)) < 1e-12)
  }
}
