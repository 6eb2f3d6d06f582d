/// `[PUMPS]`, in the form of version 2 (keywords) and of version 1 (numbers).
enum PumpSection {
  static func pump(_ reader: inout InpReader) throws(InpFailure) {
    let line = reader.line
    let link = try reader.addLink(.pump, fewest: 3)
    reader.network.links[link].setting = 1
    let index = reader.network.pumps.count
    reader.network.pumps.append(NetworkPump(link: link, form: .none))
    reader.pumpOfLink[link] = index
    guard reader.count >= 4 else { return }
    if line.double(3) != nil {
      var values: [Double] = []
      for token in 3..<reader.count { values.append(try line.number(token)) }
      try numbers(values, &reader.network.pumps[index], &reader.network.links[link])
      return
    }
    // A keyword without a value at the end of the line is ignored, as in EPANET.
    var token = 3
    while token + 1 < reader.count {
      try keyword(token, &reader, index, link)
      token += 2
    }
  }

  private static func keyword(
    _ token: Int, _ reader: inout InpReader, _ index: Int, _ link: Int
  ) throws(InpFailure) {
    let line = reader.line
    let value = token + 1
    if line.token(token, begins: "POWER") {
      // EPANET reads what a number begins with and asks no more.
      guard let power = InpNumber.prefix(line.bytes[line.tokens[value]]), power > 0 else {
        throw InpFailure(.number, value, hint: "the power is a number above 0")
      }
      reader.network.pumps[index].form = .constantPower
      reader.network.links[link].minorLoss = power
    } else if line.token(token, begins: "HEAD") {
      reader.network.pumps[index].headCurve = try reader.curve(value)
    } else if line.token(token, begins: "PATT") {
      let pattern = try reader.pattern(value)
      reader.network.pumps[index].speedPattern = pattern == 0 ? nil : pattern
    } else if line.token(token, begins: "SPEE") {
      let speed = try line.number(value)
      guard speed >= 0 else { throw InpFailure(.linkValue, value) }
      reader.network.links[link].setting = speed
    } else {
      throw InpFailure(.syntax, token)
    }
  }

  /// Version 1: a power; head and flow of one point; or shutoff head and two points.
  private static func numbers(
    _ values: [Double], _ pump: inout NetworkPump, _ link: inout NetworkLink
  ) throws(InpFailure) {
    let hint = "a pump's numbers: power, or head flow, or shutoff-head head flow head flow"
    let curve: PumpCurve?
    let flow: Double
    switch values.count {
    case 1:
      guard values[0] > 0 else { throw InpFailure(.number, 3, hint: "the power is above 0") }
      pump.form = .constantPower
      link.minorLoss = values[0]
      return
    case 2:
      flow = values[1]
      curve = PumpCurve(head: values[0], flow: flow)
    case 5...:
      flow = values[2]
      curve = PumpCurve(h0: values[0], h1: values[1], h2: values[3], q1: flow, q2: values[4])
    default: throw InpFailure(.number, nil, hint: hint)
    }
    guard let curve else { throw InpFailure(.undefinedCurve, nil, hint: hint) }
    curve.apply(to: &pump, design: flow)
  }
}
