public import Diagnostics
public import Hydraulics
public import Ingest
public import Telemetry
internal import Foundation
internal import LinearAlgebra

/// Whether what `tags.csv` says of elements and units can be true of the data and the model.
public struct MappingCheck: Sendable {
  /// Something that is declared and that the data deny.
  public struct Finding: Sendable, Equatable {
    /// What kind of error it is.
    public enum Kind: String, Sendable, CaseIterable {
      /// Another element fits far better.
      case element
      /// Numbers in another unit, level in percent among them.
      case unit
      /// Head above the datum where a level is declared, or the other way round.
      case head
      /// 1 stands for off.
      case inverted
      /// The site's clock and the model's differ.
      case clock
    }

    /// What kind of error it is.
    public var kind: Kind
    /// The tag; nil for the clock.
    public var tag: String?
    /// Names what is declared and what the data say.
    public var text: String
    /// What to do.
    public var hint: String
  }

  /// The findings, in the order of the declarations.
  public let findings: [Finding]
  /// Tags whose unit is none of their quantity, so that their numbers are compared with nothing.
  public let notCompared: [String]
  /// Why the clocks could not be compared; nil where they were.
  public let clockNotice: String?

  /// Compares declarations with data.
  ///
  /// - Parameters:
  ///   - declarations: tags without an element are not looked at; a tag without a quantity takes the one
  ///     that its name or its numbers say, without a unit that of the model in SI (m, L/s).
  ///   - frame: telemetry in the declared units, evenly sampled; its times are the site's local ones.
  /// - Throws: ``Fault`` where the model cannot be run or lacks an element that is declared.
  public init(
    network: Network, declarations: [TagDeclaration], frame: Frame
  ) throws(Fault) {
    let meters = Set(declarations.compactMap { $0.element.flatMap { network.link($0) } })
    let model = try SimulatedCourses(network, interval: frame.sampleSeconds, meters: meters)
    var quantities: [String: MeasuredQuantity] = [:]
    for declaration in declarations { quantities[declaration.tag] = declaration.quantity }
    let tags = frame.siteTags(quantities: quantities)
    var places: [Int: MappingEvidence.Place] = [:]
    var units: [Int: ReadingUnit] = [:]
    var notCompared: [String] = []
    for declaration in declarations {
      guard let element = declaration.element,
        let tag = tags.firstIndex(where: { $0.name == declaration.tag }),
        let quantity = tags[tag].quantity
      else { continue }
      guard let place = model.place(element, measuring: quantity) else {
        if network.node(element) != nil || network.link(element) != nil { continue }
        throw Fault(
          .badData, "tag '\(declaration.tag)' stands at '\(element)', which the network lacks",
          hint: Suggestion.hint(for: element, in: model.ids))
      }
      guard let unit = declaration.unit ?? ReadingUnit.of(quantity).first?.name,
        let known = ReadingUnit.named(unit, for: quantity)
      else {
        notCompared.append(declaration.tag)
        continue
      }
      places[tag] = place
      units[tag] = known
    }
    let site = SiteCourses(tags)
    let solution = MappingSolution(
      site, MappingEvidence(model), declared: places, units: units)
    let exchanged = DeclaredComparison(solution: solution, declared: places).exchanged()
    var findings = exchanged.findings
    let comparison = exchanged.comparison
    for tag in tags.indices where places[tag] != nil && places[tag] == comparison.declared[tag] {
      if let finding = comparison.unitFinding(tag) ?? comparison.inversion(tag) {
        findings.append(finding)
      }
    }
    // Numbers in a wrong unit balance no zone.
    for finding in findings where finding.kind == .unit || finding.kind == .head {
      if let tag = tags.firstIndex(where: { $0.name == finding.tag }) { places[tag] = nil }
    }
    // Exchanged tanks would balance each other's zones.
    for tag in places.keys { places[tag] = comparison.declared[tag] }
    let clock = ClockComparison(solution, declared: places, frame: frame)
    if let finding = clock.finding { findings.append(finding) }
    clockNotice = clock.notice
    self.findings = findings
    self.notCompared = notCompared
  }
}
