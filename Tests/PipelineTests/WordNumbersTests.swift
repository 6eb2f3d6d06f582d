import LinearAlgebra
import Pipeline
import Telemetry
import TestSupport
import Testing

@Suite("One number per word over all files") struct WordNumbersTests {
  /// Rows of a state that goes through words, from an hour on.
  private static func text(hour: Int, _ words: [String]) -> String {
    "time,a,state\n"
      + (0..<60).map { "\(TinyPlant.time(60 * hour + $0)),\($0),\(words[$0 % words.count])\n" }
      .joined()
  }

  /// The store's numbers for each word of files in their order.
  private static func numbers(
    _ plant: TinyPlant, _ words: [[String]]
  ) throws -> [String: Set<Double>] {
    let frame = try plant.store().frame()
    var numbers: [String: Set<Double>] = [:]
    for row in 0..<frame.count {
      let own = words[row / 60]
      numbers[own[row % 60 % own.count], default: []].insert(frame.values[row, 1])
    }
    return numbers
  }

  private static let files: [[[String]]] = [
    [["On", "Off"], ["Fault", "On", "Off"]],
    [["Fault", "On", "Off"], ["On", "Off"]],
    [["ON", "OFF"], ["Service", "Fault"], ["Off", "On", "Fault"]],
    [["Service", "Fault"], ["On", "Off"], ["Off", "Fault", "On"]],
    [["Fault", "Closed"], ["Open", "Closed"]],
  ]

  @Test("a word has one number in all files, and no other word of the tag has it", arguments: files)
  func oneNumber(words: [[String]]) throws {
    let once = try TinyPlant.files([:])
    let daily = try TinyPlant.files([:])
    for (index, own) in words.enumerated() {
      let text = Self.text(hour: index, own)
      try once.write(text, to: "in-\(index).csv")
      try daily.write(text, to: "in-\(index).csv")
      try daily.run(only: .ingest)
    }
    try once.run(only: .ingest)
    let numbers = try Self.numbers(once, words)
    for (word, own) in numbers { #expect(own.count == 1, "'\(word)' is \(own.sorted())") }
    let spellings = Set(numbers.keys.map { $0.lowercased() })
    #expect(Set(numbers.values).count == spellings.count)
    let (a, b) = (try once.store(), try daily.store())
    #expect(a.manifest.partitions.map(\.sha256) == b.manifest.partitions.map(\.sha256))
    #expect(a.tags.map(\.reading) == b.tags.map(\.reading))
  }

  @Test("a switch's words are 1 and 0 beside other words, which are numbered from 2 on")
  func besideOthers() throws {
    for words in Self.files.prefix(2) {
      let plant = try TinyPlant.files([:])
      for (index, own) in words.enumerated() {
        try plant.write(Self.text(hour: index, own), to: "in-\(index).csv")
      }
      try plant.run(only: .ingest)
      #expect(
        try Self.numbers(plant, words) == ["Off": [0], "On": [1], "Fault": [2]])
      #expect(try plant.store().tags[1].reading?.categories == ["Off", "On", "Fault"])
    }
  }

  @Test("a file that comes before the others makes those be read again whose numbers it changes")
  func comesBefore() throws {
    let words = [["Service", "Fault"], ["Idle", "Service"], ["On", "Off"]]
    let plant = try TinyPlant.files([:])
    for index in words.indices.reversed() {
      try plant.write(Self.text(hour: index, words[index]), to: "in-\(index).csv")
      try plant.run(only: .ingest)
    }
    let numbers = try Self.numbers(plant, words)
    #expect(numbers.values.allSatisfy { $0.count == 1 })
    #expect(Set(numbers.values).count == 5)
  }
}
