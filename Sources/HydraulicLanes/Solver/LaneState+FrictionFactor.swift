extension LaneState {
  /// P and Y of pipes by Darcy-Weisbach.
  ///
  /// With s = ν·d, w = q/s = Re·π/4: Hagen-Poiseuille up to Re 2000, Dunlop's cubic up to 4000,
  /// then Swamee and Jain's form of Colebrook and White. Source: EPANET 2.2 User Manual, section
  /// 12.1.
  func computeFrictionPipes() {
    let turbulent = 1000 * Double.pi
    let laminar = 500 * Double.pi
    let closed = LaneVector(repeating: 1 / SolverConstants.big)
    for link in plan.lossyPipes {
      let q = flows[link]
      let size = q.magnitudes
      let r = tables.resistances[link]
      let minor = tables.minorLosses[link]
      let s = tables.viscousDiameters[link]
      let w = size / s
      // f is not used below Re 2000; a lower bound keeps its logarithm and powers regular.
      let bounded = w.replacing(with: LaneVector(repeating: laminar), where: w .< laminar)
      let (f, slope) = Self.frictionFactor(
        bounded, size: bounded * s, roughness: tables.relativeRoughness[link], s: s,
        turbulent: turbulent, laminar: laminar)
      let r1 = f * r + minor
      let isLaminar = size .<= laminar * s
      let viscous = 16 * Double.pi * s * r
      // h = q·(r + K·|q|), g = r + 2·K·|q|; or h = (f·R + K)·q·|q|, g = 2·(f·R + K)·|q| + f′·R·q²
      let loss = (r1 * size * q).replacing(with: q * (size * minor + viscous), where: isLaminar)
      let gradient = ((r1 * size) * 2 + slope * r * size * size)
        .replacing(with: size * (2 * minor) + viscous, where: isLaminar)
      let mask = openMasks[link]
      let p = 1 / gradient
      let y = (loss * p).kept(mask, else: q)
      gradients[link] = p.kept(mask, else: closed)
      corrections[link] = y
      excesses[link] = y - q
    }
  }

  /// The friction factor and its derivative by flow, for w ≥ 500·π.
  private static func frictionFactor(
    _ w: LaneVector, size: LaneVector, roughness e: Double, s: Double, turbulent: Double,
    laminar: Double
  ) -> (LaneVector, LaneVector) {
    let a8 = 4.61841319859066668690  // 5.74·(π/4)^0.9
    let a9 = -0.868588963806503655300  // −2/ln 10
    let ab = 3.28895476345399058690e-03  // 5.74/4000^0.9
    let ac = -5.14214965799093883760e-03  // −2·0.9·2/ln 10 · ab
    let y1 = a8 / LaneFunctions.normalPower(w, 0.9)
    let y2 = y1 + e / 3.7
    let y3 = LaneFunctions.logarithm(y2) * a9
    let f = 1 / (y3 * y3)
    let slope = 1.8 * f * y1 * a9 / y2 / y3 / size
    // Dunlop: cubic between the values and slopes at Re 2000 and Re 4000.
    let z2 = LaneVector(repeating: e / 3.7 + ab)
    let z3 = LaneFunctions.logarithm(z2) * a9
    let fa = 1 / (z3 * z3)
    let fb = (2 + ac / (z2 * z3)) * fa
    let r = w / laminar
    let x1 = 7 * fa - fb
    let x2 = 0.128 - 17 * fa + 2.5 * fb
    let x3 = -0.128 + 13 * fa - (fb + fb)
    let x4 = 0.032 - 3 * fa + 0.5 * fb
    let cubic = x1 + r * (x2 + r * (x3 + r * x4))
    let cubicSlope = (x2 + r * (2 * x3 + r * 3 * x4)) / s / laminar
    let isCubic = w .< turbulent
    return (
      f.replacing(with: cubic, where: isCubic), slope.replacing(with: cubicSlope, where: isCubic)
    )
  }
}
