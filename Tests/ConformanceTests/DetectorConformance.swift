import Detection
import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("What every detector of the catalog keeps")
struct DetectorConformance {
  private let clean = ConformancePlant.clean
  private let dirty = ConformancePlant.dirty

  @Test("a score per row, finite and at least 0, or NaN", arguments: DetectorCase.all)
  func scorePerRow(_ detector: DetectorCase) throws {
    let model = try detector.fit()
    let extremes = [
      Double.infinity, -.infinity, 1e308, -1e308, .greatestFiniteMagnitude, .leastNonzeroMagnitude,
    ]
    let damaged = dirty.changing { i, j, value in
      i % 9 == 4 && (i / 9 + j) % 3 == 0 && !value.isNaN ? extremes[i / 9 % 6] : value
    }
    for frame in [clean, dirty, damaged, clean.rows(0..<1), clean.rows(0..<0)] {
      let scores = model.scores(frame)
      #expect(scores.count == frame.count)
      let wrong = scores.firstIndex { !($0.isFinite && $0 >= 0) && !$0.isNaN }
      #expect(wrong == nil, "\(wrong.map { scores[$0] } ?? 0) in row \(wrong ?? 0)")
    }
    // A normal row that can be scored is: only the first rows lack their lags.
    let scored = model.scores(clean).count { $0.isFinite }
    #expect(scored >= clean.count - 5)
  }

  @Test("a score never depends on later rows", arguments: DetectorCase.all)
  func causal(_ detector: DetectorCase) throws {
    let model = try detector.fit()
    let scores = model.scores(dirty)
    for cut in [1, 63, 64, 65, 120] {
      for value in [Double.nan, 1e300, 0] {
        let changed = dirty.changing { i, _, old in i >= cut ? value : old }
        #expect(model.scores(changed)[..<cut].map(\.bitPattern) == scores[..<cut].map(\.bitPattern))
      }
      #expect(model.scores(dirty.rows(0..<cut)).bits == Array(scores[..<cut]).bits)
    }
  }

