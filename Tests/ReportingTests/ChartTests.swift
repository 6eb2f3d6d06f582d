import Diagnostics
import Reporting
import Telemetry
import TestSupport
import Testing

@Suite("Charts")
struct ChartTests {
  @Test("thinning keeps the least and the greatest value, the order, and at most 4 points a column")
  func decimation() throws {
    var generator = SeededGenerator(seed: 11)
    for count in [1, 2, 50, 999, 20_000] {
      for columns in [1, 7, 300] {
        let series = TimeSeries(
          times: (0..<count).map { SampleReport.time(Double($0)) },
          values: (0..<count).map { _ in Double.random(in: -1e3..<1e3, using: &generator) })
        let span = try #require(series.span)
        let points = Decimation(series, in: span, columns: columns).lines.flatMap { $0 }
        #expect(points.map(\.value).min() == series.values.min())
        #expect(points.map(\.value).max() == series.values.max())
        #expect(points.first?.time == series.times.first)
        #expect(points.last?.time == series.times.last)
        #expect(zip(points, points.dropFirst()).allSatisfy { $0.time < $1.time })
        #expect(points.count <= 4 * columns)
        let known = Dictionary(uniqueKeysWithValues: zip(series.times, series.values))
        #expect(points.allSatisfy { known[$0.time] == $0.value })
      }
    }
  }

