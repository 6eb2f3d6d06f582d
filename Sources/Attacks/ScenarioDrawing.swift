internal import Diagnostics
internal import Telemetry
internal import Twin

/// Draws scenarios on one plant, each from the root seed and its own number alone.
struct ScenarioDrawing {
  let surface: AttackSurface
  let steps: Int
  let leadRows: Int
  let starts: TimeRange
  let seed: UInt64
  /// The rows of the stretch at which a run may start; nil for all that leave room.
  var allowed: [Int]?
  /// How the numbers of attacks are spread.
  var draws: any PointSequence = Random()
  /// How many attacks are drawn.
  var attacks = 0

  private var lead: TimeSpan { surface.interval * leadRows }

  /// The techniques in the order of their scenarios, each as often as its share, evenly spread.
  ///
  /// The smooth weighted round robin: everyone gains its share, the richest goes and pays the total.
  static func order(_ techniques: [Technique]) -> [(technique: Technique, turn: Int)] {
    let total = techniques.reduce(0) { $0 + $1.share }
    var credit = techniques.map { _ in 0 }
    var turns = credit
    return (0..<total).compactMap { _ in
      for i in credit.indices { credit[i] += techniques[i].share }
      guard let next = credit.indices.max(by: { credit[$0] < credit[$1] }) else { return nil }
      credit[next] -= total
      turns[next] += 1
      return (techniques[next], turns[next] - 1)
    }
  }

  /// Attack `number` of a campaign.
  ///
  /// Techniques take turns by their share, a technique's variants take turns; the rest is chance.
  func attack(_ number: Int, of order: [(technique: Technique, turn: Int)]) -> Scenario {
    var generator = SeededGenerator(root: seed, stage: "scenario", index: number)
    let ownSeed = generator.next() >> 11
    let (technique, turn) = order[number % order.count]
    let round = number / order.count * technique.share + turn
    let point = point(of: technique, round, order)
    let start = start(&generator, at: point[.start])
    let variants = technique.variants.filter { $0.applies(to: surface) }
    let edits = technique.edits.filter { $0.applies(to: surface) }
    let way = round % (variants.count + edits.count)
    let name = "\(technique.id)-\(padded(number))"
    guard way < variants.count else {
      return edited(
        named: name, technique, edits[way - variants.count], start: start, seed: ownSeed,
        point: point, &generator)
    }
    return scenario(
      named: name, technique, variants[way], start: start, seed: ownSeed, point: point, &generator)
  }

  // Each technique has a sequence of points of its own, a point for each of its turns.
  private func point(
    of technique: Technique, _ round: Int, _ order: [(technique: Technique, turn: Int)]
  ) -> DrawnPoint {
    let rest = order.prefix(attacks % order.count).count { $0.technique.id == technique.id }
    let count = attacks / order.count * technique.share + rest
    var own = SeededGenerator(root: seed, stage: "draws \(technique.id)")
    return DrawnPoint(coordinates: draws.point(round, of: count, seed: own.next()))
  }

