import Foundation
import HydraulicLanes
import Hydraulics
import TestSupport
import Testing

/// The energy of pumps as EPANET 2.2 stores it (`Tests/References/pump_energy_reference.py`).
private struct EnergyReference: Decodable {
  struct Pump: Decodable {
    var utilisation: Double
    var efficiency: Double
    var kWhPerVolume: Double
    var averageKW: Double
    var peakKW: Double
    var costPerDay: Double
  }
  struct Case: Decodable {
    var pumps: [String: Pump]
    var peakCharge: Double
    /// Seconds.
    var duration: Int
    /// EPANET's largest difference from itself at ACCURACY 1e-5.
    var uncertainty: Double
  }
  var networks: [String: Case]

  static func read() throws -> EnergyReference {
    let path = ReferenceScripts.path("pump_energy_reference.json")
    return try JSONDecoder().decode(Self.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
  }
}

@Suite("Energy of pumps is EPANET 2.2's") struct PumpEnergyTests {
  @Test(
    "time on line, efficiency, energy per volume, mean and largest power, cost, charge",
    arguments: ["two-tanks", "riverbend"])
  func bundled(_ name: String) throws {
    let path =
      name == "riverbend"
      ? ReferenceScripts.path("../../Examples/riverbend/riverbend.inp") : ReferenceRun.path(name)
    try check(name, path)
  }

  @Test(
    "the same on public networks of utilities",
    .enabled(if: Datasets.folder != nil, "TOCSIN_DATASETS is not set"),
    arguments: [
      ("CTOWN", "batadal/CTOWN.INP"), ("minitown_map", "epanet/minitown_map.inp"),
    ])
  func datasets(_ name: String, _ path: String) throws {
    try check(name, Datasets.path(path))
  }

  @Test(
    "the same on the networks that wntr brings",
    .enabled(if: ExternalTools.python != nil, "TOCSIN_PYTHON is not set"),
    arguments: ["Net1", "Net3", "Net6", "ky4", "ky10"])
  func ofWNTR(_ name: String) throws {
    try check(name, "\(try Self.networksOfWNTR)/\(name).inp")
  }

  // Beside the interpreter of a virtual environment, wherever its Python's version puts it.
  private static var networksOfWNTR: String {
    get throws {
      let python = URL(fileURLWithPath: try #require(ExternalTools.python))
      let library = python.deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("lib")
      let versions = try FileManager.default.contentsOfDirectory(atPath: library.path)
      let version = try #require(versions.first { $0.hasPrefix("python3") })
      return library.appendingPathComponent("\(version)/site-packages/wntr/library/networks").path
    }
  }

  private func check(_ name: String, _ path: String) throws {
    let reference = try #require(try EnergyReference.read().networks[name])
    let network = try Network(inp: path)
    let group = try HydraulicEngine(network: network).lanes(
      count: 1, duration: reference.duration)
    try group.run { _, _ in }
    let hours = Double(reference.duration) / 3_600
    let (litres, gallons) = (28.317, 448.831)
    // EPANET stores 32-bit floats, 6e-8 of the number; where it differs from itself by more, so may we.
    let tolerance = max(1e-6, 2 * reference.uncertainty)
    func compare(_ found: Double, _ expected: Double, _ what: String) {
      let difference = abs(found - expected) / max(abs(expected), 1)
      #expect(difference <= tolerance, "\(name) \(what): \(found), EPANET \(expected)")
    }
    #expect(network.pumps.count == reference.pumps.count)
    let largest = reference.pumps.values.map { $0.averageKW * $0.utilisation / 100 }.max() ?? 0
    for (index, pump) in network.pumps.enumerated() {
      let id = network.links[pump.link].id
      let expected = try #require(reference.pumps[id])
      let energy = group[0].energy(ofPump: index)
      let perFlow = energy.kilowattHoursPerFlow / max(energy.hoursOnLine, 1e-9)
      // EPANET's own factors of litres and gallons, which have five and six digits.
      let perVolume = network.units.isMetric ? 1_000 / litres / 3_600 : 1e6 / gallons / 60
      compare(energy.utilisation(ofHours: hours), expected.utilisation, "\(id) utilisation")
      compare(energy.means.efficiency, expected.efficiency, "\(id) efficiency")
      compare(perFlow * perVolume, expected.kWhPerVolume, "\(id) kWh per volume")
      compare(energy.means.kilowatts, expected.averageKW, "\(id) average kW")
      compare(energy.peakKilowatts, expected.peakKW, "\(id) peak kW")
      compare(energy.cost * 24 / hours, expected.costPerDay, "\(id) cost per day")
      // The energy itself is far nearer than EPANET is to itself: Net6 is the furthest, 1.1e-6.
      let mean = energy.kilowattHours / hours
      let expectedMean = expected.averageKW * expected.utilisation / 100
      #expect(abs(mean - expectedMean) <= 3e-6 * largest, "\(name) \(id) kWh")
    }
    compare(
      group[0].peakPower * network.energy.demandCharge, reference.peakCharge, "charge")
  }

  @Test("a pump that never ran has means of 0, not of nothing by nothing")
  func never() {
    #expect(PumpEnergy().means == PumpEnergy.Means())
    #expect(PumpEnergy().utilisation(ofHours: 0) == 0)
  }
}
