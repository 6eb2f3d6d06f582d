import Diagnostics
import Ingest
import Telemetry
import Testing

@Suite struct ContractTagsFileTests {
  private let scratch = Scratch()

  @Test("tags.csv declares what a tag's numbers are and must be")
  func contract() throws {
    let path = try scratch.file(
      """
      tag,unit,scale,offset,raw-unit,min,max,rate,gap,freshness,missing,resample,on-violation
      LIT_101,m,0.001,-1,ft,0,3.5,0.5/min,15min,26h,-9999; -1.5 ;Bad,mean,error
      FIT_101,m3/h,,,,,1e3,2,,,,,
      T_1,°C,,,degF,-40,,6/h,90s,2d,Comm Fail,LAST,Flag
      P_1,,,,,,,10/5min,,,,,
      """)
    let contracts = try TagsFile.read(path).map(\.contract)
    #expect(
      contracts == [
        TagContract(
          scale: 0.001, offset: -1, rawUnit: "ft", min: 0, max: 3.5, rate: 0.5 / 60,
          gap: TimeSpan(seconds: 900), freshness: .hours(26), missing: [-9_999, -1.5],
          missingWords: ["Bad"], resample: .mean, onViolation: .error),
        TagContract(max: 1_000, rate: 2),
        TagContract(
          rawUnit: "degF", min: -40, rate: 6 / 3_600, gap: TimeSpan(seconds: 90),
          freshness: .hours(48), missingWords: ["Comm Fail"], resample: .last),
        TagContract(rate: 10.0 / 300),
      ])
  }

  @Test("a file without contract columns declares none")
  func nothing() throws {
    let path = try scratch.file("tag,role\nA,sensor\n")
    #expect(try TagsFile.read(path).first?.contract == TagContract())
  }

  @Test("a tag that is no longer measured has no freshness")
  func retired() throws {
    let path = try scratch.file("tag,freshness\nA,none\nB,26h\nC,\n")
    let contracts = try TagsFile.read(path).map(\.contract)
    #expect(contracts.map(\.isRetired) == [true, false, false])
    #expect(contracts.map(\.freshness) == [nil, .hours(26), nil])
  }

  @Test("every problem of a contract is told at once with its line")
  func problems() throws {
    let path = try scratch.file(
      """
      tag,unit,scale,offset,raw-unit,min,max,rate,gap,freshness,missing,resample,on-violation
      A,m,0,x,,5,1,-1,10,26 hours,,meen,eror
      B,,1e999,,ft,,,1/fortnight,-5min,0h,,,
      C,m,,,psi,1,1,1/0s,,,,,
      D,m,,,feat,nan,,1/2/3,,,,,
      """)
    var found: [String] = []
    do throws(Faults) {
      _ = try TagsFile.read(path)
    } catch {
      found = error.all.map { fault in
        "\(fault.place?.line ?? 0): \(fault.problem)" + (fault.hint.map { " | \($0)" } ?? "")
      }
    }
    #expect(
      found == [
        "2: the scale must be a number other than 0, got '0' | a scale of 0 makes all values equal",
        "2: the offset must be a number, got 'x'",
        "2: min must be below max, got min '5' and max '1'",
        "2: the rate must be a number above 0 per unit of time, got '-1' | like 0.5/min, 2/h, or "
          + "0.01 (per second)",
        "2: the gap must be a length of time above 0, got '10' | like 15min",
        "2: the freshness must be a length of time above 0, got '26 hours' | like 26h",
        "2: unknown resample 'meen' | did you mean 'mean'? known: last, linear, max, mean, min",
        "2: unknown on-violation 'eror' | did you mean 'error'? known: error, flag",
        "3: the scale must be a number, got '1e999'",
        "3: the raw-unit is 'ft', but there is no unit | the unit says what it is converted to",
        "3: the rate must be a number above 0 per unit of time, got '1/fortnight' | like 0.5/min, "
          + "2/h, or 0.01 (per second)",
        "3: the gap must be a length of time above 0, got '-5min' | like 15min",
        "3: the freshness must be a length of time above 0, got '0h' | like 26h",
        "4: 'psi' is a unit of pressure, 'm' one of length | both must measure the same thing",
        "4: min must be below max, got min '1' and max '1'",
        "4: the rate must be a number above 0 per unit of time, got '1/0s' | like 0.5/min, 2/h, or "
          + "0.01 (per second)",
        "5: unknown unit 'feat' | did you mean 'feet'?",
        "5: the min must be a number, got 'nan'",
        "5: the rate must be a number above 0 per unit of time, got '1/2/3' | like 0.5/min, 2/h, or "
          + "0.01 (per second)",
      ])
  }

  @Test("a column that is not used is told, with the one that may be meant")
  func unused() throws {
    let path = try scratch.file("tag,scal,colour\nA,1,red\n")
    var notices: [Notice] = []
    _ = try TagsFile.read(path, notices: &notices)
    let known =
      "known: tag, role, unit, resolution, element, quantity, controller, confidence, evidence, mark, scale, offset, raw-unit, min, max, "
      + "rate, gap, freshness, missing, resample, on-violation"
    #expect(
      notices.map(\.text) == [
        "column 'scal' is not used (is 'scale' meant? \(known))",
        "column 'colour' is not used (\(known))",
      ])
  }
}
