public import Diagnostics
public import Telemetry
public import Twin

/// A line through points of time and value: v′ = L(t), or v + L(t) where it is added.
///
/// L runs straight from point to point, t counted from the trigger; before the first point the first value
/// stands, after the last one the last. Added, what is missing stays missing; else it is replaced.
public struct Polyline: TamperingShape {
  /// A time since the trigger and the line's value there, in engineering units.
  public struct Point: Sendable, Equatable {
    /// The time since the trigger.
    public let at: TimeSpan
    /// The value, or what is added.
    public let value: Double
  }

  /// The id in scenario files.
  public static let id = "polyline"
  /// What it is.
  public static let summary = "a line through points of time and value"

  /// The points in ascending time; one at least, 1,000 at most.
  public let points: [Point]
  /// Whether the line is added to the true value.
  public let isAdded: Bool

  /// Reads `points` and `added`.
  public init(_ fields: inout Fields) {
    points = Self.points(&fields)
    isAdded = fields.boolean("added", default: false)
    if isAdded, !points.isEmpty, points.allSatisfy({ $0.value == 0 }) {
      fields.problems.add(
        "the line adds nothing: each of its points is 0", at: fields.place,
        hint: "give a point another value, or leave 'added' out")
    }
  }

  init(points: [Point], isAdded: Bool) {
    self.points = points
    self.isAdded = isAdded
  }

  /// The points, and whether they are added.
  public var settings: [(key: String, value: String)] {
    let list = points.map { "[\($0.at), \(shortest($0.value))]" }.joined(separator: ", ")
    return [("points", "[\(list)]")] + (isAdded ? [("added", "true")] : [])
  }
  /// In words.
  public var text: String {
    let values = points.prefix(6).map { rounded($0.value) }.joined(separator: ", ")
    return (isAdded ? "moved along a line by " : "made to follow a line through ") + values
      + (points.count > 6 ? " …" : "")
  }

  /// The point that moves the value farthest.
  private func farthest(_ profile: TagProfile) -> Double {
    let moves = points.map { isAdded ? $0.value : $0.value - profile.mean }
    return moves.max { abs($0) < abs($1) } ?? 0
  }

  /// The farthest point in spans: from zero where it is added, else from the mean; nil as for ``Constant``.
  public func size(on profile: TagProfile) -> Double? {
    guard profile.span > 0, isAdded || profile.states.isEmpty else { return nil }
    return abs(farthest(profile)) / profile.span
  }

  /// The sign of the farthest point.
  public func direction(on profile: TagProfile) -> Double { farthest(profile).direction }

  /// An actuator that takes states only is none for it.
  public func problems(_ use: ShapeUse) -> [(problem: String, hint: String?)] {
    use.refusingStates(of: Self.id)
  }

  /// A trapezoid of the drawn size; with `knots`, a line through that many points within it at random.
  public static func drawn(_ draw: inout ShapeDraw) -> Polyline {
    let height = draw.direction * (draw.size ?? 0.5) * draw.profile.span
    let rows = max(2, draw.lasts.rows(of: draw.interval))
    if draw.parameters["knots"] != nil {
      let wanted = max(2, Int(draw.number("knots", default: 3...8).rounded()))
      let knots = min(wanted, rows, mostPoints)
      let peak = draw.generator.index(below: knots)
      let points = (0..<knots).map { knot in
        // Spread over the time; one knot has the whole size, the others a part of it either way.
        Point(
          at: draw.interval * (rows * knot / knots),
          value: knot == peak ? height : height * draw.generator.uniform(in: -0.999...0.999))
      }
      return Polyline(points: points, isAdded: true)
    }
    let part = draw.number("rise", default: 0.1...0.4)
    let rise = min(rows - 1, max(1, Int(part * Double(rows))))
    func corner(_ row: Int, _ value: Double) -> Point {
      Point(at: draw.interval * row, value: value)
    }
    let top = rise < rows - rise ? [rise, rows - rise] : [rise]
    return Polyline(
      points: [corner(0, 0)] + top.map { corner($0, height) } + [corner(rows, 0)], isAdded: true)
  }

  /// The part of its time in which a trapezoid rises, as in which it falls; the number of random points.
  public static let parameters = ["rise", "knots"]

  /// Starts.
  public func begin() -> any Tampering { Running(points: points, isAdded: isAdded) }

  private struct Running: Tampering {
    let points: [Point]
    let isAdded: Bool
    var next = 0
    mutating func callAsFunction(
      _ value: Double, _ moment: TamperingMoment, generator: inout SeededGenerator
    ) -> Double {
      while next < points.count, points[next].at <= moment.elapsed { next += 1 }
      let line = line(at: moment.elapsed, value)
      return isAdded ? value + line : line
    }

    // Between the last point that has come and the next.
    private func line(at elapsed: TimeSpan, _ value: Double) -> Double {
      guard let last = points.last else { return value }
      guard next > 0 else { return points[0].value }
      guard next < points.count else { return last.value }
      let a = points[next - 1]
      let b = points[next]
      let since = Double(elapsed.nanoseconds - a.at.nanoseconds)
      let part = since / Double(b.at.nanoseconds - a.at.nanoseconds)
      // L(t) = a + (b − a) · (t − t_a) ÷ (t_b − t_a).
      return a.value + (b.value - a.value) * part
    }
  }
}

extension Polyline {
  private static let mostPoints = 1_000

  private static func points(_ fields: inout Fields) -> [Point] {
    let hint = "like [[0h, 3.2], [2h, 4], [6h, 3.2]]"
    let items = fields.list("points")
    if items.isEmpty { fields.problems.add("'points' is missing", at: fields.place, hint: hint) }
    if items.count > mostPoints {
      fields.problems.add(
        "'points' must be at most \(mostPoints), got \(items.count)", at: fields.place)
      return []
    }
    var found: [Point] = []
    for item in items {
      guard let point = point(item) else {
        fields.problems.add(
          "a point must be [time, number], up to 3660d and 1e16 either way", at: item.place,
          hint: hint)
        continue
      }
      if let last = found.last, last.at >= point.at {
        fields.problems.add(
          "the points' times must ascend, got \(point.at) after \(last.at)", at: item.place)
        continue
      }
      found.append(point)
    }
    return found
  }

  private static func point(_ settings: Settings) -> Point? {
    guard case .sequence(let pair) = settings.content, pair.count == 2,
      case .scalar(let time, _) = pair[0].content, case .scalar(let number, _) = pair[1].content,
      let at = TimeSpan(time), let value = Double(number), engineering.contains(value),
      at >= .zero, at <= TimeSpan.hours(24 * 3_660)
    else { return nil }
    return Point(at: at, value: value)
  }
}