  @Test("a missing value and a long pause break the line")
  func gaps() throws {
    var series = TimeSeries(
      times: (0..<20).map { SampleReport.time(Double($0 < 10 ? $0 : $0 + 50)) },
      values: (0..<20).map(Double.init))
    series.values[3] = .nan
    series.values[4] = .infinity
    let span = try #require(series.span)
    let lines = Decimation(series, in: span, columns: 400).lines
    #expect(
      lines.map { $0.map(\.value) } == [
        [0, 1, 2], [5, 6, 7, 8, 9], Array(10..<20).map(Double.init),
      ])
    let thinned = Decimation(series, in: span, columns: 5).lines
    #expect(thinned.count == 2)
  }

  @Test("number ticks lie inside the range, ascend, and are whole multiples of the step")
  func numberTicks() {
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<2_000 {
      let low = Double.random(in: -1e6..<1e6, using: &generator)
      let length = Double.random(in: 1e-3..<1e6, using: &generator)
      let count = Int.random(in: 1...12, using: &generator)
      let ticks = NumberTicks(in: low...(low + length), count: count)
      #expect(ticks.values.allSatisfy { (low...(low + length)).contains($0) })
      #expect(zip(ticks.values, ticks.values.dropFirst()).allSatisfy { $0 < $1 })
      #expect(ticks.values.allSatisfy { ($0 / ticks.step).rounded() * ticks.step == $0 })
      #expect(ticks.values.count <= count + 1)
      #expect(Set(ticks.values.map(ticks.label)).count == ticks.values.count)
    }
  }

  @Test("number ticks of known ranges are exact")
  func knownNumberTicks() {
    let ticks = NumberTicks(in: 0...1, count: 5)
    #expect(ticks.values == [0, 1, 2, 3, 4, 5].map { Double($0) * ticks.step })
    #expect(ticks.values.map(ticks.label) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(NumberTicks(in: 3...3, count: 5).values == [3])
    #expect(NumberTicks(in: -Double.infinity...Double.infinity, count: 5).values == [])
    #expect(NumberTicks(in: -1e308...1e308, count: 5).values == [])
  }

  @Test("time ticks lie inside the range, ascend, and no label repeats without its context")
  func timeTicks() {
    var generator = SeededGenerator(seed: 6)
    for _ in 0..<2_000 {
      let start = SampleReport.time(Double.random(in: -1e5..<1e5, using: &generator))
      let length = TimeSpan(seconds: Double.random(in: 1..<3e9, using: &generator))
      let range = TimeRange(start, start + length)
      let count = Int.random(in: 1...12, using: &generator)
      let ticks = TimeTicks(in: range, count: count).ticks
      #expect(ticks.allSatisfy { range.contains($0.time) })
      #expect(zip(ticks, ticks.dropFirst()).allSatisfy { $0.time < $1.time })
      #expect(ticks.count <= count + 2, "\(range), \(count)")
      var context = ""
      let whole = ticks.map { tick -> String in
        context = tick.context ?? context
        return "\(tick.label) \(context)"
      }
      #expect(Set(whole).count == whole.count)
    }
  }

  @Test("time ticks of known ranges are exact")
  func knownTimeTicks() throws {
    let from = try #require(Timestamp(iso8601: "2016-12-11T13:00:00Z"))
    let day = TimeTicks(in: TimeRange(from, from + .hours(24)), count: 4).ticks
    #expect(day.map(\.label) == ["18:00", "00:00", "06:00", "12:00"])
    #expect(day.map(\.context) == ["11 Dec 2016", "12 Dec 2016", nil, nil])
    let weeks = TimeTicks(in: TimeRange(from, from + .hours(14 * 24)), count: 3).ticks
    #expect(weeks.map(\.label) == ["12 Dec", "19 Dec"])
    let months = TimeTicks(in: TimeRange(from, from + .hours(100 * 24)), count: 4).ticks
    #expect(months.map(\.label) == ["Jan", "Feb", "Mar"])
    #expect(months.map(\.context) == ["2017", nil, nil])
    #expect(TimeTicks(in: TimeRange(from, from), count: 4).ticks.map(\.label) == ["13:00:00"])
  }

  @Test("the ends of time do not trap")
  func extremes() throws {
    #expect(
      TimeTicks(in: .always, count: 5).ticks.allSatisfy { TimeRange.always.contains($0.time) })
    let last = Timestamp(nanoseconds: .max)
    let first = Timestamp(nanoseconds: .min)
    #expect(TimeTicks(in: TimeRange(last, last), count: 5).ticks == [])
    #expect(TimeTicks(in: TimeRange(first, first), count: 5).ticks == [])
    let from = try #require(Timestamp(year: 1678, month: 1, day: 1))
    let to = try #require(Timestamp(year: 2261, month: 12, day: 31))
    let series = TimeSeries(times: [from, to], values: [1e308, -1e308])
    let curves = TagCurves(tag: "x", seen: series, expected: series, tolerance: .infinity)
    let chart = ExpectedSeenChart(id: "c", curves: curves, alert: TimeRange(from, to)).node()
    #expect(WellFormedPage(Markup.render(chart)).problem == nil)
  }

  @Test("the score axis is linear to the limit, logarithmic above, and never turns back")
  func scoreAxis() {
    #expect(TimelineChart.height(of: -1) == 0)
    #expect(TimelineChart.height(of: 0.5) == 0.5)
    #expect(TimelineChart.height(of: 1) == 1)
    #expect(TimelineChart.height(of: 10) == 2)
    #expect(TimelineChart.height(of: .infinity) == 5)
    let heights = stride(from: 0.0, to: 50, by: 0.01).map { TimelineChart.height(of: $0) }
    #expect(zip(heights, heights.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test(
    "whatever the values, coordinates are plain numbers and pictures have name and description"
  )
  func hostileValues() {
    let values: [Double] = [
      1, .nan, .infinity, -.infinity, 1e308, -1e308, 0, Double.leastNonzeroMagnitude, 3,
    ]
    let times = values.indices.map { SampleReport.time(Double($0)) }
    let series = TimeSeries(times: times, values: values)
    let window = SampleReport.range(0, 8)
    let pictures: [Node] = [
      TimelineChart(
        id: "a", title: "t", score: series,
        events: [.init(range: window, label: "<A1>", tooltip: "\"")], alarms: [window],
        range: window, width: 880
      ).node(),
      ExpectedSeenChart(
        id: "b", curves: TagCurves(tag: "<", seen: series, expected: series, tolerance: .nan),
        alert: window
      ).node(),
      WindowsChart(id: "c", windows: [], width: 356).node(),
      BarChart(id: "d", title: "t", bars: [.init(name: "&", share: .nan)]).node(),
      Sparkline(id: "e", title: "t", values: values).node(),
    ]
    for picture in pictures {
      let page = WellFormedPage(Markup.render(picture))
      #expect(page.problem == nil)
      #expect(page.elements.prefix(3) == ["svg", "title", "desc"])
      #expect(page.values(of: "role").first == "img")
      #expect(page.values(of: "aria-label").first?.isEmpty == false)
      for name in ["x", "y", "x1", "x2", "y1", "y2", "width", "height"] {
        #expect(page.values(of: name).allSatisfy { Double($0)?.isFinite == true })
      }
      #expect(page.values(of: "d").allSatisfy { !$0.contains("n") && !$0.contains("i") })
    }
  }
}
