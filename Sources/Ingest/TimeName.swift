/// What a column's name says about time.
struct TimeName {
  /// Whether one of its words says time: `DateTime`, `t_stamp`, `Zeit`, `ts`.
  let isTime: Bool
  /// Whether nothing but such words stand in it, those of one letter aside: `timestamp`, `_time`.
  let isPlain: Bool
  /// Whether it says date or a spreadsheet's serial number.
  let isDate: Bool
  /// Whether it says hour or time of day.
  let isClock: Bool
  /// Whether it says an hour's number.
  let isHour: Bool
  /// Whether it says how long something took: `run_time`, `uptime`, `time_to_failure`.
  let isDuration: Bool
  /// Whether it names a unit of time: `time_s`, `time [ms]`.
  let hasUnit: Bool
  /// Whether it says an edge of a span or a row's making: `start_time`, `_stop`, `created_at`.
  let isEdge: Bool
  /// Whether it is none: empty, numbered by us, or an index that pandas wrote.
  let isMissing: Bool

  private static let times: Set<String> = [
    "time", "timestamp", "timestamps", "datetime", "date", "stamp", "ts", "t", "epoch", "unixtime",
    "unix", "tstamp", "utc", "gmt", "localtime", "systemtime", "servertime", "sampletime",
    "dateandtime", "timeutc", "dateutc", "dt",
    // German, French, Spanish, Italian, Portuguese, Dutch, Swedish, Danish, Finnish, Polish.
    "zeit", "zeitstempel", "datum", "uhrzeit", "datumzeit", "horodatage", "heure", "fecha", "hora",
    "fechahora", "horodate", "tiempo", "orario", "ora", "dia", "tijd", "tijdstip", "tid",
    "tidpunkt",
    "tidspunkt", "tidsstempel", "dato", "aika", "aikaleima", "czas",
  ]
  private static let dates: Set<String> = [
    "date", "datetime", "datum", "datumzeit", "fecha", "fechahora", "dato", "excel", "serial",
    "dateandtime", "timestamp", "zeitstempel", "day", "tag", "dia",
  ]
  private static let clocks: Set<String> = [
    "time", "clock", "tod", "hhmm", "hhmmss", "uhrzeit", "zeit", "heure", "hora", "ora", "tijd",
    "tid", "klo", "godzina",
  ]
  private static let hours: Set<String> = [
    "hour", "hours", "hr", "hh", "h", "stunde", "std", "heure", "hora", "ora", "uur", "timme",
    "hourofday",
  ]
  private static let durations: Set<String> = [
    "run", "runtime", "up", "uptime", "down", "downtime", "dead", "deadtime", "lead", "cycle",
    "cycles", "response", "to", "delay", "life", "lifetime", "operating", "elapsed", "duration",
    "total", "remaining", "since", "travel", "residence", "settling", "timeout", "timer",
    "interval",
    "delta", "lag", "latency", "processing", "rise", "wait",
  ]
  private static let units: Set<String> = [
    "s", "sec", "secs", "second", "seconds", "ms", "msec", "us", "ns", "min", "mins", "minute",
    "minutes", "h", "hr", "hrs", "hour", "hours", "sek", "sekunden",
  ]
  private static let edges: Set<String> = [
    "start", "starts", "stop", "end", "begin", "created", "updated", "modified", "received",
    "inserted", "from", "until", "first", "last", "valid", "expires", "arrival", "beginn", "ende",
  ]

  /// Judges a name by its words; they end at capitals, digits and signs.
  init(_ name: String) {
    let words = Self.words(name)
    let joined = words.joined()
    let says = words + (words.count > 1 ? [joined] : [])
    func has(_ known: Set<String>) -> Bool { says.contains { known.contains($0) } }
    isTime = has(Self.times) || HeaderWords.times.contains(HeaderWords.key(name))
    isPlain =
      Self.times.contains(joined) && joined != "t"
      || (isTime && words.count > 0 && words.allSatisfy { Self.times.contains($0) && $0 != "t" })
    isDate = has(Self.dates)
    isClock = has(Self.clocks)
    isHour = has(Self.hours)
    isDuration = has(Self.durations)
    hasUnit = words.count > 1 && words.dropFirst().contains { Self.units.contains($0) }
    isEdge = has(Self.edges)
    let digits = name.utf8.dropFirst()
    let isNumbered =
      name.utf8.first == UInt8(ascii: "c") && digits.count >= 2
      && digits.allSatisfy { $0 >= 48 && $0 <= 57 }
    isMissing = joined.isEmpty || isNumbered || joined == "unnamed" || joined == "index"
  }

  /// The words in lower case: `sourceTimestamp [UTC]` has `source`, `timestamp` and `utc`.
  static func words(_ name: String) -> [String] {
    var words: [String] = []
    var word = ""
    var wasLower = false
    for scalar in name.unicodeScalars.prefix(200) {
      guard scalar.properties.isAlphabetic else {
        if !word.isEmpty { words.append(word) }
        word = ""
        wasLower = false
        continue
      }
      let isUpper = scalar.properties.isUppercase
      if isUpper, wasLower {
        words.append(word)
        word = ""
      }
      word += String(scalar).lowercased()
      wasLower = !isUpper
    }
    if !word.isEmpty { words.append(word) }
    return words
  }
}
