internal import Diagnostics
internal import Foundation

/// One column of a record batch, of which any rows can be converted.
struct ArrowBatchColumn {
  let field: ArrowField
  /// How many rows it has.
  let rows: Int
  /// The file, for messages.
  let file: String
  /// A bit per row, 0 where there is no value; nil where all are there.
  var validity: ArrowBuffer?
  /// Values, codes, offsets or views.
  var data = ArrowBuffer([])
  /// The texts between the offsets.
  var text = ArrowBuffer([])
  /// The texts that views point to.
  var views: [[UInt8]] = []

  /// The cells of some rows of a dictionary's entries or of a column without a dictionary.
  ///
  /// - Parameter outOfRange: counts moments that nanoseconds in 64 bits do not reach.
  func cells(_ range: Range<Int>, outOfRange: inout Int) throws(Fault) -> ArrowCells {
    let isValid = try mask(range)
    switch field.storage {
    case .unread, .null: return .numbers([Double](repeating: .nan, count: range.count))
    case .text, .textView: return try texts(range, isValid)
    case .bool:
      let bits = try bits(data, range)
      return .numbers(bits.indices.map { isValid?[$0] == false ? .nan : bits[$0] ? 1 : 0 })
    case .integer(let bytes, let signed):
      if bytes == 8, signed, field.meaning == .number {
        let numbers = Self.integers(try cellBytes(range, bytes), bytes: bytes, signed: signed)
        return .integers(numbers.indices.map { isValid?[$0] == false ? nil : numbers[$0] })
      }
      guard case .time(let tick, let hasZone) = field.meaning else { break }
      let numbers = Self.integers(try cellBytes(range, bytes), bytes: bytes, signed: signed)
      var times: [Int64?] = []
      times.reserveCapacity(numbers.count)
      for (index, number) in numbers.enumerated() {
        if isValid?[index] == false {
          times.append(nil)
          continue
        }
        let (time, overflow) = number.multipliedReportingOverflow(by: tick)
        // Unsigned numbers beyond Int64 came out negative.
        let isLost = overflow || (!signed && number < 0)
        if isLost { outOfRange += 1 }
        times.append(isLost ? nil : time)
      }
      return .times(times, hasZone: hasZone)
    default: break
    }
    var values = try numbers(range)
    if case .seconds(let parts, _) = field.meaning {
      for index in values.indices { values[index] /= parts }
    }
    if let isValid {
      for index in values.indices where !isValid[index] { values[index] = .nan }
    }
    return .numbers(values)
  }

  /// The cells of some rows of a column of codes.
  func cells(_ range: Range<Int>, dictionary: ArrowCells) throws(Fault) -> ArrowCells {
    guard let codes = field.dictionary else { return dictionary }
    let isValid = try mask(range)
    let indices = Self.integers(
      try cellBytes(range, codes.indexBytes), bytes: codes.indexBytes, signed: codes.isSigned)
    let known = dictionary.count
    for (row, index) in indices.enumerated() where isValid?[row] != false {
      guard index >= 0, index < known else {
        throw damaged("code \(index) in row \(range.lowerBound + row) of \(known) categories")
      }
    }
    func mapped<T>(_ missing: T, _ values: [T]) -> [T] {
      indices.indices.map { isValid?[$0] == false ? missing : values[Int(indices[$0])] }
    }
    return switch dictionary {
    case .numbers(let values): .numbers(mapped(.nan, values))
    case .integers(let values): .integers(mapped(nil, values))
    case .times(let times, let hasZone): .times(mapped(nil, times), hasZone: hasZone)
    case .texts(let places, let names): .texts(codes: mapped(-1, places), names: names)
    }
  }

  private func cellBytes(_ range: Range<Int>, _ width: Int) throws(Fault) -> [UInt8] {
    // All rows' bytes were found to be there: no overflow.
    try data.bytes(range.lowerBound * width..<range.upperBound * width)
  }

