/// Units of the file and the factors that turn internal units into them (EPANET's `Ucf`).
///
/// value in the file = internal value × factor.
public struct UnitFactors: Sendable, Equatable {
  /// Units of flow; raw values are EPANET's.
  public enum Flow: Int, Sendable, Equatable, CaseIterable {
    /// Cubic feet per second.
    case cfs = 0
    /// US gallons per minute.
    case gpm
    /// Million US gallons per day.
    case mgd
    /// Million imperial gallons per day.
    case imgd
    /// Acre-feet per day.
    case afd
    /// Litres per second.
    case lps
    /// Litres per minute.
    case lpm
    /// Megalitres per day.
    case mld
    /// Cubic metres per hour.
    case cmh
    /// Cubic metres per day.
    case cmd

    /// True where lengths are in metres.
    public var isMetric: Bool { rawValue >= Flow.lps.rawValue }

    /// EPANET's factor from cubic feet per second.
    public var perCFS: Double {
      switch self {
      case .cfs: 1
      case .gpm: 448.831
      case .mgd: 0.64632
      case .imgd: 0.5382
      case .afd: 1.9837
      case .lps: 28.317
      case .lpm: 1699.0
      case .mld: 2.4466
      case .cmh: 101.94
      case .cmd: 2446.6
      }
    }
  }

  /// Units of pressure; raw values are EPANET's.
  public enum Pressure: Int, Sendable, Equatable {
    /// Pounds per square inch.
    case psi = 0
    /// Kilopascals.
    case kPa
    /// Metres of head.
    case metres
  }

  /// Units of flow.
  public var flowUnits = Flow.gpm
  /// Units of pressure.
  public var pressureUnits = Pressure.psi
  /// From cfs.
  public var flow: Double = 448.831
  /// From ft of elevation, head, length and velocity: 1 or 0.3048.
  public var length: Double = 1
  /// From ft of water of pressure, with the specific gravity.
  public var pressure: Double = 0.4333
  /// From ft of diameter: to inches or millimetres.
  public var diameter: Double = 12
  /// From horsepower: to horsepower or kilowatts.
  public var power: Double = 1
  /// From internal concentration.
  public var quality: Double = 1

  /// From ft³: to ft³ or m³.
  public var volume: Double { length * length * length }
  /// True where lengths are in metres.
  public var isMetric: Bool { flowUnits.isMetric }
}

extension UnitFactors {
  /// The factors of the units of a file (EPANET's `initunits`).
  ///
  /// - Parameters:
  ///   - flow: Units of flow; they decide between feet and metres.
  ///   - pressure: Units of pressure; psi with feet, kPa or metres with metres.
  ///   - specificGravity: Of the water, 1 for pure.
  ///   - hasConcentration: True where a chemical is followed, in mg/L.
  init(flow: Flow, pressure: Pressure, specificGravity: Double, hasConcentration: Bool) {
    flowUnits = flow
    pressureUnits = pressure
    self.flow = flow.perCFS
    if flow.isMetric {
      length = 0.3048
      diameter = 1000 * 0.3048
      self.pressure =
        pressure == .metres ? 0.3048 * specificGravity : 6.895 * 0.4333 * specificGravity
      power = 0.7457
    } else {
      length = 1
      diameter = 12
      self.pressure = 0.4333 * specificGravity
      power = 1
    }
    quality = hasConcentration ? 1 / 28.317 : 1
  }
}