  @Test("any cut of the rows into calls gives the same bits", arguments: DetectorCase.all)
  func cuts(_ detector: DetectorCase) throws {
    let model = try detector.fit()
    let whole = model.scores(dirty).bits
    for size in [1, 7, 64] { #expect(model.scores(dirty, by: size).bits == whole, "by \(size)") }
    // The erased scorer, with empty calls in between.
    var scorer = model.scorer()
    var pieces: [Double] = []
    for cut in ConformancePlant.cuts(dirty.count, by: 5) {
      pieces += scorer.scores(dirty.rows(cut.lowerBound..<cut.lowerBound))
      pieces += scorer.scores(dirty.rows(cut))
    }
    #expect(pieces.bits == whole)
  }

  // Plain dgemm happens to keep the law for eight tags on some processors.
  @Test("any cut gives the same bits with 43 tags as well", arguments: DetectorCase.all)
  func cutsOfManyTags(_ detector: DetectorCase) throws {
    let model = try detector.fit(
      DetectionData.plant(rows: 400, tags: 43, seed: 5), blocks: 2, floor: 1e-4)
    let frame = DetectionData.plant(rows: 150, tags: 43, seed: 6).changing { i, j, value in
      i == 70 && j % 5 == 0 ? .nan : value
    }
    let whole = model.scores(frame).bits
    for size in [1, 7, 64] { #expect(model.scores(frame, by: size).bits == whole, "by \(size)") }
  }

  @Test("a state written out and read back goes on with the same bits", arguments: DetectorCase.all)
  func stateTravels(_ detector: DetectorCase) throws {
    let model = try detector.fit()
    let whole = model.scores(dirty).bits
    for cut in [0, 1, 39, 40, 84, 85] {
      #expect(try model.scoresThroughFile(dirty, cut: cut).bits == whole, "cut before row \(cut)")
    }
  }

  @Test("the same rows give the same model, bit for bit", arguments: DetectorCase.all)
  func deterministic(_ detector: DetectorCase) throws {
    #expect(try detector.fit().artifact == detector.fit().artifact)
  }

  @Test("an artifact restores the model, bit for bit", arguments: DetectorCase.all)
  func restores(_ detector: DetectorCase) throws {
    let model = try detector.fit()
    #expect(model.artifact.kind == detector.entry.id)
    let again = try model.restored()
    #expect(again.artifact == model.artifact)
    #expect(again.scores(dirty).bits == model.scores(dirty).bits)
  }

  @Test(
    "an artifact that lacks a part, or has one of another shape, is a fault",
    arguments: DetectorCase.all)
  func damaged(_ detector: DetectorCase) throws {
    let artifact = try detector.fit().artifact
    func refuses(_ change: (inout ModelArtifact) -> Void) {
      var damaged = artifact
      change(&damaged)
      #expect(throws: Fault.self) {
        try Detectors.restore(
          damaged, tags: ConformancePlant.training.tags, interval: DetectionData.interval)
      }
    }
    for name in artifact.arrays.keys.sorted() {
      refuses { $0.arrays[name] = nil }
      refuses { $0.arrays[name] = ModelArtifact.Array(shape: [1, 1, 1], values: [1]) }
    }
    for name in artifact.texts.keys.sorted() {
      refuses { $0.texts[name] = nil }
      refuses { $0.texts[name] = "no such word" }
    }
    for name in artifact.numbers.keys.sorted() {
      for value in [nil, -1, 0, Double.nan] { refuses { $0.numbers[name] = value } }
    }
    refuses { $0.kind = "no-such-detector" }
  }

  @Test(
    "any pattern of missing cells is scored; only a row without any cell is not",
    arguments: DetectorCase.all)
  func missingCells(_ detector: DetectorCase) throws {
    let model = try detector.fit()
    for mask in 0..<1 << ConformancePlant.tags {
      let frame = clean.rows(0..<7).changing { i, j, value in
        i == 6 && mask >> j & 1 == 1 ? .nan : value
      }
      let score = model.scores(frame)[6]
      let isEmpty = mask == 1 << ConformancePlant.tags - 1
      let isScored = !isEmpty || detector.entry.id == "missing-data"
      #expect(score.isFinite == isScored && score.isNaN == !isScored, "pattern \(mask): \(score)")
    }
  }

  @Test(
    "a tag that was constant in training and moves scores high and finite",
    arguments: DetectorCase.all)
  func constantMoves(_ detector: DetectorCase) throws {
    let model = try detector.fit()
    let moved = clean.changing { i, j, value in
      j == ConformancePlant.constant && i >= 100 ? value + 1 : value
    }
    let before = model.scores(clean)[100...].max() ?? .nan
    let after = model.scores(moved)[100]
    #expect(after.isFinite)
    ValueLaw.constantMoves.expect(
      after > 10 * before ? [] : ["\(before) before, \(after) after"], of: detector)
  }

  @Test("cells beyond all bounds score high and finite, never NaN", arguments: DetectorCase.all)
  func beyondBounds(_ detector: DetectorCase) throws {
    let model = try detector.fit()
    let usual = model.scores(clean).filter { !$0.isNaN }.max() ?? .nan
    var failures: [String] = []
    for value in [1e308, -1e308, .infinity, -.infinity] {
      for tag in 0..<ConformancePlant.tags {
        let frame = clean.rows(0..<20).changing { i, j, old in i == 10 && j <= tag ? value : old }
        let scores = model.scores(frame)
        let isFinite = scores[10...].allSatisfy { $0.isFinite }
        #expect(isFinite, "\(value) in \(tag + 1) tags")
        if !(scores[10] > 100 * usual) {
          failures.append("\(value) in \(tag + 1) tags: \(scores[10]), \(usual) is usual")
        }
      }
    }
    ValueLaw.beyondBounds.expect(failures, of: detector)
  }

  @Test(
    "a fit is a fold: any cut of the normal time leads to one pass's model",
    arguments: DetectorCase.all)
  func fold(_ detector: DetectorCase) throws {
    // A loss that crosses many borders between pieces.
    let frame = ConformancePlant.training.changing { i, j, value in
      j == 2 && (410..<475).contains(i) ? .nan : value
    }
    let whole = try detector.fitInOnePass(frame).artifact
    for blocks in [2, 3, 7, 20] {
      let parts = try detector.fit(frame, blocks: blocks).artifact
      #expect(parts.arrays.keys.sorted() == whole.arrays.keys.sorted())
      for (name, array) in whole.arrays {
        let distance = try #require(parts.arrays[name]).values.relativeDistance(to: array.values)
        // Sums agree to 1e-12 (LaggedMomentsTests); solving and inverting magnify that.
        #expect(distance < 1e-8, "\(name) in \(blocks) blocks: \(distance)")
      }
      #expect(parts.texts == whole.texts)
      #expect(parts.numbers.keys.sorted() == whole.numbers.keys.sorted())
      for (name, number) in whole.numbers {
        let other = try #require(parts.numbers[name])
        #expect(
          [other].relativeDistance(to: [number]) < 1e-8,
          "\(name) in \(blocks) blocks: \(other), \(number)")
      }
    }
  }

