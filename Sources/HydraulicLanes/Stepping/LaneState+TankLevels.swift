internal import Hydraulics

extension LaneState {
  /// The volume of a tank at a head, ft³ (`tankvolume`).
  func volume(ofTank index: Int, head: Double) -> Double {
    NetworkPlan.volume(plan.network, tank: index, head: head)
  }

  /// The head of a tank at a volume, ft (`tankgrade`).
  func head(ofTank index: Int, volume: Double) -> Double {
    let tank = plan.network.tanks[index]
    guard let curve = tank.volumeCurve else {
      return tank.minHead + (volume - tank.minVolume) / tank.area
    }
    let units = plan.network.units
    let points = plan.network.curves[curve]
    let level = Self.interpolate(points.y, points.x, at: volume * units.volume)
    return plan.network.nodes[tank.node].elevation + level / units.length
  }

  /// y at x by straight lines, held beyond the ends (`interp`).
  static func interpolate(_ x: [Double], _ y: [Double], at position: Double) -> Double {
    guard let first = x.first, let start = y.first, let end = y.last else { return 0 }
    if position <= first { return start }
    for k in x.indices.dropFirst() where x[k] >= position {
      let dx = x[k] - x[k - 1]
      return abs(dx) < SolverConstants.tiny
        ? y[k] : y[k] - (x[k] - position) * (y[k] - y[k - 1]) / dx
    }
    return end
  }

  /// Volumes and heads of the tanks after some seconds (`tanklevels`).
  func advanceTanks(_ lane: Int, _ seconds: Int) {
    for index in plan.storageTanks {
      let tank = plan.network.tanks[index]
      let q = inflows[index, lane]
      var volume = volumes[index, lane] + q * Double(seconds)
      // Full or empty within the next second counts as full or empty.
      if volume + q >= tank.maxVolume {
        volume = tank.maxVolume
      } else if volume - q <= tank.minVolume {
        volume = tank.minVolume
      }
      volumes[index, lane] = volume
      heads[plan.junctionCount + index, lane] = head(ofTank: index, volume: volume)
    }
  }

  /// The time until a tank is full or empty, where that is shorter (`tanktimestep`).
  func shortenToTanks(_ lane: Int, _ step: inout Int) {
    for index in plan.storageTanks {
      let tank = plan.network.tanks[index]
      let head = heads[plan.junctionCount + index, lane]
      let q = inflows[index, lane]
      guard abs(q) > SolverConstants.zeroFlow else { continue }
      let missing: Double
      if q > 0 && head < tank.maxHead {
        missing = tank.maxVolume - volumes[index, lane]
      } else if q < 0 && head > tank.minHead {
        missing = tank.minVolume - volumes[index, lane]
      } else {
        continue
      }
      let wait = Self.wholeSeconds(missing / q)
      if wait > 0 && wait < step { step = wait }
    }
  }
}
