import Attacks
import LinearAlgebra
import Telemetry
import Testing
import Twin

@Suite("Effects on the process")
struct ProcessEffectTests {
  private func surface(_ tags: [Telemetry.Tag]) -> AttackSurface {
    AttackSurface(
      tags: tags, interval: .hours(0.5),
      profiles: tags.map {
        $0.role == .status
          ? TagProfile(low: 0, high: 1, mean: 0.5, deviation: 1, states: [0, 1], isDriven: true)
          : TagProfile(low: 2, high: 10, mean: 5, deviation: 1)
      })
  }

  private func trace(_ columns: [[Double]]) -> LoopTrace {
    let rows = columns[0].indices.map { row in columns.map { $0[row] } }
    let matrix = Matrix(rowMajor: rows)
    return LoopTrace(
      times: rows.indices.map { newYear + TimeSpan.hours(0.5) * $0 }, truth: matrix,
      controller: matrix, historian: matrix)
  }

  private func effects(
    of tag: Telemetry.Tag, _ attacked: [Double], against quiet: [Double], from first: Int? = 1
  ) -> EffectRows {
    EffectRows(of: trace([attacked]), against: trace([quiet]), from: first, surface([tag]))
  }

  private func rows(_ found: EffectRows, _ effect: ProcessEffect) -> [Int] {
    found.rows.indices.filter { found.rows[$0].contains(effect) }
  }

  @Test("Levels run over or dry, pressures fall, flows fail: beyond 5 % beside what is usual")
  func byQuantity() {
    // The span is 8: 10.4 and 1.6 are still usual. The last row is beyond in the untouched run too.
    let attacked = [20.0, 10.5, 10.4, 1.5, 1.6, .nan, 20]
    let quiet = [5.0, 5, 5, 5, 5, 5, 20]
    let kinds: [(Telemetry.Tag, ProcessEffect?, ProcessEffect?)] = [
      (Tag(id: "x", quantity: .level), .overflow, .lowStock),
      (Tag(id: "x", quantity: .pressure), nil, .lowPressure),
      (Tag(id: "x", quantity: .flow), nil, nil),
      (Tag(id: "x", quantity: .head), nil, nil),
    ]
    for (tag, above, below) in kinds {
      let found = effects(of: tag, attacked, against: quiet)
      #expect(rows(found, .hoursLost) == [1, 3], "row 0 lies before the first tampering")
      for effect in ProcessEffect.allCases where effect != .hoursLost {
        #expect(rows(found, effect) == (effect == above ? [1] : effect == below ? [3] : []))
      }
      let expected = [above, below].compactMap(\.self)
        .map { EffectAmount(effect: $0, tag: "x", amount: 0.5) }
      #expect(found.amounts == expected + [EffectAmount(effect: .hoursLost, tag: "x", amount: 1)])
    }
  }

  @Test("Demand is unmet where less is drawn than in the untouched run")
  func demand() {
    let found = effects(
      of: Telemetry.Tag(id: "D", quantity: .demand), [5, 4.5, 4.7, 6, 4], against: [5, 5, 5, 5, 5])
    #expect(rows(found, .unmetDemand) == [1, 4], "more than 5 % of 8 less")
    #expect(found.amounts == [EffectAmount(effect: .unmetDemand, tag: "D", amount: 1)])
  }

  @Test("Wear is a switch more than the untouched run has had by then")
  func wear() {
    let pump = Tag(id: "S", role: .status)
    let found = effects(of: pump, [0, 1, 0, 1, 0, 0], against: [0, 0, 1, 1, 0, 0])
    // Switches by then: 1, 2, 3, 4 against 0, 1, 1, 2.
    #expect(rows(found, .wear) == [1, 2, 3, 4])
    #expect(found.amounts == [EffectAmount(effect: .wear, tag: "S", amount: 2)])
    // An hour earlier, but not more often.
    #expect(effects(of: pump, [0, 1, 1, 1], against: [0, 0, 0, 1]).amounts == [])
  }

  @Test("What a tag measures is declared, or told by its unit or its name's letters")
  func quantities() {
    func effect(_ tag: Telemetry.Tag) -> [ProcessEffect] {
      effects(of: tag, [5, 1], against: [5, 5]).rows[1].list.filter { $0 != .hoursLost }
    }
    for id in ["L_T1", "LIT101", "P1_LIT01", "tank LT"] {
      #expect(effect(Tag(id: id)) == [.lowStock])
    }
    for id in ["P_J280", "PIT501", "P1_PIT01"] { #expect(effect(Tag(id: id)) == [.lowPressure]) }
    for id in ["F_PU1", "FIT201"] { #expect(effect(Tag(id: id)) == []) }
    // Metres of water: a pressure by its name, else a level.
    #expect(effect(Tag(id: "P_J1", unit: "m")) == [.lowPressure])
    #expect(effect(Tag(id: "T1", unit: "m")) == [.lowStock])
    for id in ["x", "P1", "P101", "AIT201", "Level"] { #expect(effect(Tag(id: id)) == []) }
    #expect(effect(Tag(id: "x", unit: "m")) == [.lowStock])
    #expect(effect(Tag(id: "L_T1", unit: "bar")) == [.lowPressure])
    #expect(effect(Tag(id: "P_J1", unit: "bar", quantity: .level)) == [.lowStock])
    #expect(effect(Tag(id: "L_T1", role: .setpoint)) == [])
  }

  @Test("Runs that do not match, or without tampering, have no effects")
  func unlike() {
    let tag = Tag(id: "L_T1")
    #expect(effects(of: tag, [5, 20], against: [5, 5], from: nil).amounts == [])
    let found = effects(of: tag, [5, 20], against: [5, 5, 5])
    #expect(found.amounts == [] && found.rows == [[], []])
  }
}
