/// The summary of how near a twin comes: one figure per question, each with what would be perfect.
struct FidelityFigures {
  private let fidelity: Fidelity

  init(_ fidelity: Fidelity) { self.fidelity = fidelity }

  /// The figures, in the order to show.
  var figures: [Fidelity.Figure] {
    var figures = [
      figure(
        "one-step-r2", "Share of a level's change that is foreseen one row ahead",
        Measured(
          meanOf: fidelity.stocks.map { Measured($0.oneStepR2, or: "") }, or: Self.noStock),
        perfect: 1)
    ]
    for (index, hours) in fidelity.horizonHours.enumerated() {
      figures.append(
        figure(
          "free-run-\(Int(hours))h",
          "Error of levels over \(Self.time(hours)) with the real actuators, in parts of their usual spread",
          mean(fidelity.stocks.map(\.withInputs), index)))
    }
    for (index, hours) in fidelity.horizonHours.enumerated() {
      figures.append(
        figure(
          "closed-loop-\(Int(hours))h",
          "The same over \(Self.time(hours)) with the twin's own controllers",
          mean(fidelity.stocks.map(\.closedLoop), index)))
    }
    for (index, hours) in fidelity.horizonHours.enumerated() where hours >= 24 {
      figures.append(
        figure(
          "switch-time-\(Int(hours))h",
          "Time between a real switch and the twin's, first \(Self.time(hours)), median",
          Measured(
            meanOf: fidelity.actuators.compactMap {
              $0.switchError.count > index ? $0.switchError[index] : nil
            }, or: "no actuator was switched in both"), unit: "h"))
    }
    if let sensors = fidelity.sensors {
      figures.append(
        figure(
          "sensors-24h",
          "Error of the other sensors over a day with levels, flows and actuators known, in parts of their usual spread",
          sensors.dayError))
    }
    figures += distributions + accounts
    figures.append(
      figure(
        "c2st", "How often a classifier picks the real day out of a real and a simulated one",
        fidelity.c2st.auroc, perfect: 0.5))
    return figures
  }

  private static let noStock = "no level or other stock was found"

  private var distributions: [Fidelity.Figure] {
    let duties = fidelity.actuators.map { actuator -> Measured in
      guard let real = actuator.dutyRecorded, let own = actuator.dutySimulated else {
        return .undefined("")
      }
      return .value(abs(real - own))
    }
    func mean(_ measures: [Measured]) -> Measured {
      Measured(meanOf: measures, or: "no tag varies in both")
    }
    return [
      figure(
        "duty", "Difference of the share of time that an actuator is on",
        Measured(meanOf: duties, or: "there is no actuator")),
      figure(
        "ks", "Largest difference of the shares of time below a value (KS)",
        Measured(fidelity.meanKS, or: "no tag varies in both")),
      figure(
        "wasserstein",
        "How far values must be moved to spread as the real ones, in their usual spread",
        mean(fidelity.tags.map(\.wasserstein))),
      figure(
        "correlation-gap", "Difference of the correlation of two tags",
        Measured(fidelity.meanCorrelationDifference, or: "no two tags vary in both")),
      figure(
        "autocorrelation-gap", "Difference of how a tag remembers itself, up to a day",
        mean(fidelity.tags.map(\.autocorrelationGap))),
      figure(
        "spectrum-distance", "Distance of the spectra of fast and slow changes, 0 to 1",
        mean(fidelity.tags.map(\.spectrumDistance))),
    ]
  }

  private var accounts: [Fidelity.Figure] {
    let ratios = fidelity.balances.map { balance -> Measured in
      guard let real = balance.departureRecorded.number, real > 0,
        let own = balance.departureSimulated.number
      else { return balance.departureRecorded }
      return .value(own / real)
    }
    return [
      figure(
        "mass-balance", "What the twin's own account of water misses, in parts of the use",
        Measured(
          meanOf: fidelity.balances.map(\.residual),
          or: fidelity.balances.first?.residual.reason ?? Self.noStock)),
      figure(
        "balance-departure", "How far the balance departs from the expected, twin over plant",
        Measured(
          meanOf: ratios, or: ratios.lazy.compactMap(\.reason).first ?? Self.noStock),
        perfect: 1),
    ]
  }

  private func mean(_ shares: [[Double?]], _ index: Int) -> Measured {
    Measured(
      meanOf: shares.map { Measured($0.count > index ? $0[index] : nil, or: "") },
      or: shares.isEmpty ? Self.noStock : "no free run fits into the unseen time")
  }

  private func figure(
    _ id: String, _ what: String, _ figure: Measured, perfect: Double = 0, unit: String? = nil
  ) -> Fidelity.Figure {
    Fidelity.Figure(id: id, what: what, unit: unit, figure: figure, perfect: perfect)
  }

  private static func time(_ hours: Double) -> String {
    hours > 24 ? "\(Int(hours / 24)) days" : hours == 24 ? "a day" : "an hour"
  }
}
