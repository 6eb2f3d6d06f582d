/// `[PATTERNS]` and `[CURVES]`: lines of one id add up.
enum SeriesSections {
  static func pattern(_ reader: inout InpReader) throws(InpFailure) {
    guard reader.count >= 2 else { throw InpFailure(.syntax) }
    let index = try reader.pattern(0)
    guard index > 0 else { throw InpFailure(.undefinedPattern, 0) }
    for token in 1..<reader.count {
      let multiplier = try reader.line.number(token)
      reader.network.patterns[index].multipliers.append(multiplier)
    }
  }

  static func curve(_ reader: inout InpReader) throws(InpFailure) {
    guard reader.count >= 3 else { throw InpFailure(.syntax) }
    let x = try reader.line.number(1)
    let y = try reader.line.number(2)
    let index = try reader.curve(0)
    reader.network.curves[index].x.append(x)
    reader.network.curves[index].y.append(y)
  }
}
