internal import Telemetry

/// A record that can be used.
struct NaiveRow {
  /// Its number among the data records, from 0.
  var number: Int
  /// Its moment: the one that was chosen.
  var time: Int64
  /// The moments that it may mean, ascending.
  var moments: [Int64]
  var unit: [UInt8] = []
  /// Long form: the tag's name.
  var tag: [UInt8] = []
  /// Long form: what the value is worth.
  var quality = CellQuality.measured
  /// Long form: how that is written.
  var qualityText: [UInt8] = []
  var cells: [Double] = []
  /// Long form: the values as they are written, and the indices of their columns.
  var texts: [(column: Int, text: [UInt8])] = []
  /// The texts of categories by their place among the cells.
  var categories: [Int: [UInt8]] = [:]
}

/// Why a record cannot be used.
struct NaiveRefusal: Error {
  var reason: String
}

extension NaiveReader {
  /// Judges one data record.
  func row(_ record: NaiveRecord, number: Int) -> Result<NaiveRow, NaiveRefusal> {
    if record.bytes.contains(0) {
      return .failure(
        NaiveRefusal(
          reason: record.bytes.allSatisfy { $0 == 0 }
            ? "nothing but NUL bytes, as a logger leaves that was cut off"
            : "a NUL byte stands in the row"))
    }
    var fields = record.fields
    let width = format.columns.count
    if let torn = fields.indices.last, record.isTorn {
      let problem = fields[torn].problem ?? ""
      return refuse(torn, problem)
    }
    let beyond = fields.dropFirst(width)
    if format.hasTrailingDelimiter, beyond.allSatisfy({ $0.content.isEmpty && !$0.isQuoted }) {
      fields.removeLast(beyond.count)
    }
    if fields.count < width, let placed = NaivePlaces.fields(record.bytes, format.places) {
      fields = placed
    }
    guard fields.count == width else {
      return .failure(
        NaiveRefusal(
          reason: "\(fields.count) field\(fields.count == 1 ? "" : "s") instead of \(width)"))
    }
    var row = NaiveRow(number: number, time: 0, moments: [])
    var date: NaiveTime.Reading?
    var timeOfDay: Int64 = 0
    var day: [String: Int64] = [:]
    for (index, (column, field)) in zip(format.columns, fields).enumerated() {
      if let problem = field.problem { return refuse(index, problem) }
      let text = field.content
      switch column.content {
      case .text, .tag, .unit, .quality: break
      case .category:
        if !NaiveCell.isMissing(text, format) { row.categories[row.cells.count] = text }
        row.cells.append(.nan)
      case .value:
        let number =
          NaiveCell.number(text, mark: format.decimalMark, thousands: format.thousandsMark)
          ?? NaiveCell.unsuffixed(text, column.suffix).flatMap {
            NaiveCell.number($0, mark: format.decimalMark, thousands: format.thousandsMark)
          }
        if let number, !number.isFinite {
          return refuse(index, "'\(shown(text))' is beyond the range of a number")
        }
        row.texts.append((index, text))
        row.cells.append(number ?? .nan)
      case .number, .word:
        switch cell(text, column) {
        case .success(let value): row.cells.append(value)
        case .failure(let refusal): return refuse(index, refusal.reason)
        }
      case .time, .date:
        date = moment(text)
        if date == nil {
          return refuse(
            index,
            text.isEmpty
              ? "the time is empty"
              : "'\(shown(text))' is not a time written \(format.timePattern)"
                + (format.stamps?.remark(text) ?? "")
          )
        }
      case .clock:
        let clock = format.stamps.map { $0.timeOfDay(text) } ?? NaiveTime.timeOfDay(text)
        guard let value = clock else {
          return refuse(
            index,
            text.isEmpty
              ? "the time of day is empty" : "'\(shown(text))' is not a time of day")
        }
        timeOfDay = value
      case .part:
        guard let value = NaiveTime.part(column.part, text) else {
          return refuse(
            index,
            text.isEmpty ? "the \(column.part) is empty" : "'\(shown(text))' is no \(column.part)")
        }
        if ["hour", "minute", "second"].contains(column.part) {
          timeOfDay += value
        } else {
          day[column.part] = value
        }
      }
    }
    if format.columns.contains(where: { $0.part == "year" }) {
      guard
        let midnight = Timestamp(
          year: Int(day["year"] ?? 0), month: Int(day["month"] ?? 0), day: Int(day["day"] ?? 0))
      else {
        return .failure(
          NaiveRefusal(reason: "the columns of year, month and day name no day that there is"))
      }
      date = NaiveTime.Reading(nanoseconds: midnight.nanoseconds, isLocal: true)
    }
    if let date {
      let moment = date.nanoseconds &+ timeOfDay
      row.moments = date.isLocal ? clock.moments(moment) : [moment]
      guard let first = row.moments.first else {
        let text = Timestamp(nanoseconds: moment).minuteText
        return .failure(
          NaiveRefusal(
            reason: "the time \(text) does not exist in \(format.timeZone): "
              + "the clocks were put forward over it"))
      }
      row.time = first
    } else {
      row.time = Int64(number) * format.stepInterval
      row.moments = [row.time]
    }
    for (column, field) in zip(format.columns, fields) {
      switch column.content {
      case .unit:
        if field.content.isEmpty {
          return .failure(NaiveRefusal(reason: "the unit's name is empty"))
        }
        row.unit = field.content
      case .tag:
        if field.content.isEmpty {
          return .failure(NaiveRefusal(reason: "the tag's name is empty"))
        }
        row.tag += (row.tag.isEmpty ? [] : [UInt8(ascii: ".")]) + field.content
      case .quality: row.qualityText = field.content
      default: break
      }
    }
    return .success(row)
  }

