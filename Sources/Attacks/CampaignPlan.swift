public import Diagnostics
public import Telemetry

/// The scenarios of a campaign on one plant, ready to run.
public struct CampaignPlan: Sendable {
  /// The listed scenarios, the matrix's, the drawn attacks, the drawn look-alikes.
  public let scenarios: [Scenario]
  /// What a person should know: techniques that were left out.
  public let notices: [Notice]
}

extension Campaign {
  /// Makes the campaign's scenarios on a plant.
  ///
  /// Drawn scenario *i* depends on the seed and *i* alone (and on the plant and the campaign's settings):
  /// drawing more does not change the others.
  ///
  /// - Parameters:
  ///   - starts: the stretch of rows from which starts are drawn; its start is a row. Scenarios end inside
  ///     where it is long enough.
  ///   - recorded: the time that telemetry tells of, in which a written start must lie; nil for any.
  ///   - seed: the root seed.
  ///   - problems: what was found wrong with the file, which is told beside the rest.
  /// - Throws: ``Faults`` with every listed scenario's problems, or where nothing applies to the plant.
  public func plan(
    for surface: AttackSurface, techniques catalog: TechniqueCatalog, starts: TimeRange,
    recorded: TimeRange? = nil, seed: UInt64, problems: Problems = Problems()
  ) throws(Faults) -> CampaignPlan {
    guard let (steps, leadRows) = rows(every: surface.interval, problems) else {
      throw Faults(problems.all)
    }
    guard !starts.end.nanoseconds.addingReportingOverflow(length.nanoseconds).overflow else {
      throw Faults(
        problems.all + [
          Fault(.badData, "a run of \(length) from \(starts.end) on leaves the range of time")
        ])
    }
    var drawing = ScenarioDrawing(
      surface: surface, steps: steps, leadRows: leadRows, starts: starts, seed: seed, draws: draws,
      attacks: attacks)
    if let choice = self.starts {
      let rows = (0..<drawing.roomOfStarts).filter {
        choice.allows(starts.start + surface.interval * $0)
      }
      drawing.allowed = rows.isEmpty ? nil : rows
      if rows.isEmpty {
        problems.add(
          "no run of \(length) within \(starts) can start at \(choice.text)", at: choice.place,
          hint: "allow more days or hours, or shorten 'length'")
      }
    }
    for id in techniques where catalog[id] == nil {
      _ = catalog.technique(id, at: nil, problems: problems)
    }
    let usable = chosen(of: catalog).filter { $0.applies(to: surface) }
    var notices = attacks > 0 ? leftOut(of: catalog, on: surface) : []
    if attacks > 0, usable.isEmpty, problems.all.isEmpty {
      tellNothingApplies(of: catalog, problems)
    }
    let harmless = LookAlike.allCases.filter { drawing.applies($0) }
    if lookAlikes > 0 {
      for kind in LookAlike.allCases where !harmless.contains(kind) {
        notices.append(
          Notice("the look-alike '\(kind.text)' is left out: no tag of the plant allows it"))
      }
    }
    checkStarts(within: recorded, problems)
    var scenarios: [Scenario] = []
    for (index, written) in listed.enumerated() where !written.isInjected {
      var generator = SeededGenerator(root: seed, stage: "listed", index: index)
      let drawn = UInt64(generator.next() >> 11)
      if let scenario = written.scenario(
        on: surface, rows: steps, start: drawing.start(&generator), seed: drawn, problems: problems)
      {
        scenarios.append(scenario)
      }
    }
    if let matrix {
      let own =
        matrix.techniques.isEmpty
        ? chosen(of: catalog) : matrix.techniques.compactMap { catalog[$0] }
      scenarios += drawing.scenarios(
        of: matrix, techniques: own, problems: problems, notices: &notices)
    }
    try problems.throwIfAny()
    let order = ScenarioDrawing.order(usable)
    if !order.isEmpty { scenarios += (0..<attacks).map { drawing.attack($0, of: order) } }
    if !harmless.isEmpty {
      scenarios += (0..<lookAlikes).map { drawing.lookAlike($0, of: harmless) }
    }
    return CampaignPlan(scenarios: scenarios, notices: notices)
  }

  /// The techniques that the campaign draws from, in the catalog's order.
  func chosen(of catalog: TechniqueCatalog) -> [Technique] {
    catalog.techniques.filter { techniques.isEmpty || techniques.contains($0.id) }
  }

  /// The rows of a run and those of its untouched time; nil where there are too few or far too many, which is told.
  func rows(every interval: TimeSpan, _ problems: Problems) -> (steps: Int, lead: Int)? {
    let steps = length.rows(of: interval)
    guard interval > .zero, steps <= 1_000_000 else {
      problems.add(
        "a run of \(length) at one row every \(interval) has more than 1000000 rows", at: nil,
        hint: "shorten 'length' in the campaign")
      return nil
    }
    let leadRows = min(lead.rows(of: interval), max(0, steps - 2))
    guard steps >= 2, leadRows >= 1 else {
      problems.add(
        "a campaign needs a row of 'lead' and one more, got 'length' \(length) and 'lead' \(lead) "
          + "at one row every \(interval)", at: nil, hint: "lengthen both in the campaign")
      return nil
    }
    return (steps, leadRows)
  }

  /// Tells of starts of listed scenarios that lie outside of what telemetry tells of.
  func checkStarts(within recorded: TimeRange?, _ problems: Problems) {
    guard let recorded else { return }
    for written in listed {
      guard let start = written.start, start < recorded.start || start > recorded.end else {
        continue
      }
      problems.add(
        "'start' \(start) is outside of the recorded time, from \(recorded.start) to \(recorded.end)",
        at: written.startPlace, hint: "write a moment within it, or leave 'start' out")
    }
  }

  private func leftOut(of catalog: TechniqueCatalog, on surface: AttackSurface) -> [Notice] {
    chosen(of: catalog).filter { !$0.applies(to: surface) }.map {
      Notice("\($0.id) \($0.name) is left out: \($0.missing)")
    }
  }

  private func tellNothingApplies(of catalog: TechniqueCatalog, _ problems: Problems) {
    if techniques.isEmpty {
      problems.add(
        "no technique applies to this plant: the twin knows no sensor that a controller decides by, no "
          + "actuator and no sensor that moves", at: nil,
        hint: "check the tags' roles, or set 'attacks: 0'")
      return
    }
    let reasons = chosen(of: catalog).map { "\($0.id) \($0.name): \($0.missing)" }
    problems.add(
      "none of the campaign's techniques applies to this plant", at: techniquesPlace,
      hint: reasons.joined(separator: "; ") + "; name others, or set 'attacks: 0'")
  }
}
