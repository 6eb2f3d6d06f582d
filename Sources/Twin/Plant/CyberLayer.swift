public import Diagnostics
internal import Telemetry

extension PlantDescription {
  /// Reads the cyber layer of an epanetCPA file: `[CYBERNODES]` and `[CYBERLINKS]`.
  ///
  /// A node `PLC1, P_T1 F_PU1, PU1 PU2` reads the pressure (of a tank: the level) of T1 and the flow of
  /// PU1 and drives two links; a link `PLC2, PLC1, P_T1` sends one on. `SCADA` is the historian. Other
  /// sections are not looked at. Source: Taormina et al., epanetCPA, user manual 2019.
  /// - Throws: ``Faults``: every line that has other fields, names that stand twice or lead nowhere.
  public init(cyberLayer text: String, file: String) throws(Faults) {
    let problems = Problems()
    self.init(cyberLayer: text, file: file, problems: problems)
    checkHearing(by: nil, problems)
    try problems.throwIfAny()
  }

  /// Reads the cyber layer of an epanetCPA file; what is wrong is added to the problems, and reading goes on.
  public init(cyberLayer text: String, file: String, problems: Problems) {
    var controllers: [DeclaredController] = []
    var network = PlantNetwork()
    let start = Place(file: file)
    network.zones = [.init(id: Self.zone, level: 1, place: start)]
    network.hosts = [.init(id: Self.scada, zone: Self.zone, kind: .historian, place: start)]
    var section = ""
    // Files of Windows end lines with two characters, which are one to Swift.
    let lines = text.trimmingPrefix("\u{FEFF}").split(omittingEmptySubsequences: false) {
      $0.isNewline
    }
    for (number, raw) in lines.enumerated() {
      let line = raw.prefix { $0 != ";" }.trimmed
      let place = Place(file: file, line: number + 1)
      if line.isEmpty { continue }
      if line.hasPrefix("[") {
        section = line.uppercased()
        continue
      }
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(\.trimmed)
      if section == "[CYBERNODES]" {
        guard fields.count == 3 else {
          Self.refuse(fields, "name, sensors, actuators", at: place, problems)
          continue
        }
        // Links to SCADA alone tell what the historian gets; it is no controller.
        if fields[0].uppercased() == Self.scada { continue }
        var controller = DeclaredController(id: fields[0], place: place)
        controller.reads = fields[1].words
        controller.drives = fields[2].words.map { .init(actuator: $0, place: place) }
        controllers.append(controller)
        network.hosts.append(
          .init(id: controller.id, zone: Self.zone, kind: .controller, place: place))
      } else if section == "[CYBERLINKS]" {
        guard fields.count == 3 else {
          Self.refuse(fields, "source, destination, sensors", at: place, problems)
          continue
        }
        network.links.append(
          .init(from: fields[0], to: fields[1], tags: fields[2].words, place: place))
      }
    }
    for link in network.links {
      guard let at = controllers.firstIndex(where: { $0.id == link.to }) else { continue }
      controllers[at].polls += (link.tags ?? []).map {
        .init(tag: $0, from: link.from, place: link.place)
      }
    }
    self.init(controllers: controllers, network: network)
    isCyberLayer = true
    if controllers.isEmpty {
      problems.add(
        "the file has no [CYBERNODES]", at: start,
        hint: "lines like PLC1, P_T1 F_PU1, PU1 below that heading")
    }
    network.check(problems)
    check(problems)
  }

  private static let scada = "SCADA"
  private static let zone = "plant"

  private static func refuse(
    _ fields: [String], _ wanted: String, at place: Place, _ problems: Problems
  ) {
    problems.add(
      "\(fields.count) fields instead of 3", at: place, hint: "\(wanted), parted by commas")
  }
}

extension StringProtocol {
  fileprivate var trimmed: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }

  fileprivate var words: [String] {
    split(omittingEmptySubsequences: true) { $0.isWhitespace }.map { String($0) }
  }
}