  @Test(
    "shares are at least 0 and sum to 1, or to 0 where nothing stands out",
    arguments: DetectorCase.all)
  func shares(_ detector: DetectorCase) throws {
    let model = try detector.fit()
    for frame in [clean, dirty, dirty.changing { i, _, value in i == 50 ? 1e308 : value }] {
      let shares = try model.explain(frame).shares
      #expect(shares.rows == frame.count && shares.columns == frame.tags.count)
      for i in 0..<frame.count {
        let row = shares.row(i)
        let sum = row.reduce(0, +)
        let isValid = row.allSatisfy { $0 >= 0 } && (sum == 0 || abs(sum - 1) < 1e-12)
        #expect(isValid, "row \(i): \(row)")
        if detector.entry.id != "missing-data" {
          let blames = frame.tags.indices.contains { frame.values[i, $0].isNaN && row[$0] > 0 }
          #expect(!blames, "row \(i): a missing cell cannot stand out")
        }
      }
    }
    #expect(try model.explain(clean.rows(0..<0)).shares.rows == 0)
  }

  @Test("an explanation goes on from the state before its rows", arguments: DetectorCase.all)
  func explainsFromState(_ detector: DetectorCase) throws {
    func compare<M: DetectorModel>(_ model: M) throws {
      var state = model.initialState()
      _ = model.scores(dirty.rows(0..<100), state: &state)
      let later = try #require(model.explain(dirty.rows(100..<140), state: state))
      let whole = try model.explain(dirty).shares.rows(100..<140)
      #expect(later.shares.elements.relativeDistance(to: whole.elements) < 1e-9)
    }
    try compare(try detector.fit())
  }

  @Test("what is expected of normal rows is close to what is seen", arguments: DetectorCase.all)
  func expected(_ detector: DetectorCase) throws {
    let expected = try detector.fit().explain(clean).expected
    var failures: [String] = []
    for j in clean.tags.indices {
      let column = clean.values.column(j)
      let mean = column.reduce(0, +) / Double(column.count)
      let spread = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let errors = zip(column, expected.column(j)).map { $0 - $1 }
      let error = errors.reduce(0) { $0 + $1 * $1 }
      // Better than the mean alone; a tag that stands still is expected to.
      let isClose =
        j == ConformancePlant.constant ? errors.allSatisfy { abs($0) < 0.01 } : error < spread
      if !isClose { failures.append("tag \(j): \(error) against \(spread)") }
    }
    ValueLaw.expected.expect(failures, of: detector)
  }

