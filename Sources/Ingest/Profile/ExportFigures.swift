internal import Telemetry

/// What tells one kind of export from another, as figures and as sentences.
struct ExportFigures {
  /// The commonest distance between samples, if there is one.
  let spacing: TagProfile.Spacing?
  /// The share of distances within about an eighth of the commonest.
  let nearShare: Double
  /// The 10 % and 90 % quantiles of the distances, in nanoseconds.
  let spread: (low: Int64, high: Int64)
  let band: TagProfile.DeadBand?
  let lines: TagProfile.Lines?
  let repeatShare: Double
  let noise: Double?
  let step: Double?
  let level: Double?
  let door: TagProfile.Door?
  let longestRun: Int

  init(_ profile: TagProfile) {
    spacing = profile.spacing
    var tally = profile.sampleSpacing
    tally.flush()
    let near = spacing.map { tally.count(near: $0.commonest.nanoseconds) } ?? 0
    nearShare = tally.total == 0 ? 0 : Double(near) / Double(tally.total)
    spread = (tally.quantile(0.1) ?? 0, tally.quantile(0.9) ?? 0)
    band = profile.deadBand
    lines = profile.lines
    repeatShare = profile.repeatShare
    noise = profile.noiseFloor
    step = profile.step
    level = profile.level
    door = profile.door
    longestRun = profile.flatLine?.rows ?? 0
  }

  /// Whether samples come at one pace, jitter and single gaps allowed.
  var isEven: Bool { nearShare >= 0.8 || (spread.low > 0 && spread.high <= spread.low * 2) }

  var isInterpolated: Bool {
    guard let lines else { return false }
    // Three kinks: a smooth signal has none, and lines between points that are far apart have few.
    return isEven && lines.triples >= 40 && lines.share >= 0.2
      && lines.kinkShare * Double(lines.triples) >= 2.5 && lines.share + lines.kinkShare >= 0.7
  }

  var isExceptionByBand: Bool {
    guard let band, band.isVisible else { return false }
    return !isEven || repeatShare >= 0.3
  }

  /// Numbers that repeat by chance move by few steps where they move.
  var isHeld: Bool {
    guard repeatShare >= 0.5, let band else { return false }
    return (level ?? step).map { band.median >= 10 * $0 } ?? true
  }

  var isSwingingDoor: Bool {
    guard let door else { return false }
    return !isEven && spread.high >= spread.low * 4 && door.ratio >= door.chance
  }

  var paceText: String {
    guard let spacing else { return "no two samples follow each other" }
    let pace = "\(FigureText.percent(spacing.share)) of the samples are \(spacing.commonest) apart"
    if isEven { return pace }
    let low = TimeSpan(nanoseconds: spread.low).roundedText
    let high = TimeSpan(nanoseconds: spread.high).roundedText
    return "uneven stamps: only \(pace), eight in ten between \(low) and \(high)"
  }

  var linesText: String {
    guard let lines else { return "" }
    return
      "\(FigureText.percent(lines.share)) of the points that move lie on the line of their "
      + "neighbours, \(FigureText.percent(lines.kinkShare)) are kinks "
      + "(of \(FigureText.counted(lines.triples, "point")))"
  }

  var bandText: String {
    guard let band else { return "" }
    let smaller = step.map { " though values are told to \(FigureText.number($0))" } ?? ""
    return
      "changes are dropped: only 5 % are below \(FigureText.number(band.low))\(smaller), half are "
      + "above \(FigureText.number(band.median)), and \(FigureText.percent(repeatShare)) of the "
      + "samples repeat the one before"
  }

  var heldText: String {
    "values are held: \(FigureText.percent(repeatShare)) of the samples repeat the one before to "
      + "the last digit, up to \(FigureText.count(longestRun)) in a row"
  }

  var doorText: String {
    guard let door else { return "" }
    return
      "a swinging door: points close together lie \(FigureText.number(door.ratio)) times as far off "
      + "the line of their neighbours as others (chance alone reaches "
      + "\(FigureText.number(door.chance)))"
  }

  var noiseText: String {
    guard let noise else { return "noise cannot be told" }
    let step =
      level.map { ", levels of \(FigureText.number($0))" }
      ?? step.map { ", steps of \(FigureText.number($0))" } ?? ""
    return "noise floor \(FigureText.number(noise))\(step)"
  }
}
