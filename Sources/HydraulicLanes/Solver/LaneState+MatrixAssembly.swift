internal import Hydraulics

extension LaneState {
  /// Coefficients of all links at the present flows (`headlosscoeffs`).
  func computeCoefficients() {
    if plan.network.options.headLoss == .darcyWeisbach {
      computeFrictionPipes()
    } else {
      computePlainPipes()
      computeLossyPipes()
    }
    computePumps()
    computeValves()
  }

  /// The matrix and right side of the linearised equations (`matrixcoeffs`).
  ///
  /// Row of junction i: Σ P·(Hᵢ − Hⱼ) = Σ ±(Y − q) − demand, links that start there with +. What
  /// leads to a known head is the row's ground.
  func assemble() {
    sumJunctions()
    for (link, junction, fixed) in plan.incidence.boundaryLinks {
      grounds[junction] += gradients[link]
      right[junction] += gradients[link] * heads[fixed]
    }
    fillEntries()
    addEmitters()
    addPressureDemands()
    if !plan.controlValves.isEmpty {
      sumNetInflows()
      addControlValves()
    }
  }

  private func sumJunctions() {
    let (starts, middles, links) =
      (tables.incidenceStarts, tables.incidenceMiddles, tables.incidenceLinks)
    let (excesses, demands) = (excesses.vectors, demands.vectors)
    let (grounds, right) = (grounds.vectors, right.vectors)
    let zero = LaneVector(repeating: 0)
    for junction in 0..<plan.junctionCount {
      var side = -demands[junction]
      let middle = Int(middles[junction])
      let end = Int(starts[junction &+ 1])
      var at = Int(starts[junction])
      while at < middle {
        side += excesses[Int(links[at])]
        at &+= 1
      }
      while at < end {
        side -= excesses[Int(links[at])]
        at &+= 1
      }
      grounds[junction] = zero
      right[junction] = side
    }
  }

  private func fillEntries() {
    let entryLinks = tables.entryLinks
    let (gradients, weights) = (gradients.vectors, weights.vectors)
    for entry in 0..<plan.pattern.entryCount {
      let link = Int(entryLinks[entry])
      weights[entry] = link < 0 ? LaneVector(repeating: 0) : gradients[link]
    }
    for (entry, link) in plan.incidence.parallelLinks {
      weights[entry] += gradients[link]
    }
  }

  /// Net inflow of the junctions at control valves without those valves (EPANET's `Xflow`).
  private func sumNetInflows() {
    let zero = LaneVector(repeating: 0)
    for link in plan.controlValves {
      for slot in [Int(plan.starts[link]), Int(plan.ends[link])] where slot < plan.junctionCount {
        var sum = -demands[slot] - emitterFlows[slot]
        let middle = Int(plan.incidence.middles[slot])
        for at in Int(plan.incidence.starts[slot])..<Int(plan.incidence.starts[slot + 1]) {
          let other = Int(plan.incidence.links[at])
          let q = zero.replacing(with: flows[other], where: gradients[other] .!= 0)
          if at < middle { sum -= q } else { sum += q }
        }
        netInflows[slot] = sum
      }
    }
  }
}
