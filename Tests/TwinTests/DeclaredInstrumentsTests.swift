import Diagnostics
import Telemetry
import TestSupport
import Testing
import Twin

/// Settings as a file would say them, an item a line.
private enum Said {
  indirect enum Value {
    case text(String), list([String]), map([(String, Value)])

    func settings(_ place: Place) -> Settings {
      switch self {
      case .text(let text): Settings(.scalar(text, quoted: false), at: place)
      case .list(let texts):
        Settings(
          .sequence(texts.map { Settings(.scalar($0, quoted: false), at: place) }), at: place)
      case .map(let entries):
        Settings(
          .mapping(entries.map { .init(key: $0, place: place, value: $1.settings(place)) }),
          at: place)
      }
    }
  }

  typealias Item = [(String, Value)]

  /// Items of `sensors:` from line 2 on, then those of `historian:` from line 12 on.
  static func plant(_ sensors: [Item], _ historian: [Item]) -> Settings {
    func list(_ items: [Item], from line: Int) -> Settings {
      Settings(
        .sequence(
          items.enumerated().map {
            Value.map($1).settings(Place(file: "plant.yaml", line: line + $0))
          }))
    }
    let top = Place(file: "plant.yaml", line: 1)
    return Settings(
      .mapping([
        .init(key: "sensors", place: top, value: list(sensors, from: 2)),
        .init(key: "historian", place: top, value: list(historian, from: 12)),
      ]), at: top)
  }
}

@Suite("Sensors and historian in plant.yaml") struct DeclaredInstrumentsTests {
  private static let tags = [
    Tag(id: "L_T1"), Tag(id: "L_T2"), Tag(id: "F_PU1"), Tag(id: "P_J1"),
    Tag(id: "S_PU1", role: .status),
  ]

  private func problems(_ sensors: [Said.Item], _ historian: [Said.Item] = []) -> [String] {
    do {
      _ = try PlantDescription(Said.plant(sensors, historian))
        .parts(for: Self.tags, interval: TimeSpan(seconds: 600))
      return []
    } catch { return error.all.map { "\($0)" } }
  }

