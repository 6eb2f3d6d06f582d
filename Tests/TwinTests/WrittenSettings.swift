import Diagnostics
import Twin

/// Settings as a file would write them, in Swift's literals; places count nothing.
indirect enum Written: Sendable, ExpressibleByStringLiteral, ExpressibleByFloatLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  case text(String)
  case list([Written])
  case mapping([(String, Written)])

  init(stringLiteral value: String) { self = .text(value) }
  init(floatLiteral value: Double) { self = .text("\(value)") }
  init(integerLiteral value: Int) { self = .text("\(value)") }
  init(arrayLiteral elements: Written...) { self = .list(elements) }
  init(dictionaryLiteral elements: (String, Written)...) { self = .mapping(elements) }

  var settings: Settings {
    switch self {
    case .text(let text): Settings(.scalar(text, quoted: false))
    case .list(let items): Settings(.sequence(items.map(\.settings)))
    case .mapping(let entries):
      Settings(
        .mapping(entries.map { .init(key: $0.0, place: Place(), value: $0.1.settings) }))
    }
  }
}

/// A block of a program alone, with signals by name.
struct LoneBlock {
  private let block: any ControlBlock
  private var running: any RunningBlock
  private var values: [Double]
  private var names: [String] = []
  private var reads: [Int] = []
  private var writes: [Int] = []
  private var scanned = false
  /// The plant's clock, seconds since Monday 00:00.
  var now = 0.0

  init(_ written: Written) throws {
    let problems = Problems()
    guard let block = ControlBlocks.catalog.make(written.settings, problems: problems) else {
      throw Faults(problems.all)
    }
    try problems.throwIfAny()
    self.block = block
    running = block.begin()
    var names: [String] = []
    var values: [Double] = []
    var words: [String: Double] = [:]
    for (index, word) in block.words.enumerated() {
      words["\(block.writes[0]) is \(word)"] = Double(index)
    }
    func place(_ name: String) -> Int {
      if let known = names.firstIndex(of: name) { return known }
      names.append(name)
      values.append(words[name] ?? .nan)
      return names.count - 1
    }
    reads = block.reads.map { operand in
      switch operand {
      case .signal(let name): return place(name)
      case .constant(let value):
        names.append("")
        values.append(value)
        return names.count - 1
      }
    }
    writes = block.writes.map(place)
    self.names = names
    self.values = values
  }

  subscript(_ name: String) -> Double {
    get { names.firstIndex(of: name).map { values[$0] } ?? .nan }
    set { if let place = names.firstIndex(of: name) { values[place] = newValue } }
  }

  /// One scan after some seconds, with signals set before.
  mutating func scan(_ signals: [String: Double] = [:], after seconds: Double = 1) {
    for (name, value) in signals { self[name] = value }
    let elapsed = scanned ? seconds : 0
    now += elapsed
    scanned = true
    var view = BlockSignals(
      values: values, reads: reads, writes: writes, elapsed: elapsed, secondsOfWeek: now)
    running.scan(&view)
    values = view.values
  }

  /// A signal's course while another runs through values, one a second.
  mutating func course(of output: String, _ input: String, _ values: [Double]) -> [Double] {
    values.map { value in
      scan([input: value])
      return self[output]
    }
  }
}
