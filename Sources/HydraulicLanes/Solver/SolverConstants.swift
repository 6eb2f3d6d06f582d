/// EPANET 2.2's fixed numbers, in feet and cubic feet per second.
enum SolverConstants {
  /// A flow that counts as none (`QZERO`), cfs.
  static let zeroFlow = 1e-6
  /// A flow that rounding makes through a closed link, cfs: 10⁻⁸ times 0.001 ft.
  ///
  /// Its sign decides nothing here; in EPANET it does, as the elimination happens to round.
  static let noiseFlow = 1e-11
  /// A very large coefficient (`CBIG`): the resistance of what is closed.
  static let big = 1e8
  /// A very small coefficient (`CSMALL`): the resistance of what is open without loss.
  static let small = 1e-6
  /// The smallest number that is told from 0 (`TINY`).
  static let tiny = 1e-6
  /// The smallest range of pressure in which a demand falls (`MINPDIFF`), ft.
  static let minimumPressureRange = 0.1
  /// Kilowatts per horsepower (`KWperHP`).
  static let kilowattsPerHorsepower = 0.7457
  /// Seconds per day.
  static let secondsPerDay = 86_400
}
