internal import Diagnostics
internal import Telemetry

/// Turns records of (tag, time, value, quality) into rows, sorted on disk where memory is too small.
///
/// Runs of records are sorted by time, unit and tag and written to a file that has no name; merging
/// them gives each moment's cells together. One run stays in memory.
struct LongPivot {
  /// One record, or one cell of a row.
  struct Cell {
    var time: Int64
    var value: Double
    var unit: Int32
    var tag: Int32
    /// Its place in its run; ties of runs are in the order of the file anyway.
    var order: UInt32
    var quality: UInt8

    /// Whether it comes first, by moment, unit, tag and place in the file.
    static func precedes(_ a: Cell, _ b: Cell) -> Bool {
      if a.time != b.time { return a.time < b.time }
      if a.unit != b.unit { return a.unit < b.unit }
      if a.tag != b.tag { return a.tag < b.tag }
      return a.order < b.order
    }
  }

  /// How many records make a run.
  static let runCells = 1 << 20

  private let namesOnly: Bool
  /// The tags that are read as words, each with the words that its numbers begin with.
  private let wordTags: [String: [String]]
  private let layout: RowLayout
  private let options: CSVReaderOptions
  private let cellsPerRun: Int
  private var tags = OrderedNames()
  private var units = OrderedNames()
  private var run: [Cell] = []
  private var spill: SpillFile?
  /// The tags' clocks, each in the order of the file.
  private var clocks: SeriesClocks
  private var series = LongSeries()
  /// What each tag's values are, by its name.
  private var tallies: [String: ValueTally] = [:]
  /// The numbers of words, by the tags' codes.
  private var words: [Int32: CategoryNumbers] = [:]
  /// What the numbers of qualities are read by, and what they are.
  private let scale: QualityScale?
  private var qualityTally = QualityTally()
  /// Tags with more texts than categories may have.
  private var freeTexts: Set<Int32> = []

  /// A pivot; one that only collects the tags' names has no rows.
  init(
    layout: RowLayout, _ options: CSVReaderOptions, wordTags: [String: [String]] = [:],
    scale: QualityScale? = nil, repeatsHours: Bool, namesOnly: Bool = false
  ) {
    clocks = SeriesClocks(repeatsHours: repeatsHours, findsJumps: true)
    self.scale = scale
    self.namesOnly = namesOnly
    self.wordTags = wordTags
    self.layout = layout
    self.options = options
    cellsPerRun = min(Self.runCells, max(1_000, options.batchBytes / MemoryLayout<Cell>.stride))
  }

  /// The tags' names in the order of first appearance.
  var tagNames: [String] { tags.names }

  /// The tags whose values so far are words, each with the words that its numbers begin with.
  var foundWordTags: [String: [String]] {
    var found: [String: [String]] = [:]
    for (tag, tally) in tallies { found[tag] = tally.beginning(known: options.categories[tag]) }
    return found
  }

  /// The words of tags of words by their numbers.
  var categories: [String: [String]] {
    var categories: [String: [String]] = [:]
    for (tag, numbers) in words where !freeTexts.contains(tag) {
      categories[tags.names[Int(tag)]] = numbers.names
    }
    return categories
  }

  /// The words for off and on of tags that hold nothing else but numbers.
  var switches: [String: [String]] {
    tallies.filter { $0.value.isSwitch && wordTags[$0.key] == nil }.mapValues(\.stateNames)
  }

  /// The tags that hold too many different texts to be told apart.
  var tagsOfFreeText: [String] { freeTexts.sorted().map { tags.names[Int($0)] } }

  /// Takes the records of blocks that follow those before.
  mutating func add(_ blocks: [CSVBlock]) throws(Fault) {
    let first = blocks.lazy.compactMap(\.times.first).first
    let last = blocks.lazy.compactMap(\.times.last).last
    let runsBackwards = first.flatMap { first in last.map { $0 < first } } ?? false
    for var block in blocks {
      let names = block.tags.names
      for (name, tally) in zip(names, block.longValues.tallies) {
        tallies[name, default: ValueTally()].merge(tally)
      }
      // A tag is there as soon as a record of it can be used.
      var tagCodes = [Int32](repeating: -1, count: names.count)
      for code in block.tagCodes where tagCodes[Int(code)] < 0 {
        tagCodes[Int(code)] = tags.code(of: names[Int(code)])
      }
      if namesOnly { continue }
      let wordCodes = numbered(block, tagCodes, names)
      let unitCodes = layout.hasUnits ? block.units.names.map { units.code(of: $0) } : []
      let qualities = block.qualities.names.map {
        LongQuality.meaning(of: $0, on: scale ?? .dataAccess)
      }
      count(block)
      clocks.settle(&block.times, block.ambiguities, runsBackwards: runsBackwards) { row in
        series.number(
          unit: layout.hasUnits ? unitCodes[Int(block.unitCodes[row])] : 0,
          tag: tagCodes[Int(block.tagCodes[row])])
      }
      for row in block.times.indices {
        // Of several columns of values a record fills one.
        let cells = block.values[row * layout.width..<(row + 1) * layout.width]
        var value = cells.first { !$0.isNaN } ?? .nan
        if !wordCodes.isEmpty, !value.isNaN, let codes = wordCodes[Int(block.tagCodes[row])] {
          value = codes[Int(value)]
        }
        var quality = value.isNaN ? CellQuality.missing : .measured
        if layout.hasQuality, !value.isNaN {
          quality = qualities[Int(block.qualityCodes[row])]
          if quality == .missing { value = .nan }
        }
        if run.count >= cellsPerRun { try spillRun() }
        run.append(
          Cell(
            time: block.times[row].nanoseconds, value: value,
            unit: layout.hasUnits ? unitCodes[Int(block.unitCodes[row])] : 0,
            tag: tagCodes[Int(block.tagCodes[row])],
            order: UInt32(truncatingIfNeeded: run.count), quality: quality.rawValue))
      }
    }
  }

