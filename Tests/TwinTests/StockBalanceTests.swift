import Diagnostics
import Learning
import LinearAlgebra
import TestSupport
import Telemetry
import Testing
import Twin

@Suite("Accounts of stocks")
struct StockBalanceTests {
  @Test("a twin's levels depart from its equations as far as the plant's", arguments: 1...3)
  func alike(seed: UInt64) throws {
    let (_, fidelity) = try defaultProcess().calibrate(
      SimulatedTanks(rows: 4_000, seed: seed).record, seed: 4, threads: 1,
      progress: NoProgress())
    #expect(fidelity.balances.map(\.of) == fidelity.stocks.map(\.tag))
    for (balance, stock) in zip(fidelity.balances, fidelity.stocks) {
      let recorded = try #require(balance.departureRecorded.number)
      let r2 = try #require(stock.oneStepR2)
      // The same rows: departure² is what R² leaves.
      #expect(abs(recorded * recorded - (1 - r2)) < 1e-9)
    }
    let level = try #require(fidelity.balances.first { $0.of == "L_T1" })
    let (real, own) = (
      try #require(level.departureRecorded.number), try #require(level.departureSimulated.number)
    )
    // Innovations are replayed; the ends of a level's range and a thousand rows leave some tenths.
    #expect(own / real > 0.6 && own / real < 1.7, "\(own / real)")
  }
}
