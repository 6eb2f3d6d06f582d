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
  ///   - seed: the root seed.
  /// - Throws: ``Faults`` with every listed scenario's problems, or where nothing applies to the plant.
  public func plan(
    for surface: AttackSurface, techniques catalog: TechniqueCatalog, starts: TimeRange,
    seed: UInt64
  ) throws(Faults) -> CampaignPlan {
    let problems = Problems()
    guard surface.interval > .zero, length.rows(of: surface.interval) <= 1_000_000 else {
      throw Faults([
        Fault(
          .configuration,
          "a run of \(length) at one row every \(surface.interval) has more than 1000000 rows",
          hint: "shorten 'length' in the campaign")
      ])
    }
    let steps = length.rows(of: surface.interval)
    guard !starts.end.nanoseconds.addingReportingOverflow(length.nanoseconds).overflow else {
      throw Faults([
        Fault(.badData, "a run of \(length) from \(starts.end) on leaves the range of time")
      ])
    }
    let leadRows = min(lead.rows(of: surface.interval), max(0, steps - 2))
    guard steps >= 2, leadRows >= 1 else {
      throw Faults([
        Fault(
          .configuration,
          "a campaign needs a row of 'lead' and one more, got 'length' \(length) and 'lead' \(lead) "
            + "at one row every \(surface.interval)", hint: "lengthen both in the campaign")
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
    var notices: [Notice] = []
    let wanted = catalog.techniques.filter { techniques.isEmpty || techniques.contains($0.id) }
    for id in techniques where catalog[id] == nil {
      _ = catalog.technique(id, at: nil, problems: problems)
    }
    let usable = wanted.filter { technique in
      if technique.applies(to: surface) { return true }
      notices.append(
        Notice("\(technique.id) \(technique.name) is left out: \(technique.missing)"))
      return false
    }
    if attacks > 0, usable.isEmpty, problems.all.isEmpty {
      problems.add(
        "no technique applies to this plant: the twin knows no sensor that a controller decides by, no "
          + "actuator and no sensor that moves", at: nil,
        hint: "check the tags' roles, or set 'attacks: 0'")
    }
    let harmless = LookAlike.allCases.filter { drawing.applies($0) }
    if lookAlikes > 0 {
      for kind in LookAlike.allCases where !harmless.contains(kind) {
        notices.append(
          Notice("the look-alike '\(kind.text)' is left out: no tag of the plant allows it"))
      }
    }
    var scenarios: [Scenario] = []
    for (index, written) in listed.enumerated() {
      var generator = SeededGenerator(root: seed, stage: "listed", index: index)
      let drawn = UInt64(generator.next() >> 11)
      if let scenario = written.scenario(
        on: surface, rows: steps, start: drawing.start(&generator), seed: drawn, problems: problems)
      {
        scenarios.append(scenario)
      }
    }
    if let matrix {
      let chosen =
        matrix.techniques.isEmpty ? wanted : matrix.techniques.compactMap { catalog[$0] }
      scenarios += drawing.scenarios(
        of: matrix, techniques: chosen, problems: problems, notices: &notices)
    }
    try problems.throwIfAny()
    let order = ScenarioDrawing.order(usable)
    if !order.isEmpty { scenarios += (0..<attacks).map { drawing.attack($0, of: order) } }
    if !harmless.isEmpty {
      scenarios += (0..<lookAlikes).map { drawing.lookAlike($0, of: harmless) }
    }
    return CampaignPlan(scenarios: scenarios, notices: notices)
  }
}
