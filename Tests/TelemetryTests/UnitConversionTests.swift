import Diagnostics
import Foundation
import Telemetry
import Testing

@Suite struct UnitConversionTests {
  private struct Reference: Decodable {
    struct Row: Decodable {
      var from: String
      var to: String
      var value: Double
      var result: Double
    }
    var rows: [Row]
  }

  @Test("conversions agree with pint")
  func pint() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("References/unit_reference.json")
    let rows = try JSONDecoder().decode(Reference.self, from: try Data(contentsOf: file)).rows
    #expect(rows.count >= 150)
    for row in rows {
      let result = try UnitConversion.convert(row.value, from: row.from, to: row.to)
      // Pint multiplies in another order; of temperatures, what cancels leaves a few 1e-14 kelvins.
      #expect(
        abs(result - row.result) <= 1e-12 * max(abs(row.result), 1e-3) + 1e-12,
        "\(row.value) \(row.from) is \(result) \(row.to), pint: \(row.result)")
    }
  }

  // NIST SP 811 (2008), appendix B.8, to the digits printed there.
  @Test(
    "conversions agree with NIST SP 811",
    arguments: [
      (1, "psi", "Pa", 6.894_757e3), (1, "ftH2O", "Pa", 2.989_067e3), (1, "inHg", "kPa", 3.386_389),
      (1, "gpm", "m3/s", 6.309_020e-5), (1, "cfs", "m3/s", 2.831_685e-2),
      (1, "gal", "m3", 3.785_412e-3), (1, "bbl", "m3", 1.589_873e-1), (1, "hp", "W", 7.456_999e2),
      (1, "BTU", "J", 1.055_056e3), (1, "ft", "m", 0.304_8), (1, "mi", "km", 1.609_344),
      (1, "lb", "kg", 0.453_592_37), (1, "lbf", "N", 4.448_222), (1, "rpm", "rad/s", 1.047_198e-1),
      (1, "mph", "m/s", 0.447_04), (1, "mmHg", "Pa", 133.322_4),
      (212, "°F", "°C", 100), (98.6, "degF", "C", 37), (491.67, "°R", "K", 273.15),
    ] as [(Double, String, String, Double)])
  func nist(value: Double, from: String, to: String, result: Double) throws {
    // The figures are printed to seven digits: half of the last one is at most 5e-7 of them.
    let found = try UnitConversion.convert(value, from: from, to: to)
    #expect(abs(found / result - 1) < 5e-7, "\(found)")
  }

  @Test("every unit converts to each of its dimension and back, and to itself without a change")
  func thereAndBack() throws {
    for a in EngineeringUnits.all {
      for b in EngineeringUnits.all where a.dimension == b.dimension {
        let there = try UnitConversion(from: a.id, to: b.id)
        let back = try UnitConversion(from: b.id, to: a.id)
        let value = 12.345
        // Two divisions, and for temperatures an offset of up to 460.
        #expect(abs(back(there(value)) - value) < 1e-12 * 500, "\(a.id) \(b.id)")
        #expect(there.isIdentity || a.id != b.id)
      }
      #expect(try UnitConversion.convert(0.1, from: a.id, to: a.id) == 0.1)
    }
  }

  @Test("no spelling means two units, and every one is found")
  func spellings() throws {
    for unit in EngineeringUnits.all {
      for spelling in [unit.id] + unit.spellings {
        #expect(try EngineeringUnits.unit(spelling) == unit, "\(spelling)")
      }
    }
    for (spelling, id) in [
      ("M3/H", "m3/h"), ("m³/h", "m3/h"), ("m^3 / h", "m3/h"), ("PSI", "psi"), ("Bar", "bar"),
      ("deg C", "°C"), ("ºF", "°F"), ("GPM", "gpm"), ("mgd", "MGD"), ("µs/cm", "uS/cm"),
      ("KW", "kW"), ("RPM", "rpm"), ("kpa", "kPa"), ("l/s", "L/s"), ("Mm", ""), ("MV", ""),
    ] {
      #expect((try? EngineeringUnits.unit(spelling).id) ?? "" == id, "\(spelling)")
    }
  }

  private func problem(_ from: String, _ to: String) -> String {
    do throws(Fault) {
      _ = try UnitConversion(from: from, to: to)
      return ""
    } catch {
      return "\(error.kind): \(error.problem)" + (error.hint.map { " | \($0)" } ?? "")
    }
  }

  @Test("what cannot be converted is told with the nearest unit, or with both dimensions")
  func problems() {
    #expect(
      problem("gpn", "L/s") == "configuration: unknown unit 'gpn' | did you mean 'gpm'?")
    #expect(
      problem("gpm", "bar")
        == "configuration: 'gpm' is a unit of flow, 'bar' one of pressure | both must measure the "
        + "same thing")
    #expect(
      problem("psig", "bara")
        == "configuration: 'psig' is gauge pressure, 'bara' is absolute | add the air's pressure "
        + "with 'offset' and name one kind in both")
    #expect(problem("psig", "barg") == "")
    #expect(problem("psig", "kPa") == "")
    #expect(problem("furlong per fortnight", "m").hasPrefix("configuration: unknown unit '"))
    #expect(problem("", "m").hasPrefix("configuration: unknown unit ''"))
    #expect(
      problem("mpa", "bar").hasPrefix("configuration: unknown unit 'mpa' | did you mean 'MPa'?"))
  }
}
