public import Diagnostics
public import Hydraulics
internal import Ingest
public import Telemetry
internal import Foundation
internal import LinearAlgebra

/// From a site's tags to a model's elements, with units.
///
/// Each quantity is one assignment problem: tags to elements, one to one, with costs from names,
/// ranges, distributions, switch levels, duty, correlations among tags against those of a run of the
/// model, and nearness in the network of tags that share a station's name. Costs that depend on other
/// tags' elements are renewed in rounds.
public struct ElementMapping: Sendable {
  /// What a person has said about a tag.
  public struct Anchor: Sendable, Equatable {
    /// The tag.
    public var tag: String
    /// Its element.
    public var element: String
    /// What it measures; nil where only the element is said.
    public var quantity: MeasuredQuantity?

    /// Makes an anchor.
    public init(tag: String, element: String, quantity: MeasuredQuantity? = nil) {
      self.tag = tag
      self.element = element
      self.quantity = quantity
    }
  }

  /// A proposal per tag, in the order of the tags.
  public let proposals: [TagProposal]
  /// Hours by which the site uses water later than the model, by the frame's times; nil where the tags
  /// close no zone whose use could be balanced.
  public let clockShift: Double?

  /// Maps tags.
  ///
  /// - Parameters:
  ///   - frame: telemetry as the site writes it, evenly sampled; tags' units are taken where given.
  ///   - anchors: what is known.
  ///   - quantities: what is known of tags without an anchor.
  /// - Throws: ``Fault`` where the model cannot be run, or an anchor names no element.
  public init(
    network: Network, frame: Frame, anchors: [Anchor] = [],
    quantities said: [String: MeasuredQuantity] = [:]
  ) throws(Fault) {
    var quantities = said
    for anchor in anchors { quantities[anchor.tag] = anchor.quantity ?? said[anchor.tag] }
    let tags = frame.siteTags(quantities: quantities)
    let model = try SimulatedCourses(
      network, interval: frame.sampleSeconds, meters: Self.meters(network, tags, anchors))
    var solution = MappingSolution(
      SiteCourses(tags), MappingEvidence(model), anchors: try Self.places(anchors, tags, model))
    solution.solve()
    var proposals = solution.proposals()
    let comparison = DeclaredComparison(solution: solution, declared: solution.places)
    for tag in tags.indices {
      guard let finding = comparison.unitFinding(tag) else { continue }
      proposals[tag].unitDoubt =
        "in which unit is \(tags[tag].name)? "
        + finding.text.replacing(" is declared as ", with: " would be ")
      proposals[tag].confidence = min(proposals[tag].confidence, TagProposal.doubtful)
    }
    self.proposals = proposals
    clockShift = ClockComparison(solution, declared: solution.places, frame: frame).shift
  }

  /// Pipes at which a tag of a flow stands, or that one names.
  private static func meters(
    _ network: Network, _ tags: [SiteTag], _ anchors: [Anchor]
  ) -> Set<Int> {
    let flows = tags.filter { $0.quantity == .flow }
    let anchored = anchors.filter { anchor in flows.contains { $0.name == anchor.tag } }
      .compactMap { network.link($0.element) }
    let named = network.links.indices.filter { link in
      network.links[link].kind.isPipe
        && flows.contains { $0.tokens.names(network.links[link].id) }
    }
    return Set(anchored + named)
  }

  private static func places(
    _ anchors: [Anchor], _ tags: [SiteTag], _ model: SimulatedCourses
  ) throws(Fault) -> [Int: MappingEvidence.Place] {
    var places: [Int: MappingEvidence.Place] = [:]
    for anchor in anchors {
      guard let tag = tags.firstIndex(where: { $0.name == anchor.tag }) else { continue }
      guard let place = model.place(anchor.element, measuring: tags[tag].quantity) else {
        // Elements that carry no tags of these quantities are a person's business.
        if model.network.node(anchor.element) != nil || model.network.link(anchor.element) != nil {
          continue
        }
        throw Fault(
          .badData, "tag '\(anchor.tag)' stands at '\(anchor.element)', which the network lacks",
          hint: Suggestion.hint(for: anchor.element, in: model.ids))
      }
      places[tag] = place
    }
    return places
  }
}

extension Frame {
  /// The tags as a mapping sees them.
  func siteTags(quantities: [String: MeasuredQuantity]) -> [SiteTag] {
    tags.indices.map { column in
      SiteTag(
        name: tags[column].id, course: SampledCourse((0..<count).map { values[$0, column] }),
        unit: tags[column].unit, quantity: quantities[tags[column].id])
    }
  }

  /// The commonest distance of rows, in whole seconds from 60 to 3600.
  var sampleSeconds: Int {
    let gaps = zip(times.dropFirst().prefix(1_000), times).map { ($0 - $1).seconds }.sorted()
    return gaps.isEmpty ? 3_600 : Int(max(60, min(3_600, gaps[gaps.count / 2])))
  }
}

extension SimulatedCourses {
  /// Where an element of an id stands; nil for pipes without a meter, reservoirs and what is not there.
  ///
  /// A node and a link may have one id: what is measured says which of them it is.
  func place(_ id: String, measuring quantity: MeasuredQuantity?) -> MappingEvidence.Place? {
    let (isOfLink, isOfNode) =
      switch quantity {
      case .flow?, .status?, .setting?, .speed?: (true, false)
      case .level?, .head?, .pressure?, .demand?: (false, true)
      case nil: (true, true)
      }
    if isOfLink, let link = network.link(id), let at = drives.firstIndex(of: link) {
      return .drive(at)
    }
    guard isOfNode, let node = network.node(id) else { return nil }
    if let at = tanks.firstIndex(of: node) { return .tank(at) }
    return junctions.firstIndex(of: node).map { .junction($0) }
  }

  /// The id at a place.
  func id(_ place: MappingEvidence.Place) -> String {
    switch place {
    case .drive(let at): network.links[drives[at]].id
    case .tank(let at): network.nodes[tanks[at]].id
    case .junction(let at): network.nodes[junctions[at]].id
    }
  }

  /// The ids of all elements that carry tags.
  var ids: [String] {
    drives.indices.map { id(.drive($0)) } + tanks.indices.map { id(.tank($0)) }
      + junctions.indices.map { id(.junction($0)) }
  }
}
