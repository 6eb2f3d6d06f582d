internal import Diagnostics
internal import Foundation
internal import Telemetry

extension PlantNetwork {
  /// Reads `zones`, `conduits`, `hosts` and `links`.
  init(_ fields: inout Fields) {
    let problems = fields.problems
    zones = fields.list("zones").map { item in
      var zone = Fields(item, problems: problems)
      defer { zone.finish() }
      return Zone(
        id: zone.requiredString("id"), level: zone.integer("level", default: 1, in: 0...4),
        place: item.place)
    }
    conduits = fields.list("conduits").map { item in
      var conduit = Fields(item, problems: problems)
      defer { conduit.finish() }
      return Conduit(
        id: conduit.requiredString("id"), zones: conduit.strings("zones", default: []),
        controls: conduit.strings("controls", default: []), place: item.place)
    }
    hosts = fields.list("hosts").map { Self.host($0, problems: problems) }
    links = fields.list("links").map { Self.link($0, problems: problems) }
  }

  private static func host(_ settings: Settings, problems: Problems) -> Host {
    var fields = Fields(settings, problems: problems)
    defer { fields.finish() }
    let kinds = Host.Kind.allCases.map(\.rawValue)
    let exposures = Host.Exposure.allCases.map(\.rawValue)
    var host = Host(
      id: fields.requiredString("id"), zone: fields.requiredString("zone"),
      kind: Host.Kind(rawValue: fields.word("kind", default: "controller", of: kinds))
        ?? .controller, place: settings.place)
    host.exposure =
      Host.Exposure(rawValue: fields.word("exposure", default: "none", of: exposures)) ?? .none
    host.controls = fields.strings("controls", default: [])
    host.software = fields.list("software").map { item in
      var software = Fields(item, problems: problems)
      defer { software.finish() }
      return Software(
        name: software.requiredString("name"), version: software.optionalString("version"),
        vulnerabilities: software.list("vulnerabilities").map {
          vulnerability($0, problems: problems)
        })
    }
    return host
  }

  private static func vulnerability(_ settings: Settings, problems: Problems) -> Vulnerability {
    var fields = Fields(settings, problems: problems)
    defer { fields.finish() }
    let id = fields.requiredString("id")
    // CVE-<year>-<four digits or more> (CVE numbering, since 2014)
    if !id.isEmpty, id.wholeMatch(of: #/CVE-(19|20)[0-9]{2}-[0-9]{4,}/#) == nil {
      problems.add("'\(id)' is no CVE number", at: settings.place, hint: "like CVE-2021-22681")
    }
    return Vulnerability(id: id, cvss: fields.optionalNumber("cvss", in: 0...10))
  }

  private static func link(_ settings: Settings, problems: Problems) -> Link {
    var fields = Fields(settings, problems: problems)
    defer { fields.finish() }
    var link = Link(
      from: fields.requiredString("from"), to: fields.requiredString("to"), place: settings.place)
    link.tags = fields.has("tags") ? fields.strings("tags", default: []) : nil
    link.latency = fields.span(
      "latency", default: .zero, in: .zero...TimeSpan.hours(24))
    link.loss = fields.number("loss", default: 0, in: 0...1)
    link.conduit = fields.optionalString("conduit")
    return link
  }
}