  private func moment(_ text: [UInt8]) -> NaiveTime.Reading? {
    guard let stamps = format.stamps else {
      return NaiveTime.read(text, as: format.timeFormat ?? "")
    }
    return stamps.moment(text).map {
      NaiveTime.Reading(nanoseconds: $0.nanoseconds, isLocal: $0.isLocal)
    }
  }

  private func cell(
    _ text: [UInt8], _ column: NaiveFormat.Column
  ) -> Result<Double, NaiveRefusal> {
    let isWord = column.content == .word
    func number(_ text: [UInt8]) -> Double? {
      NaiveCell.number(
        text, mark: format.decimalMark, thousands: isWord ? [] : format.thousandsMark)
    }
    let number =
      number(text) ?? (isWord ? NaiveCell.word(text) : nil)
      ?? NaiveCell.unsuffixed(text, column.suffix).flatMap(number)
    if let number {
      return number.isFinite
        ? .success(number)
        : .failure(NaiveRefusal(reason: "'\(shown(text))' is beyond the range of a number"))
    }
    if NaiveCell.isMissing(text, format) { return .success(.nan) }
    return .failure(
      NaiveRefusal(
        reason: "'\(shown(text))' is not " + (isWord ? "a switch's state" : "a number")
          + (column.suffix.isEmpty ? "" : " in \(shown(column.suffix))")))
  }

  func refuse<Success>(
    _ column: Int, _ problem: String
  ) -> Result<Success, NaiveRefusal> {
    let name = column < format.columns.count ? format.columns[column].name : "\(column + 1)"
    return .failure(NaiveRefusal(reason: "column '\(name)': \(problem)"))
  }

  /// At most 40 bytes of a text, as messages show it.
  func shown(_ text: [UInt8]) -> String {
    var kept = Array(text.prefix(40))
    if kept.count < text.count {
      // A character that the cut halves goes as a whole.
      while let last = kept.last, last & 0xc0 == 0x80,
        String(validating: kept, as: UTF8.self) == nil
      {
        kept.removeLast()
      }
      if String(validating: kept, as: UTF8.self) == nil { kept.removeLast() }
    }
    var result = String.UnicodeScalarView()
    for scalar in String(decoding: kept, as: UTF8.self).unicodeScalars {
      result.append(scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
    }
    return String(result) + (kept.count < text.count ? "…" : "")
  }
}
