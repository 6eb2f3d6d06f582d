internal import Telemetry

/// The building blocks that the sections of the page share.
package enum PageParts {
  /// A part of the page with a heading.
  static func section(_ id: String, _ title: String, _ children: [Node]) -> Node {
    .tag(
      "section", ["id": id, "aria-labelledby": "\(id)-heading"],
      [.tag("h2", ["id": "\(id)-heading"], [.text(title)])] + children)
  }

  /// A paragraph.
  static func paragraph(_ children: Node...) -> Node { .tag("p", [:], children) }

  /// A paragraph that says the gist of a section.
  static func lead(_ children: Node...) -> Node { .tag("p", class: "lead", children) }

  /// A word on a coloured ground; the word says it all, the colour only repeats it.
  static func badge(_ word: String, _ kind: String) -> Node {
    .tag("span", class: "badge \(kind)", [.text(word)])
  }

  /// A column of a table.
  struct Column {
    let title: String
    var isNumber = false
  }

  /// A table that scrolls inside its own box where it is too wide.
  static func table(
    _ caption: String, id: String, columns: [Column], rows: [[Node]], class kind: String = ""
  ) -> Node {
    let head = columns.map { column in
      Node.tag(
        "th", ["scope": "col", "class": column.isNumber ? "number" : ""], [.text(column.title)])
    }
    let body = rows.map { cells in
      Node.tag(
        "tr", [:],
        zip(columns, cells).enumerated().map { index, pair in
          let (column, cell) = pair
          var kinds = column.isNumber ? ["number"] : []
          if case .text(NumberText.unknown) = cell { kinds.append("unknown") }
          let kind = kinds.joined(separator: " ")
          // One box around the content, so that a cell can stand beside its label on a narrow
          // screen.
          let content = [Node.tag("div", [:], [cell])]
          return index == 0
            ? .tag("th", ["scope": "row", "data-label": column.title, "class": kind], content)
            : .tag("td", ["data-label": column.title, "class": kind], content)
        })
    }
    // A long table may be broken over pages, a short one is kept together.
    let kinds = ["scroll"] + (kind.isEmpty ? [] : [kind]) + (rows.count > 5 ? ["long"] : [])
    return .tag(
      "div",
      [
        "class": kinds.joined(separator: " "), "tabindex": "0", "role": "region",
        "aria-labelledby": id,
      ],
      [
        .tag(
          "table", [:],
          [
            .tag("caption", [:], [.tag("span", ["id": id], [.text(caption)])]),
            .tag("thead", [:], [.tag("tr", [:], head)]),
            .tag("tbody", [:], body),
          ])
      ])
  }

  /// How many more there are than were shown: nothing is left out without saying so.
  static func more(_ count: Int, than limit: Int, _ what: String) -> Node {
    count > limit
      ? .tag(
        "p", class: "muted", [.text("And \(NumberText.counted(count - limit, "more \(what)")).")])
      : .none
  }

  /// Terms and what they are.
  static func facts(_ items: [(String, Node)]) -> Node {
    .tag(
      "dl", class: "facts",
      items.map { term, value in
        .tag("div", [:], [.tag("dt", [:], [.text(term)]), .tag("dd", [:], [value])])
      })
  }

  /// A list.
  static func list(_ items: [Node], class kind: String = "") -> Node {
    .tag("ul", class: kind, items.map { .tag("li", [:], [$0]) })
  }

  /// One picture drawn for wide and for narrow screens; the style sheet shows one of them.
  static func picture(
    _ id: String, caption: [Node], _ draw: (_ id: String, _ width: Double) -> Node
  ) -> Node {
    .tag(
      "figure", [:],
      [
        .tag("div", class: "wide", [draw("\(id)-wide", 880)]),
        .tag("div", class: "narrow", [draw("\(id)-narrow", 356)]),
        .tag("figcaption", [:], caption),
      ])
  }

  /// The key to a chart: a sample of each mark and what it means.
  static func key(_ items: [(kind: String, meaning: String)]) -> Node {
    .tag(
      "span", class: "key",
      items.map { item in
        .tag(
          "span", class: "entry",
          [
            .tag("span", ["class": "swatch \(item.kind)", "aria-hidden": "true"]),
            .text(item.meaning),
          ])
      })
  }

  /// A technique with its id.
  static func technique(_ technique: Alert.Technique?) -> Node {
    guard let technique else { return .text(NumberText.unknown) }
    return .text(
      "\(PlainText.name(technique.name, limit: 60)) (\(PlainText.name(technique.id, limit: 16)))")
  }

  /// A number with three digits, or a dash.
  static func number(_ value: Double?) -> Node {
    .text(value.map { NumberText.significant($0) } ?? NumberText.unknown)
  }

  /// A number with `decimals`, or a dash.
  static func number(_ value: Double?, decimals: Int) -> Node {
    .text(value.map { NumberText.fixed($0, decimals: decimals) } ?? NumberText.unknown)
  }

  /// A length of time, or a dash.
  static func span(_ value: TimeSpan?) -> Node {
    .text(value.map(TimeText.length) ?? NumberText.unknown)
  }

  /// A range of time in words.
  static func range(_ range: TimeRange?) -> String {
    range.map { "\($0.start.minuteText) to \($0.end.minuteText)" } ?? "no time"
  }

  /// Texts as `a`, `a and b`, `a, b and c`.
  static func enumeration(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }
}
