internal import Diagnostics

/// Reads an `.inp` file as EPANET 2.2 does: once to count and to collect the names of patterns and
/// curves, once to read.
///
/// Values are in the file's units until ``finish()`` converts them.
struct InpReader {
  /// EPANET gives up after so many errors; so do we, since the later ones follow from the first.
  static let errorLimit = 10

  /// The file as the user named it.
  let file: String?
  /// The line that is being read.
  var line: InpLine
  /// The network as far as it is read; its nodes are filled in at the end.
  var network = Network()
  /// The junctions as far as they are read.
  var junctions: [NetworkNode] = []
  /// The reservoirs and tanks as far as they are read.
  var fixedNodes: [NetworkNode] = []
  /// Lines of `[JUNCTIONS]`: the index of the first reservoir or tank.
  var junctionLimit = 0
  /// The indices of the elements by the bytes of their ids.
  var nodeIDs: [ArraySlice<UInt8>: Int] = [:]
  var linkIDs: [ArraySlice<UInt8>: Int] = [:]
  var patternIDs: [ArraySlice<UInt8>: Int] = [:]
  var curveIDs: [ArraySlice<UInt8>: Int] = [:]
  /// The bytes of the ids in the order of the elements.
  var junctionNames: [ArraySlice<UInt8>] = []
  var fixedNames: [ArraySlice<UInt8>] = []
  var linkNames: [ArraySlice<UInt8>] = []
  /// The index in `network.pumps` per link.
  var pumpOfLink: [Int: Int] = [:]
  /// The valves at each node, for the check of valves that meet.
  var valvesAtNode: [Int: [Int]] = [:]
  /// Junctions whose first demand was given in `[DEMANDS]`.
  var demandGiven: Set<Int> = []
  /// The id of the default demand pattern.
  var defaultPattern: ArraySlice<UInt8> = [UInt8(ascii: "1")]
  /// Where the reader of `[RULES]` stands.
  var ruleState = RuleSection.State.done
  /// What the file gives of these, until defaults are known.
  var viscosity: Double?
  var diffusivity: Double?
  var tolerance: Double?
  /// Where options stand that are checked at the end.
  var faults: [Fault] = []

  init(_ bytes: [UInt8], file: String?) {
    self.file = file
    line = InpLine(bytes)
  }

  /// Reads the whole file.
  mutating func read() throws(Faults) -> Network {
    try countElements()
    var section: InpSection?
    while line.advance() {
      let isFirstPart = line.start == line.range.lowerBound
      line.tokenize()
      if line.isCut, isFirstPart {
        network.notices.append(
          Notice(
            "line of more than \(InpLine.byteLimit) bytes: the rest is read as a line of its own, "
              + "as in EPANET", at: place()))
      }
      guard let first = line.tokens.first else { continue }
      if first.lowerBound < line.range.upperBound, line.bytes[first.lowerBound] == 0x5B {
        guard let next = InpSection.matching(first, in: line) else {
          add(InpFailure(.syntax, 0, hint: InpSection.hint(for: line.text(0))), section: section)
          // EPANET stops at a section that it does not know.
          break
        }
        if next.isEnd { break }
        section = next
        continue
      }
      guard let section else {
        add(InpFailure(.inputFile, 0, hint: outsideHint()), section: nil)
        break
      }
      do throws(InpFailure) {
        try section.read(&self)
      } catch {
        for failure in [error] + rest(after: error, section: section)
        where faults.count < Self.errorLimit {
          add(failure, section: section)
        }
      }
      if faults.count >= Self.errorLimit { break }
    }
    guard faults.isEmpty else { throw Faults(faults) }
    try finish()
    return network
  }

  /// EPANET's first pass: the number of junctions and the names of patterns and curves.
  private mutating func countElements() throws(Faults) {
    var counter = line
    var section: InpSection?
    var fixed = 0
    while counter.advance() {
      guard let word = counter.firstWord() else { continue }
      if counter.bytes[word.lowerBound] == 0x5B {
        guard let next = InpSection.matching(word, in: counter) else { continue }
        section = next
        if next.isEnd { break }
        continue
      }
      switch section?.count {
      case .junction: junctionLimit += 1
      case .fixedNode: fixed += 1
      case .pattern: try register(word, counter, in: \.patternIDs, section)
      case .curve: try register(word, counter, in: \.curveIDs, section)
      case nil: break
      }
    }
    // A pattern's index counts EPANET's constant one.
    let names = patternIDs.sorted { $0.value < $1.value }
    network.patterns += names.map { TimePattern(id: InpLine.text($0.key), multipliers: []) }
    network.curves = curveIDs.sorted { $0.value < $1.value }
      .map { DataCurve(id: InpLine.text($0.key), kind: .generic, x: [], y: []) }
    for (name, index) in patternIDs { patternIDs[name] = index + 1 }
    patternIDs[[]] = 0
    if junctionLimit == 0 { throw Faults([whole(.tooFewNodes, "[JUNCTIONS] is empty")]) }
    if fixed == 0 { throw Faults([whole(.noTanks, "[RESERVOIRS] and [TANKS] are empty")]) }
  }

  private mutating func register(
    _ word: Range<Int>, _ counter: InpLine,
    in names: WritableKeyPath<InpReader, [ArraySlice<UInt8>: Int]>, _ section: InpSection?
  ) throws(Faults) {
    let name = counter.bytes[word]
    guard self[keyPath: names][name] == nil else { return }
    guard name.count <= 31 else {
      throw Faults([
        Fault(
          .badData,
          "invalid ID name '\(InpLine.text(name))' of \(name.count) bytes (EPANET error 252)",
          at: Place(
            file: file, line: counter.number, column: word.lowerBound - counter.start + 1,
            path: section?.name), hint: "an ID has at most 31 bytes")
      ])
    }
    self[keyPath: names][name] = self[keyPath: names].count
  }
}
