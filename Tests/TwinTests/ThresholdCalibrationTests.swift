import Diagnostics
import Hydraulics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("Thresholds of controls from telemetry")
struct ThresholdCalibrationTests {
  private typealias Plant = RiverbendNetwork

  private static let tags: [Tag] =
    (1...5).map { Tag(id: "L_T\($0)", unit: "m", resolution: 0.01, element: "T\($0)") }
    + ["PU1", "PU2", "PU3", "PU4", "PU5", "PU6", "V1", "V2", "V3"].map { (link: String) in
      Tag(id: "F_\(link)", unit: "L/s", resolution: 0.01, element: link)
    }
    + ["PU1", "PU2", "PU3", "PU4", "PU5", "PU6", "V1", "V2"].map { (link: String) in
      Tag(id: "S_\(link)", role: .status, element: link)
    }

  /// Where a link opens, or closes, in the network's file.
  private static func control(_ link: String, opens: Bool, _ network: Network) throws -> Int {
    try #require(
      network.controls.firstIndex {
        network.links[$0.link].id == link && ($0.status != .closed) == opens
      })
  }

  /// Riverbend whose PU3 closes 0.4 m lower than the file says, and whose PU1 opens 0.4 m higher.
  private static func moved() throws -> ControlThresholds {
    let plain = try Plant.twin(tags: tags)
    var thresholds = plain.thresholds
    // 0.4 m in feet.
    thresholds.grades[try control("PU3", opens: false, plain.network)] -= 0.4 / 0.3048
    thresholds.grades[try control("PU1", opens: true, plain.network)] += 0.4 / 0.3048
    return thresholds
  }

  /// Four weeks of a plant, as the historian has them.
  private static func record(_ thresholds: ControlThresholds? = nil) throws -> ProcessRecord {
    let plain = try Plant.twin(tags: tags)
    let trace = try plain.with(thresholds: thresholds).trace(4_032, seed: 3)
    return ProcessRecord(
      tags: plain.tags, interval: plain.interval, times: trace.times, values: trace.historian,
      follows: trace.times.indices.map { $0 > 0 })
  }

  private static func twin(_ record: ProcessRecord) throws -> HydraulicTwin {
    try HydraulicTwin(
      network: Plant.bytes, file: "riverbend.inp", record: record, settings: .init())
  }

  @Test("thresholds that were moved are found within their intervals, and the others left alone")
  func planted() throws {
    let record = try Self.record(Self.moved())
    let twin = try Self.twin(record)
    let (thresholds, found) = ThresholdCalibration(twin, record).thresholds()
    #expect(found.count == 16)
    let closes = try #require(found.first { $0.name == "L_T3 at which S_PU3 closes, m" })
    let opens = try #require(found.first { $0.name == "L_T2 at which S_PU1 opens, m" })
    #expect((closes.low...closes.high).contains(4.2), "\(closes)")
    #expect((opens.low...opens.high).contains(3.6), "\(opens)")
    #expect(closes.isTaken && opens.isTaken)
    #expect(found.count(where: \.isTaken) == 2)
    // Whatever is not taken is the file's to the bit; what is taken lies within what the record says of it.
    let moved = try Self.moved()
    for (index, grade) in thresholds.grades.enumerated() {
      if moved.grades[index] == twin.thresholds.grades[index] {
        #expect(grade == twin.thresholds.grades[index])
      } else {
        #expect(abs(grade - moved.grades[index]) * 0.3048 < 0.1)
      }
    }
  }

  @Test("thresholds that are the file's stay the file's, and what hardly switched is said")
  func right() throws {
    let record = try Self.record()
    let twin = try Self.twin(record)
    let (thresholds, found) = ThresholdCalibration(twin, record).thresholds()
    #expect(thresholds == twin.thresholds)
    #expect(found.contains(where: \.isTold) && !found.contains(where: \.isTaken))
    // Seventeen hours have too few switches for any of them.
    let short = ThresholdCalibration(twin, record.rows(0..<100)).thresholds()
    #expect(short.thresholds == twin.thresholds)
    for threshold in short.found {
      #expect(!threshold.isTold && !threshold.isTaken)
      #expect(threshold.low < threshold.value && threshold.value < threshold.high)
    }
  }

  @Test("the twin acts at what was taken, and its artifact keeps it")
  func used() throws {
    let plain = try Plant.twin(tags: Self.tags)
    let twin = try plain.with(thresholds: Self.moved())
    func highest(_ twin: HydraulicTwin) throws -> Double {
      try twin.trace(1_008).truth.column(2).suffix(800).max() ?? 0
    }
    // PU4 closes below 4.2 m, so that T3 fills no further than PU3 lets it; 0.1 m for a row's last water.
    #expect(try highest(twin) < 4.3)
    #expect(try highest(plain) > 4.5)
    let again = try HydraulicTwin(artifact: twin.artifact, tags: twin.tags)
    #expect(again.thresholds == twin.thresholds)
    #expect(try again.trace(100).bits == twin.trace(100).bits)
    var damaged = twin.artifact
    damaged.arrays["control-grades"] = .init(twin.thresholds.grades.map { _ in .nan })
    #expect(throws: Fault.self) { try HydraulicTwin(artifact: damaged, tags: twin.tags) }
  }

  @Test("declared thresholds are the file's, whatever telemetry says")
  func declared() throws {
    let twin = try Plant.twin(tags: Self.tags).with(thresholds: Self.moved())
    func tag(_ id: String) throws -> Int { try #require(Self.tags.firstIndex { $0.id == id }) }
    let rule = PlantDescription.Rule(
      actuator: try tag("S_PU3"), sensor: try tag("L_T3"), onBelow: 2.6, offAbove: 4.6,
      place: Place(file: "plant.yaml", line: 9))
    let placed = try twin.with(controllers: [], rules: [rule])
    let (pump3, pump1) = (
      try Self.control("PU3", opens: false, twin.network),
      try Self.control("PU1", opens: true, twin.network)
    )
    let file = try Plant.twin(tags: Self.tags).thresholds.grades
    #expect(placed.thresholds.grades[pump3] == file[pump3])
    #expect(placed.thresholds.grades[pump1] == twin.thresholds.grades[pump1])
    #expect(twin.thresholds.grades[pump1] != file[pump1])
    // What is told of it says so; what nobody declares stays telemetry's.
    let told = [
      Fidelity.Parameter(name: "L_T3 at which S_PU3 closes, m", value: 4.2, use: .taken),
      Fidelity.Parameter(name: "L_T3 at which S_PU3 opens, m", value: 2.6, use: .near),
      Fidelity.Parameter(name: "L_T2 at which S_PU1 opens, m", value: 3.6, use: .taken),
    ]
    let said = placed.parameters(told, declared: [rule])
    #expect(said.map(\.use) == [.declared, .near, .taken])
    #expect(said.map(\.declared) == [4.6, nil, nil])
    #expect(said.map(\.value) == told.map(\.value))
  }

  @Test("with the network's own elements nothing is asked")
  func elements() throws {
    let record = try Self.record(Self.moved())
    let twin = try Self.twin(record)
    var questions = HydraulicCalibration.Questions()
    (questions.demand, questions.elements) = (false, false)
    (questions.noise, questions.scan) = (false, false)
    let left = try HydraulicCalibration(twin, on: record, asking: questions, scan: nil, seed: 1)
    #expect(left.twin.thresholds == twin.thresholds && left.parameters.isEmpty)
    questions.elements = true
    let asked = try HydraulicCalibration(twin, on: record, asking: questions, scan: nil, seed: 1)
    #expect(asked.parameters.count { $0.use == .taken && $0.name.hasPrefix("L_T") } == 2)
    #expect(asked.twin.thresholds != twin.thresholds)
  }
}
