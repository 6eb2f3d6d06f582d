import Foundation
import Pipeline
import Telemetry
import TestSupport
import Testing

@Suite("Settings of prognosers")
struct PrognoserPlanTests {
  @Test("every problem of every prognoser is told at once, with its place")
  func everyProblem() throws {
    let text = """
      plant: p
      train:
        prognosers:
          - { name: a, use: forrier-ridge, histories: h.csv, units: u.csv }
          - { name: b, histories: h.csv, units: u.csv, ends: failed }
          - { name: c, histories: h.csv }
          - { name: d, histories: h.csv, age: old, time: day, ends: failed }
          - { name: e, histories: h.csv, time: day, clock: cycles, ends: failed }
          - { name: g, histories: h.csv, ends: failed }
          - { name: g, histories: h.csv, ends: faild, splits: 0, feature: [x] }
          - { units: u.csv, settings: { features: 3, wave: 1 } }
          - { name: i, histories: h.csv, ends: running, judge: { histories: t.csv, cap: 0 } }
      """
    let found = try configurationProblems(text)
    #expect(
      found == """
        error: unknown prognoser 'forrier-ridge'
          at tocsin.yaml:4:23, train.prognosers[0].use
          hint: did you mean 'fourier-ridge'? known: fourier-ridge
        error: 'units' and 'ends' are both given
          at tocsin.yaml:5:7, train.prognosers[1]
          hint: keep one of them
        error: how did the units end? neither 'units' nor 'ends' is given
          at tocsin.yaml:6:7, train.prognosers[2]
          hint: units: units.csv (unit,start,end,outcome), or ends: failed
        error: 'age: old' and 'time: day' are both given
          at tocsin.yaml:7:7, train.prognosers[3]
          hint: age: for a column of cycles or hours, time: for a column of stamps
        error: a column of times cannot count cycles
          at tocsin.yaml:8:54, train.prognosers[4].clock
          hint: clock: hours or clock: days
        error: two prognosers are named 'g'
          at tocsin.yaml:10:7, train.prognosers[6]
          hint: give each a name: of its own
        error: 'splits' must be a whole number from 1 to 100, got '0'
          at tocsin.yaml:10:57, train.prognosers[6].splits
        error: 'ends' must be one of 'failed', 'running', got 'faild'
          at tocsin.yaml:10:42, train.prognosers[6].ends
        error: unknown key 'feature'
          at tocsin.yaml:10:60, train.prognosers[6].feature
          hint: did you mean 'features'? known: age, clock, columns, ends, features, histories, \
        judge, leave-out, name, settings, splits, time, unit, units, use
        error: 'features' must be a whole number from 16 to 4000, got '3'
          at tocsin.yaml:11:45, train.prognosers[7].settings.features
        error: unknown key 'wave'
          at tocsin.yaml:11:48, train.prognosers[7].settings.wave
          hint: known: bandwidth, cap, features, folds, horizon, operating-settings, ridge, rows, window
        error: 'histories' is missing
          at tocsin.yaml:11:7, train.prognosers[7]
        error: 'lives' is missing
          at tocsin.yaml:12:58, train.prognosers[8].judge
        error: 'cap' must be a number from 1.0 to 1000000000.0, got 0
          at tocsin.yaml:12:83, train.prognosers[8].judge.cap
        14 problems
        """)
  }

  @Test("histories alone make a plant; their defaults are times, days and five splits")
  func defaults() throws {
    let folder = try TemporaryFolder()
    try Data(
      "plant: p\ntrain: { prognosers: [{ histories: h.csv, units: u.csv }] }\n".utf8
    ).write(to: URL(fileURLWithPath: folder.file("tocsin.yaml")))
    let read = try Configuration.read(folder.file("tocsin.yaml"))
    #expect(read.data.telemetry == [])
    #expect(read.train.prognosers.map(\.name) == ["units"])
    let text = ResolvedConfiguration(configuration: read, seed: 1).text
    for line in [
      "use: fourier-ridge", "name: \"units\"", "unit: \"unit\"", "time: \"time\"", "clock: days",
      "splits: 5", "histories: \"h.csv\"", "units: \"u.csv\"", "features: 1000",
    ] {
      #expect(text.contains("      \(line)\n") || text.contains("- \(line)\n"), "\(line)\n\(text)")
    }
    #expect(!text.contains("telemetry"))
  }

  @Test(
    "a resolved prognoser reads back to the same, whatever is set and whatever is left to training")
  func resolved() throws {
    let text = """
      plant: p
      train:
        prognosers:
          - name: "a \\"b\\""
            histories: h.csv
            columns: [u, "c, d", x]
            unit: u
            age: "c, d"
            clock: hours
            ends: running
            features: [x]
            leave-out: [y]
            splits: 7
            settings: { features: 40, window: 6, bandwidth: 0.5, ridge: 0.001, horizon: 50, cap: 60, operating-settings: [x, z], folds: 3, rows: 500 }
            judge: { histories: t.csv, lives: l.txt, cap: 125 }
          - { name: b, histories: h.csv, units: u.csv, settings: { operating-settings: [] } }
      """
    let folder = try TemporaryFolder()
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder.file("tocsin.yaml")))
    let first = try Configuration.read(folder.file("tocsin.yaml"))
    let resolved = ResolvedConfiguration(configuration: first, seed: 1).text
    try Data(resolved.utf8).write(to: URL(fileURLWithPath: folder.file("tocsin.yaml")))
    let second = try Configuration.read(folder.file("tocsin.yaml"))
    #expect(ResolvedConfiguration(configuration: second, seed: 1).text == resolved)
    #expect(resolved.contains("horizon: 50"))
    #expect(resolved.contains("operating-settings: [\"x\", \"z\"]\n"), "\(resolved)")
  }

  @Test("check tells every problem of histories and units at once, with lines")
  func historyProblems() throws {
    let plant = try TinyPlant(
      rows: 0..<0,
      configuration: """
        plant: tiny
        train: { prognosers: [{ histories: h.csv, units: u.csv, time: day }] }

        """)
    try plant.write(
      """
      unit,day,heat
      a,2026-01-01,1
      a,2026-01-03,1
      b,2026-01-02,1
      zzzz,2026-01-02,1
      """, to: "h.csv")
    try plant.write(
      """
      unit,start,end,outcome
      a,2026-01-02,2026-01-04,failed
      b,2026-01-02,2026-01-03,failed
      d,2026-01-02,,running
      """, to: "u.csv")
    let found = try plant.checked()
    #expect(
      found == """
        error: unit 'd' has no rows in h.csv
          at u.csv:4
        error: unit 'zzzz' has 1 row, but does not stand in u.csv
          at h.csv:5
          hint: add a row for it: unit,start,end,outcome
        error: unit 'a': 1 row lies before its start 2026-01-02T00:00:00Z, the first at \
        2026-01-01T00:00:00Z
          at h.csv:2
          hint: the start stands in u.csv:2
        3 problems
        """)
  }
}