  @Test("become the parts of each tag, wherever tags stand")
  func read() throws {
    let plant = try PlantDescription(
      Said.plant(
        [
          [
            ("tags", .list(["L_T2", "L_T1"])), ("lag", .text("30s")), ("bias", .text("-0.02")),
            ("drift", .text("0.001")), ("noise", .text("0.01")), ("quantum", .text("0.05")),
            ("dropout", .map([("share", .text("0.001")), ("lasts", .text("10min"))])),
            ("jitter", .text("5s")),
          ],
          [
            ("tags", .text("S_PU1")),
            ("dropout", .map([("share", .text("0.01")), ("lasts", .text("1h"))])),
          ],
        ],
        [
          [("tags", .list(["L_*"])), ("dead-band", .text("0.05")), ("longest", .text("1h"))],
          [("tags", .text("F_*")), ("swinging-door", .text("0.5"))],
          [("tags", .list(["P_J1", "S_*"])), ("every", .text("30min"))],
        ]))
    let (controllers, instruments) = try plant.parts(
      for: Self.tags, interval: TimeSpan(seconds: 600))
    // Who declares no controllers has none.
    #expect(controllers.isEmpty)
    #expect(instruments.sensors.map(\.tag) == [0, 1, 4])
    var level = SensorModel(tag: 1)
    (level.lag, level.bias, level.drift, level.noise) = (30, -0.02, 0.001, 0.01)
    (level.quantum, level.jitter) = (0.05, 5)
    level.dropout = SensorDropout(share: 0.001, lasts: 600)
    #expect(instruments.sensors[1] == level)
    let half = Every(TimeSpan(seconds: 1_800))
    #expect(
      instruments.historian == [
        HistorianModel(tag: 0, compression: DeadBand(band: 0.05, longest: 3_600)),
        HistorianModel(tag: 1, compression: DeadBand(band: 0.05, longest: 3_600)),
        HistorianModel(tag: 2, compression: SwingingDoor(deviation: 0.5)),
        HistorianModel(tag: 3, compression: half), HistorianModel(tag: 4, compression: half),
      ])
  }

  @Test("with faults of their own name all of them at once, with place and hint")
  func faults() {
    let found = problems(
      [
        [("tags", .text("L_T1")), ("lag", .text("-5s")), ("quantum", .text("0"))],
        [("tags", .text("L_T2"))],
        [("bias", .text("1"))],
        [("tags", .text("L_T3")), ("dropout", .map([("share", .text("0.7"))]))],
        [("tags", .text("L_T4")), ("noise", .text("-1")), ("jiter", .text("5s"))],
      ],
      [
        [("tags", .text("L_T1")), ("dead-band", .text("1")), ("swinging-door", .text("2"))],
        [("tags", .text("L_T2")), ("longest", .text("1h"))],
        [("tags", .text("F_PU1")), ("every", .text("0s")), ("longest", .text("1h"))],
        [("tags", .text("P_J1")), ("dead-band", .text("-1")), ("longst", .text("1h"))],
      ])
    #expect(
      found == [
        """
        error: 'lag' must be a length of time from 0s to 1d, got '-5s'
          at plant.yaml:2
          hint: like 10min, 12h, 7d
        """,
        """
        error: 'quantum' must be a number above 0, got 0.0
          at plant.yaml:2
          hint: leave it out where nothing is rounded
        """,
        """
        error: the sensors of 'L_T2' have no part
          at plant.yaml:3
          hint: known: lag, bias, drift, noise, quantum, dropout, jitter
        """,
        """
        error: 'tags' is missing: which ones?
          at plant.yaml:4
          hint: tags: [L_T1, L_T2], or ["L_*"] for all whose names begin so
        """,
        """
        error: 'lasts' is missing
          at plant.yaml:5
          hint: dropout: { share: 0.001, lasts: 10min }
        """,
        """
        error: 'share' must be a number from 0.0 to 0.5, got 0.7
          at plant.yaml:5
        """,
        """
        error: 'noise' must be a number from 0.0 to 1000000000000.0, got -1
          at plant.yaml:6
        """,
        """
        error: unknown key 'jiter'
          at plant.yaml:6
          hint: did you mean 'jitter'? known: bias, drift, dropout, jitter, lag, noise, quantum, tags
        """,
        """
        error: the historian keeps 'L_T1' by 'dead-band' and 'swinging-door' at once
          at plant.yaml:12
          hint: keep one of them
        """,
        """
        error: it is not said how the historian keeps 'L_T2'
          at plant.yaml:13
          hint: known: dead-band, every, swinging-door
        """,
        """
        error: 'every' must be a length of time from 1s to 366d, got '0s'
          at plant.yaml:14
          hint: like 10min, 12h, 7d
        """,
        """
        error: unknown key 'longest'
          at plant.yaml:14
          hint: 'every' asks after the same time always
        """,
        """
        error: 'dead-band' must be a number from 0.0 to 1000000000000.0, got -1
          at plant.yaml:15
        """,
        """
        error: unknown key 'longst'
          at plant.yaml:15
          hint: did you mean 'longest'? known: dead-band, every, longest, swinging-door, tags
        """,
      ], "\(found.joined(separator: "\n"))")
  }

  @Test("that do not fit the plant's tags say which, and who else means them")
  func otherTags() {
    let found = problems(
      [
        [("tags", .list(["L_T1", "L_*"])), ("jitter", .text("20min"))],
        [("tags", .list(["L_T2", "L_T9", "Q_*"])), ("bias", .text("1"))],
        [("tags", .text("S_PU1")), ("bias", .text("1"))],
      ],
      [
        [("tags", .text("*")), ("swinging-door", .text("1"))],
        [("tags", .text("F_PU1")), ("dead-band", .text("1"))],
      ])
    let known = "known: F_PU1, L_T1, L_T2, P_J1, S_PU1"
    #expect(
      found == [
        """
        error: the jitter of 'L_T1', 'L_*' is 20min, the rows come every 10min
          at plant.yaml:2
          hint: at most the time between two rows
        """,
        """
        error: unknown tag 'L_T9'
          at plant.yaml:3
          hint: did you mean 'L_T1'? \(known)
        """,
        """
        error: no tag begins as 'Q_*' says
          at plant.yaml:3
          hint: \(known)
        """,
        """
        error: 'L_T2' is meant by two items of sensors, by the one on line 2 already
          at plant.yaml:3
          hint: leave it to one of them
        """,
        """
        error: 'S_PU1' is a state: of all parts of a sensor only 'dropout' fits it
          at plant.yaml:4
          hint: name the tags without it
        """,
        """
        error: 'S_PU1' is a state: nothing lies on a line between two of them
          at plant.yaml:12
          hint: dead-band or every, or name the tags without it
        """,
        """
        error: 'F_PU1' is meant by two items of historian, by the one on line 12 already
          at plant.yaml:13
          hint: leave it to one of them
        """,
      ], "\(found.joined(separator: "\n"))")
  }

  @Test("stand beside controllers: problems of both are told at once")
  func beside() throws {
    var plant = try PlantDescription(
      cyberLayer: """
        [CYBERNODES]
        PLC1, L_T1 L_T2 F_PU1 P_J1 L_T7, S_PU1
        [CYBERLINKS]
        PLC1, SCADA, L_T1 L_T2 F_PU1 P_J1
        """, file: "x.cpa")
    plant.sensors = try PlantDescription(
      Said.plant([[("tags", .text("L_T8")), ("bias", .text("1"))]], [])
    ).sensors
    do {
      _ = try plant.parts(for: Self.tags)
      Issue.record("nothing was found")
    } catch {
      #expect(error.all.map(\.problem) == ["unknown tag 'L_T7'", "unknown tag 'L_T8'"])
    }
  }
}