  /// A scenario of a technique done in one of its ways.
  ///
  /// - Parameters:
  ///   - target: a tag to tamper with before drawn ones; nil for drawn ones alone.
  ///   - fixed: the size; nil for a drawn one.
  ///   - point: what is not left to chance.
  func scenario(
    named name: String, _ technique: Technique, _ variant: TechniqueVariant, start: Timestamp,
    seed ownSeed: UInt64, at target: Int? = nil, of fixed: Double? = nil,
    point: DrawnPoint = DrawnPoint(), _ generator: inout SeededGenerator
  ) -> Scenario {
    let rows = lastingRows(variant.lasts, &generator, at: point[.duration])
    let direction =
      variant.directions[
        generator.index(below: variant.directions.count, at: point[.direction])]
    let drawnSize = variant.size.map { generator.logUniform(in: $0, at: point[.size]) }
    let size = fixed ?? drawnSize
    let most = variant.count.upperBound - variant.count.lowerBound + 1
    let count = variant.count.lowerBound + generator.index(below: most)
    let drawnTags = generator.choose(count, of: variant.candidates(on: surface))
    let tags =
      target.map { [$0] + drawnTags.filter { $0 != target }.prefix(count - 1) } ?? drawnTags
    let trigger = trigger(
      variant.triggers[generator.index(below: variant.triggers.count)], on: tags,
      lasting: rows, from: start, at: point, &generator)
    var draw = ShapeDraw(
      profile: surface.profiles[tags[0]], size: size, direction: direction,
      lasts: surface.interval * (rows ?? steps - leadRows), lead: lead, interval: surface.interval,
      parameters: variant.parameters, generator: generator)
    var tamperings: [PlacedTampering] = []
    let chance = draw.generator
    for (position, tag) in tags.enumerated() {
      draw.profile = surface.profiles[tag]
      draw.partner = partner(of: position, in: tags)
      // What is drawn is drawn once: a scenario's tags lose as many messages, replay the same day.
      draw.generator = chance
      // An actuator that is always there anyway is forced the other way.
      draw.direction =
        variant.shape == Override.id && !draw.profile.hasRoom(direction) ? -direction : direction
      if let shape = Shapes.type(variant.shape)?.drawn(&draw) {
        tamperings.append(place(shape, at: variant.point, tag))
      }
    }
    if let cover = variant.concealment[draw.generator.index(below: variant.concealment.count)] {
      tamperings += shown(cover, of: tags, &draw)
    }
    let isSized = tamperings[0].shape.size(on: surface.profiles[tags[0]]) != nil
    return Scenario(
      name: name, kind: .attack(technique: technique.id),
      title: variant.name, start: start, steps: steps, trigger: trigger,
      lasts: rows.map { surface.interval * $0 }, tamperings: tamperings, surges: [],
      seed: ownSeed, size: isSized ? size : nil)
  }

  /// What the historian is shown of tags: a shape that is drawn once for all of them.
  func shown(_ cover: String, of tags: [Int], _ draw: inout ShapeDraw) -> [PlacedTampering] {
    draw.size = nil
    draw.parameters = [:]
    let chance = draw.generator
    return tags.enumerated().compactMap { position, tag in
      draw.generator = chance
      draw.profile = surface.profiles[tag]
      draw.partner = partner(of: position, in: tags)
      guard let shape = Shapes.type(cover)?.drawn(&draw) else { return nil }
      return place(shape, at: .historian, tag)
    }
  }

  /// Whether the plant's tags allow a kind of look-alike.
  func applies(_ kind: LookAlike) -> Bool { !members(kind).isEmpty }

  /// Look-alike `number` of a campaign; the kinds take turns.
  func lookAlike(_ number: Int, of kinds: [LookAlike]) -> Scenario {
    var generator = SeededGenerator(root: seed, stage: "look-alike", index: number)
    let ownSeed = generator.next() >> 11
    let start = start(&generator)
    let kind = kinds[number % kinds.count]
    let members = members(kind)
    var tamperings: [PlacedTampering] = []
    var surges: [Surge] = []
    var size: Double?
    let rows: Int?
    switch kind {
    case .dropOut:
      rows = lastingRows(.hours(1)...(.hours(12)), &generator)
      let probability = generator.uniform(in: 0.3...1)
      tamperings = generator.choose(1 + generator.index(below: 3), of: members).map {
        place(Drop(probability: probability), at: .sensor, $0)
      }
    case .demandSurge:
      rows = lastingRows(.hours(3)...(.hours(8)), &generator)
      // Moderate: what a hot day or a fire may take beyond the usual.
      let part = generator.logUniform(in: 0.05...0.25)
      size = part
      surges = generator.choose(1 + generator.index(below: 2), of: members).map {
        Surge(tag: $0, id: surface.tags[$0].id, amount: part * surface.profiles[$0].span)
      }
    case .maintenance:
      rows = lastingRows(.hours(2)...(.hours(8)), &generator)
      tamperings = generator.choose(1, of: members).map {
        let profile = surface.profiles[$0]
        return place(Override(value: profile.range.low), at: .actuator, $0)
      }
    case .sensorFault:
      rows = lastingRows(.hours(6)...(.hours(48)), &generator)
      let tag = members[generator.index(below: members.count)]
      let fault = sensorFault(of: tag, lasting: rows, &generator)
      size = fault.size
      tamperings = [place(fault.shape, at: .sensor, tag)]
    case .modeChange:
      rows = lastingRows(.hours(2)...(.hours(12)), &generator)
      let tag = members[generator.index(below: members.count)]
      tamperings = [modeChange(of: tag, &generator)]
    }
    let trigger = trigger(At.id, on: [], lasting: rows, from: start, &generator)
    return Scenario(
      name: "\(kind.rawValue)-\(padded(number))", kind: .lookAlike(kind), title: kind.text,
      start: start, steps: steps, trigger: trigger, lasts: rows.map { surface.interval * $0 },
      tamperings: tamperings, surges: surges, seed: ownSeed, size: size)
  }