  private func mask(_ range: Range<Int>) throws(Fault) -> [Bool]? {
    guard let validity else { return nil }
    return try bits(validity, range)
  }

  private func bits(_ buffer: ArrowBuffer, _ range: Range<Int>) throws(Fault) -> [Bool] {
    let first = range.lowerBound / 8
    let bytes = try buffer.bytes(first..<(range.upperBound + 7) / 8)
    return range.map { bytes[$0 / 8 - first] >> UInt8($0 % 8) & 1 == 1 }
  }

  private func numbers(_ range: Range<Int>) throws(Fault) -> [Double] {
    switch field.storage {
    case .float(let bytes):
      let cells = try cellBytes(range, bytes)
      return switch bytes {
      case 2: Self.loaded(cells, UInt16.self).map(Self.half)
      case 4: Self.loaded(cells, UInt32.self).map { Double(Float(bitPattern: $0)) }
      default: Self.loaded(cells, UInt64.self).map { Double(bitPattern: $0) }
      }
    case .integer(let bytes, let signed):
      let cells = try cellBytes(range, bytes)
      return bytes == 8 && !signed
        ? Self.loaded(cells, UInt64.self).map { Double($0) }
        : Self.integers(cells, bytes: bytes, signed: signed).map { Double($0) }
    case .decimal(let bytes, let scale):
      let cells = try cellBytes(range, bytes)
      let divisor = pow(10, Double(scale.magnitude))
      func scaled(_ number: Double) -> Double {
        scale < 0 ? number * divisor : number / divisor
      }
      guard bytes == 16 else {
        return Self.integers(cells, bytes: bytes, signed: true).map { scaled(Double($0)) }
      }
      return Self.loaded(cells, Int128.self).map { scaled(Double($0)) }
    default: return []
    }
  }

  /// IEEE 754 binary16: one bit of sign, five of exponent, ten of fraction.
  private static func half(_ bits: UInt16) -> Double {
    let exponent = Int(bits >> 10 & 31)
    let fraction = Double(bits & 1023)
    let magnitude: Double =
      switch exponent {
      case 0: fraction / 16_777_216
      case 31: fraction == 0 ? .infinity : .nan
      default: Double(sign: .plus, exponent: exponent - 15, significand: 1 + fraction / 1_024)
      }
    return bits >> 15 == 1 ? -magnitude : magnitude
  }

  /// Little-endian whole numbers; unsigned ones beyond Int64 come out negative.
  static func integers(_ bytes: [UInt8], bytes width: Int, signed: Bool) -> [Int64] {
    switch (width, signed) {
    case (1, true): loaded(bytes, Int8.self).map { Int64($0) }
    case (1, false): bytes.map { Int64($0) }
    case (2, true): loaded(bytes, Int16.self).map { Int64($0) }
    case (2, false): loaded(bytes, UInt16.self).map { Int64($0) }
    case (4, true): loaded(bytes, Int32.self).map { Int64($0) }
    case (4, false): loaded(bytes, UInt32.self).map { Int64($0) }
    default: loaded(bytes, Int64.self)
    }
  }

  private static func loaded<T: FixedWidthInteger>(_ bytes: [UInt8], _ type: T.Type) -> [T] {
    let width = MemoryLayout<T>.size
    let count = bytes.count / width
    return bytes.withUnsafeBytes { raw in
      [T](unsafeUninitializedCapacity: count) { buffer, filled in
        for index in 0..<count {
          buffer.initializeElement(
            at: index,
            to: T(littleEndian: raw.loadUnaligned(fromByteOffset: index * width, as: T.self)))
        }
        filled = count
      }
    }
  }

  func damaged(_ what: String) -> Fault {
    Fault(
      .badData, "damaged Arrow file: \(what)",
      at: Place(file: file, path: "column \(CellText.cleaned(field.name))"))
  }
}
