import Diagnostics
import Foundation
import Ingest
import TestSupport
import Testing

@Suite struct NumberTextTests {
  private func expectLikeStrtod(_ text: String) {
    let read = NumberText.value(of: Array(text.utf8))
    let expected = NaiveCSV.number(text)
    #expect(read?.bitPattern == expected?.bitPattern, "\(text)")
  }

  @Test("100,000 random decimal texts give strtod's bits")
  func random() {
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<100_000 {
      var text = ["", "-", "+", ""].randomElement(using: &generator) ?? ""
      // Weighted to the lengths where paths change: 15 to 20 digits.
      let digits = Int.random(in: 1...22, using: &generator)
      let point = Int.random(in: -1...digits, using: &generator)
      for i in 0..<digits {
        if i == point { text += "." }
        text += String(Int.random(in: 0...9, using: &generator))
      }
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: text += "e\(Int.random(in: -30...30, using: &generator))"
      case 1: text += "E\(Int.random(in: -330...330, using: &generator))"
      default: break
      }
      let read = NumberText.value(of: Array(text.utf8))
      if read?.bitPattern != strtod(text, nil).bitPattern { expectLikeStrtod(text) }
    }
  }

  @Test("a number within a row is read as it is alone, whatever stands behind it")
  func withinRows() {
    var generator = SeededGenerator(seed: 13)
    func digits(_ count: Int) -> String {
      (0..<count).map { _ in String(Int.random(in: 0...9, using: &generator)) }.joined()
    }
    // Short numbers are read eight bytes at a time where the row goes on for sixteen.
    for whole in 0...9 {
      for part in -1...9 {
        for sign in ["", "-", "+"] {
          let text = sign + digits(whole) + (part < 0 ? "" : "." + digits(part))
          for behind in [",", "e", "e5,", "E-3,", " ", "\r", ";", ".7", "\u{ff}", "/", ":", "%"] {
            let row = Array((text + behind + "9999999999999999").utf8)
            let alone = NumberText.value(of: Array(text.utf8))
            let read = row.withUnsafeBufferPointer { bytes in
              bytes.baseAddress.map { NumberText.scan($0, 0, bytes.count, mark: 0x2e) }
            }
            let end = read?.end ?? 0
            // What goes on as a fraction is another number.
            if part < 0, behind == ".7" { continue }
            if behind.lowercased().hasPrefix("e") {
              let exponent = strtod(String(decoding: row[..<end], as: UTF8.self), nil)
              #expect(
                alone == nil || read?.value.bitPattern == exponent.bitPattern, "\(text)\(behind)")
            } else {
              #expect(end == (alone == nil ? 0 : text.utf8.count), "\(text)\(behind)")
              #expect(
                alone == nil || read?.value.bitPattern == alone?.bitPattern, "\(text)\(behind)")
            }
          }
        }
      }
    }
  }

  @Test("50,000 random Doubles, written in full, are read back exactly")
  func roundTrips() {
    var generator = SeededGenerator(seed: 12)
    for i in 0..<50_000 {
      let value =
        i % 2 == 0
        ? Double(bitPattern: generator.next()) : (generator.uniform() - 0.5) * 1e4
      if !value.isFinite { continue }
      #expect(NumberText.value(of: Array("\(value)".utf8))?.bitPattern == value.bitPattern)
    }
  }

  @Test("halfway cases round to even")
  func ties() {
    for base in [1 << 53, (1 << 54) + 2, (1 << 60) + 128, (1 << 62) + 512] as [UInt64] {
      for offset in [0, 1, 2, 3] as [UInt64] {
        expectLikeStrtod("\(base + offset)")
        expectLikeStrtod("\(base + offset).0")
        expectLikeStrtod("\(base + offset)e1")
      }
    }
    for text in [
      "0.1", "9007199254740993", "9007199254740993.0", "4503599627370496.5", "4503599627370497.5",
      "9223372036854775808", "9999999999999999999", "18446744073709551615", "1e22", "1e23", "1e27",
      "1e28", "1e-22", "1e-27", "1e-28", "5e-324", "2.4703282292062327e-324",
      "1.7976931348623157e308",
      "1e309", "-1e400", "0e999999999999", "-0", "-0.0e5", "00000000000000000000001.5", ".5", "5.",
      "0.00000000000000000000000000000000000000001", "1e-99999999999999999999",
      "123456789012345678901",
    ] { expectLikeStrtod(text) }
  }

  @Test("what is no decimal number is refused")
  func refusals() {
    for text in [
      "", "-", "+", ".", "-.", "e5", "1e", "1e+", "1 2", "0x10", "inf", "nan", "1,5", "1.2.3",
      "--1",
      "1_000", "１", "1f",
    ] { #expect(NumberText.value(of: Array(text.utf8)) == nil, "\(text)") }
  }

  @Test("a decimal comma is read as a point where it is the mark")
  func comma() {
    #expect(NumberText.value(of: Array("1,5".utf8), mark: 0x2c) == 1.5)
    #expect(
      NumberText.value(of: Array("-1234567890123456789012,5e3".utf8), mark: 0x2c)
        == -1234567890123456789012.5e3)
    #expect(NumberText.value(of: Array("1.5".utf8), mark: 0x2c) == nil)
  }
}
