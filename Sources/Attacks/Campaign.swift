public import Diagnostics
public import Telemetry

/// Many scenarios, drawn from a seed and listed by hand: what `campaign.yaml` says.
///
///     attacks: 300
///     look-alikes: 40
///     injected: 100
///     length: 4d
///     lead: 1d
///     techniques: [T0856, T0855]
///     scenarios:
///       - name: tank 2 told too low
///         technique: T0856
///         trigger: { below: 3.1, tag: L_T2 }
///         lasts: 10h
///         controller: { L_T2: { use: offset, by: -0.5 } }
///         historian: { L_T2: { use: replay, back: 24h } }
///
/// A listed scenario may have several `steps`; `draws: sobol`, `matrix` and `starts` say how the others are made.
/// Read in two steps: what needs no plant is found wrong here, the rest by
/// ``plan(for:techniques:starts:recorded:seed:problems:)``, which goes on with what could be read so that both are
/// told together.
public struct Campaign: Sendable {
  /// How many attacks are drawn.
  public var attacks: Int
  /// How many harmless look-alikes are drawn.
  public var lookAlikes: Int
  /// How many attacks are drawn into recorded telemetry.
  public var injected = 0
  /// How long every scenario runs.
  public var length: TimeSpan
  /// The untouched time before anything drawn can start.
  public var lead: TimeSpan
  /// The ids of the techniques to draw from; empty for all that the plant allows.
  public var techniques: [String]
  /// Where they are listed; nil where no file does so.
  var techniquesPlace: Place?
  /// The scenarios listed by hand.
  var listed: [any ListedScenario] = []
  /// How the numbers of drawn attacks are spread.
  var draws: any PointSequence = Random()
  /// Techniques, targets and sizes that are all put together.
  var matrix: CampaignMatrix?
  /// Which rows drawn starts are among; nil for all.
  var starts: StartChoice?

  /// 300 attacks of every technique that the plant allows and 40 look-alikes, 4 days each.
  public static let `default` = Campaign(
    attacks: 300, lookAlikes: 40, length: .hours(96), lead: .hours(24), techniques: [])

  /// A campaign of drawn scenarios alone.
  public init(
    attacks: Int, lookAlikes: Int, length: TimeSpan, lead: TimeSpan, techniques: [String]
  ) {
    self.attacks = attacks
    self.lookAlikes = lookAlikes
    self.length = length
    self.lead = lead
    self.techniques = techniques
  }

  /// Reads a campaign file; what is wrong is added to the problems.
  public init(_ settings: Settings, techniques catalog: TechniqueCatalog, problems: Problems) {
    self = .default
    var fields = Fields(settings, problems: problems)
    attacks = fields.integer("attacks", default: attacks, in: 0...100_000)
    lookAlikes = fields.integer("look-alikes", default: lookAlikes, in: 0...100_000)
    injected = fields.integer("injected", default: injected, in: 0...100_000)
    let limits = TimeSpan(nanoseconds: 1_000_000)...TimeSpan.hours(24 * 366)
    length = fields.span("length", default: length, in: limits)
    lead = fields.span("lead", default: lead, in: limits)
    if lead >= length {
      problems.add(
        "'lead' must be shorter than 'length', got \(lead) of \(length)", at: fields.place,
        hint: "nothing would be left for what is rehearsed")
    }
    let items = fields.list("techniques")
    techniquesPlace = fields.settings("techniques")?.place
    for item in items {
      guard case .scalar(let id, _) = item.content else {
        problems.add(
          "'techniques' must be a list of ids, got \(item.kindName) in it", at: item.place)
        continue
      }
      if catalog.technique(id, at: item.place, problems: problems) != nil { techniques.append(id) }
    }
    if let written = fields.settings("draws"),
      let sequence = Draws.catalog.make(written, problems: problems)
    {
      draws = sequence
    }
    matrix = fields.settings("matrix").map {
      CampaignMatrix($0, techniques: catalog, problems: problems)
    }
    starts = fields.settings("starts").map { StartChoice($0, problems: problems) }
    // A lead that is too long was told above; a trigger is not to be told of it again.
    let (length, lead) = (length, lead < length ? lead : .zero)
    listed = fields.list("scenarios").enumerated().map { index, item in
      WrittenChain.read(
        item, number: index + 1, length: length, lead: lead, catalog: catalog, problems: problems)
    }
    var seen: Set<String> = []
    for scenario in listed where !seen.insert(scenario.name).inserted {
      problems.add("two scenarios have the name '\(scenario.name)'", at: scenario.place)
    }
    if attacks == 0, lookAlikes == 0, injected == 0, matrix == nil, fields.list("scenarios").isEmpty
    {
      problems.add(
        "the campaign is empty: 'attacks', 'look-alikes' and 'injected' are 0 and no 'scenarios' are listed",
        at: fields.place)
    }
    fields.finish()
  }
}