  /// A start on a row of the allowed stretch such that the run ends inside; its start where it is too short.
  func start(_ generator: inout SeededGenerator, at part: Double? = nil) -> Timestamp {
    let room = generator.index(below: allowed?.count ?? roomOfStarts, at: part)
    return starts.start + surface.interval * (allowed?[room] ?? room)
  }

  /// How many rows of the stretch leave room for a run; 1 where it is too short for one.
  var roomOfStarts: Int {
    let (width, overflow) = starts.end.nanoseconds.subtractingReportingOverflow(
      starts.start.nanoseconds)
    let rows = overflow ? 0 : TimeSpan(nanoseconds: width).rows(of: surface.interval)
    return max(1, rows - steps + 2)
  }

  /// The fewest rows that a drawn tampering lasts, where the run has room.
  ///
  /// Published attacks last tens to hundreds of samples whatever the plant's rhythm: 24 to 110 in BATADAL
  /// (hourly), about 130 in HAI and about 600 in SWaT (by the second).
  private static let fewestRows = 12

  // A whole number of rows, log-uniform within the range and what is left after the lead; nil to the end.
  func lastingRows(
    _ range: ClosedRange<TimeSpan>?, _ generator: inout SeededGenerator, at part: Double? = nil
  ) -> Int? {
    guard let range else { return nil }
    let room = max(1, steps - leadRows - 1)
    let low = min(room, max(Self.fewestRows, range.lowerBound.rows(of: surface.interval)))
    let high = min(room, max(low, range.upperBound.rows(of: surface.interval)))
    return Int(generator.logUniform(in: Double(low)...Double(high), at: part).rounded())
  }

  // A time that leaves room for what lasts; a threshold in the middle of what is usual from then on.
  func trigger(
    _ id: String, on tags: [Int], lasting rows: Int?, from start: Timestamp,
    at point: DrawnPoint = DrawnPoint(), _ generator: inout SeededGenerator
  ) -> any Trigger {
    // What lasts to the end starts in the first half of what is left.
    let left = steps - leadRows
    let room = max(1, rows.map { left - $0 + 1 } ?? (left + 1) / 2)
    let row = generator.index(below: room, at: point[.time])
    let time = surface.interval * (leadRows + row)
    let level = generator.uniform(in: 0.3...0.7, at: point[.level])
    var draw = TriggerDraw(
      surface: surface, start: start, lead: lead, time: time, level: level, tags: tags,
      generator: generator)
    let drawn = Triggers.type(id)?.drawn(&draw)
    generator = draw.generator
    return drawn ?? At(time)
  }

  func place(
    _ shape: any TamperingShape, at point: AttackPoint, _ tag: Int
  ) -> PlacedTampering {
    PlacedTampering(
      point: point, tag: tag, id: surface.tags[tag].id, shape: shape,
      partner: shape.partner.flatMap { surface.index(of: $0) })
  }

  // The next of the tags that are drawn together, the first after the last; nil for one alone.
  private func partner(of position: Int, in tags: [Int]) -> String? {
    tags.count > 1 ? surface.tags[tags[(position + 1) % tags.count]].id : nil
  }

  func padded(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