  @Test("a tag that is 10 deviations off has the largest share", arguments: DetectorCase.all)
  func plantedTag(_ detector: DetectorCase) throws {
    let model = try detector.fit()
    var failures: [String] = []
    for tag in 0..<ConformancePlant.tags where detector.sees(tag) {
      let column = ConformancePlant.training.values.column(tag).filter { !$0.isNaN }
      let mean = column.reduce(0, +) / Double(column.count)
      let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(column.count)
      let shift = 10 * max(variance.squareRoot(), 0.005)
      let frame = clean.rows(0..<12).changing { i, j, value in
        i == 11 && j == tag ? value + shift : value
      }
      let shares = try model.explain(frame).shares.row(11)
      let largest = shares.indices.max { shares[$0] < shares[$1] }
      if largest != tag || shares[tag] == 0 { failures.append("tag \(tag): \(shares)") }
    }
    ValueLaw.plantedTag.expect(failures, of: detector)
  }

  @Test("every exception names a detector of the catalog, and none is left over")
  func exceptions() {
    let names = Set(DetectorCase.all.flatMap { [$0.testDescription, $0.entry.id] })
    for law in ValueLaw.all {
      let strangers = law.exceptions.keys.filter { !names.contains($0) }
      #expect(strangers == [])
    }
  }

  @Test(
    "without labelled traces, those that learn from attacks are refused, and the others are fitted")
  func withoutTraces() throws {
    let frame = ConformancePlant.training
    let whole = ConformancePlant.context(frame)
    let context = TrainingContext(
      tags: whole.tags, interval: whole.interval, pilot: whole.pilot, floor: whole.floor)
    func fitted<D: Detector>(_ detector: D) throws {
      var statistic = detector.emptyStatistic(context)
      for run in frame.runs(interval: context.interval) {
        statistic.accumulate(frame.rows(run), context: 0)
      }
      guard D.learnsFromAttacks else {
        _ = try detector.model(from: statistic, context)
        return
      }
      let fault = #expect(throws: Fault.self) { try detector.model(from: statistic, context) }
      #expect(
        fault
          == Fault(
            .configuration, "detector '\(D.id)' learns from simulated attacks, and there are none",
            hint: "add 'attacks: { campaign: default }', which needs a 'twin:'"))
    }
    for detector in DetectorCase.all { try fitted(detector.make()) }
  }

  @Test("too few complete rows are refused with both numbers", arguments: DetectorCase.all)
  func tooFewRows(_ detector: DetectorCase) throws {
    let frame = DetectionData.plant(rows: 9, tags: ConformancePlant.tags, seed: 3)
    var failures = ["it was fitted"]
    do {
      _ = try detector.fit(frame, blocks: 2)
    } catch let fault as Fault {
      let ending = "complete rows of normal data for 8 tags, at least 10 are needed"
      failures = fault.kind == .badData && fault.problem.hasSuffix(ending) ? [] : [fault.problem]
    }
    ValueLaw.tooFewRows.expect(failures, of: detector)
  }

  @Test(
    "its settings, written back into a configuration, make the same detector",
    arguments: DetectorCase.all)
  func settingsTravel(_ detector: DetectorCase) throws {
    let made = try detector.make()
    let again = try DetectorCase(entry: detector.entry, settings: made.settings).make()
    #expect(again.settings == made.settings)
    for (key, value) in detector.settings { #expect(made.settings[key] == value) }
  }

  @Test("an unknown key is a problem with its place", arguments: DetectorCase.all)
  func unknownKey(_ detector: DetectorCase) {
    let problems = Problems()
    _ = Detectors.catalog.make(
      ConformancePlant.mapping(["use": detector.entry.id, "no-such-key": "1"]), problems: problems)
    #expect(problems.all.map(\.problem) == ["unknown key 'no-such-key'"])
    #expect(problems.all.first?.place?.path == "no-such-key")
  }

  @Test(
    "its id is its type's name in kebab-case, its summary a phrase", arguments: DetectorCase.all)
  func named(_ detector: DetectorCase) throws {
    let name = String(describing: type(of: try detector.make()))
    let id = detector.entry.id.split(separator: "-").joined()
    #expect(name.lowercased() == id)
    #expect(!detector.entry.summary.isEmpty && !detector.entry.summary.hasSuffix("."))
  }
}