  /// Where the tags' clocks step back or jump.
  func clockNotices(_ place: Place) -> [Notice] {
    clocks.jumps.notices("tag", place: place) { number in
      let (unit, tag) = series.members[number]
      return (layout.hasUnits ? units.names[Int(unit)] + " " : "") + tags.names[Int(tag)]
    }
  }

  /// What the numbers of qualities so far say of their scale, whether nothing else is likely, and how often they are.
  func foundScale(_ name: QualityName) -> (scale: QualityScale, isSure: Bool, shown: String)? {
    qualityTally.scale(name).map { ($0.scale, $0.isSure, qualityTally.shown) }
  }

  private mutating func count(_ block: CSVBlock) {
    var counts = [Int](repeating: 0, count: block.qualities.count)
    for code in block.qualityCodes { counts[Int(code)] += 1 }
    for (name, count) in zip(block.qualities.names, counts) { qualityTally.add(name, count: count) }
  }

  /// The file's numbers of a block's words, by the block's codes of tags.
  private mutating func numbered(
    _ block: CSVBlock, _ tagCodes: [Int32], _ names: [String]
  ) -> [Int: [Double]] {
    var numbered: [Int: [Double]] = [:]
    for (code, texts) in block.longValues.words where texts.count > 0 {
      let tag = tagCodes[code]
      let beginning = wordTags[names[code]] ?? []
      var numbers = words[tag] ?? CategoryNumbers(beginning)
      numbered[code] = texts.names.map { text in
        if freeTexts.contains(tag) { return .nan }
        let number = Double(numbers.code(of: text))
        if numbers.names.count > FileRows.mostCategories { freeTexts.insert(tag) }
        return number
      }
      words[tag] = numbers
    }
    return numbered
  }

  private mutating func spillRun() throws(Fault) {
    run.sort(by: Cell.precedes)
    if spill == nil { spill = try SpillFile() }
    try spill?.append(run)
    run.removeAll(keepingCapacity: true)
  }

  /// The tags whose cells are states: words, or a switch's 0 and 1.
  private var statesOfTags: Set<Int32> {
    let switches = Set(switches.keys)
    return Set(words.keys).union(
      tags.names.indices.filter { switches.contains(tags.names[$0]) }.map { Int32($0) })
  }

  /// Hands over all rows in batches; moments are never split between two.
  mutating func deliver(
    _ rows: inout FileRows, file: String, _ body: (inout RowBatch) throws(Fault) -> Void
  ) throws(Fault) {
    run.sort(by: Cell.precedes)
    var merge = try CellMerge(spill: spill, last: run)
    run = []
    let width = tags.names.count
    let states = statesOfTags
    var batch = PivotedRows(
      width: width, units: layout.hasUnits ? units : nil, policy: options.duplicates,
      states: states)
    let most = max(1, options.batchBytes / (9 * max(1, width)))
    while var cell = try merge.next() {
      if !freeTexts.isEmpty, freeTexts.contains(cell.tag) {
        (cell.value, cell.quality) = (.nan, CellQuality.missing.rawValue)
      }
      if batch.count >= most, batch.isNewMoment(cell) {
        var full = rows.delivered(batch, tagNames: tagNames)
        try body(&full)
        batch = PivotedRows(
          width: width, units: layout.hasUnits ? units : nil, policy: options.duplicates,
          states: states)
      }
      batch.add(cell)
      if let clash = batch.clash {
        throw Fault(
          .badData,
          "tag '\(CellText.cleaned(tags.names[Int(clash.tag)]))' has two records of "
            + "\(Timestamp(nanoseconds: clash.time))", at: Place(file: file),
          hint: "data.duplicates: last, first or mean settles them")
      }
    }
    var rest = rows.delivered(batch, tagNames: tagNames)
    try body(&rest)
  }

}
