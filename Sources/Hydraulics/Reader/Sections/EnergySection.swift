/// `[ENERGY]`.
enum EnergySection {
  static func energy(_ reader: inout InpReader) throws(InpFailure) {
    let line = reader.line
    guard reader.count >= 3 else { throw InpFailure(.syntax) }
    if line.token(0, begins: "DEMAN") {
      let charge = try line.number(2)
      guard charge >= 0 else { throw InpFailure(.option, 2, hint: "a charge is at least 0") }
      reader.network.energy.demandCharge = charge
      return
    }
    var pump: Int?
    if line.token(0, begins: "PUMP") {
      guard reader.count >= 4 else { throw InpFailure(.syntax) }
      guard let link = reader.linkIDs[reader.bytes(1)], let index = reader.pumpOfLink[link] else {
        throw InpFailure(.undefinedPump, 1)
      }
      pump = index
    } else if !line.token(0, begins: "GLOB") {
      throw InpFailure(.option, 0)
    }
    let key = reader.count - 2
    let value = reader.count - 1
    if line.token(key, begins: "PRICE") {
      let price = try line.number(value)
      guard price >= 0 else { throw InpFailure(.energy, value, hint: "a price is at least 0") }
      if let pump {
        reader.network.pumps[pump].energyPrice = price
      } else {
        reader.network.energy.price = price
      }
    } else if line.token(key, begins: "PATT") {
      let pattern = try reader.pattern(value)
      if let pump {
        reader.network.pumps[pump].pricePattern = pattern == 0 ? nil : pattern
      } else {
        reader.network.energy.pricePattern = pattern == 0 ? nil : pattern
      }
    } else if line.token(key, begins: "EFFI") {
      if let pump {
        let curve = try reader.curve(value)
        reader.network.pumps[pump].efficiencyCurve = curve
        reader.network.curves[curve].kind = .efficiency
      } else {
        let efficiency = try line.number(value)
        guard efficiency > 0 else {
          throw InpFailure(.energy, value, hint: "an efficiency is above 0 percent")
        }
        reader.network.energy.efficiency = efficiency
      }
    } else {
      throw InpFailure(.syntax)
    }
  }
}
