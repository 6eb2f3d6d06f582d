import Diagnostics
import Foundation
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

@Suite(.enabled(if: Datasets.folder != nil, "TOCSIN_DATASETS is not set"))
struct CTownEditTests {
  @Test("C-Town's controls are rules that can be edited, each by the file's levels")
  func rules() throws {
    let twin = try CTownPlant.calm().twin
    let text = String(
      decoding: try Data(contentsOf: URL(fileURLWithPath: Datasets.path("batadal/CTOWN.INP"))),
      as: UTF8.self)
    let controls = CTownRulesTests.controls(text)
    let logic = try #require(twin.controllerLogic.first)
    #expect(twin.controllerLogic.count == 1 && logic.id == "rules")
    #expect(Set(logic.names) == Set(controls.keys.map { "S_\($0)" }))
    // The lines that epanetCPA's third scenario of C-Town names.
    let named = (17...20).map { logic.controls[$0] }
    #expect(named.map { $0?.signal } == ["S_PU10", "S_PU10", "S_PU11", "S_PU11"])
    #expect(named.map { $0?.parameter } == ["on", "off", "on", "off"])
    for block in logic.blocks {
      let control = try #require(controls[String(block.signals[0].dropFirst(2))])
      #expect(block["of"] == control.sensor)
      let (on, off) = (
        block["on-below"].flatMap(Double.init), block["off-above"].flatMap(Double.init)
      )
      #expect(abs((on ?? 9) - control.openBelow) < 1e-6, "\(block.signals[0])")
      #expect(abs((off ?? 9) - control.closedAbove) < 1e-6, "\(block.signals[0])")
    }
  }

  @Test("PU4 goes off at an edited level for a week, and at the file's after it")
  func edited() throws {
    let twin = try CTownPlant.calm().twin
    let control = try #require(twin.tags.firstIndex { $0.id == "S_PU4" })
    let level = try #require(twin.tags.firstIndex { $0.id == "L_T3" })
    let own = try #require(twin.controllerLogic[0].blocks.first { $0.signals == ["S_PU4"] })
    let off = try #require(own["off-above"].flatMap(Double.init))
    let edit = try twin.edited("rules", .rules, "S_PU4") { logic, block in
      logic.edit(block) { $0.set("off-above", to: "\(off - 1)", at: .init()) }
    }
    let (plain, trace) = (
      try twin.trace(500), try twin.trace(500, tap: EditTap(from: 100, until: 268, edit))
    )
    #expect(trace.agrees(with: plain, on: 0..<100))
    let (levels, states) = (trace.truth.column(level), trace.truth.column(control))
    // An hour's row may end on the way from one level to the other.
    #expect((levels[130..<268].max() ?? 9) < off - 0.5)
    #expect(Set(states[130..<268]) == [0, 1])
    #expect((plain.truth.column(level)[130..<268].max() ?? 0) > off - 0.5)
    #expect((levels[300...].max() ?? 0) > off - 0.5)
  }
}
