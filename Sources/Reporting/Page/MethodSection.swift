internal import Telemetry

/// How scores and limits were made, in plain words.
package struct MethodSection {
  let content: ReportContent

  func node() -> Node {
    guard let facts = content.method else {
      return PageParts.section(
        "method", "Method",
        [
          PageParts.lead("No model has been trained yet."),
          ChoicePart(choice: content.choice).node(),
        ])
    }
    return PageParts.section(
      "method", "Method",
      [
        PageParts.paragraph(
          "Every row of telemetry gets a score that says how far the plant is from its ",
          "usual behaviour. ",
          "The score is made by:"),
        PageParts.list(
          facts.detectors.map { part in
            .fragment([.tag("code", [:], [.name(part.id)]), ": ", .note(part.summary)])
          }),
      ] + MethodText.paragraphs(facts).map { PageParts.paragraph(.prose($0)) }
        + facts.remarks.map { PageParts.paragraph(.note($0)) }
        + [ChoicePart(choice: content.choice).node()])
  }
}

/// The method's facts as sentences.
package enum MethodText {
  /// A paragraph each on the fit, the limit, the alarm, and how to read tags and techniques.
  package static func paragraphs(_ facts: MethodFacts) -> [String] {
    var fit = "The scores read \(NumberText.counted(facts.tags, "tag"))."
    if let fitted = facts.fitted {
      fit +=
        " What is usual was learnt from \(NumberText.counted(facts.fittedRows, "row")) from "
        + "\(fitted.start.minuteText) to \(fitted.end.minuteText)."
    }
    if !facts.leftOut.isEmpty {
      let kinds = facts.leftOut.map { PlainText.name($0) }
      fit += " Time marked as \(PageParts.enumeration(kinds)) was left out."
    }

    var limit = "A score of 1 is the limit."
    if let range = facts.limitSetOn {
      limit +=
        " It was set on normal time that the fit had not seen, "
        + "\(range.start.minuteText) to \(range.end.minuteText)"
      limit +=
        facts.promisedPerWeek.map {
          ", so that about \(alarms($0)) a week is what to expect."
        } ?? "."
    } else if let promised = facts.promisedPerWeek {
      limit += " It was set for about \(alarms(promised)) a week."
    }

    var alarm = "An alarm begins when the score goes above the limit"
    if let hold = facts.hold, hold > .zero {
      alarm +=
        " and ends when the score has stayed below it for \(TimeText.length(hold)), "
        + "so that one event gives one alarm."
    } else {
      alarm += " and ends when it falls below it."
    }
    return [
      fit, limit, alarm,
      "A tag's part in the score says which reading the detector could not explain from the "
        + "others and from the past. It says where to look first. It does not prove a cause.",
      "A technique is named where its pattern would look like what was seen: alarms of simulated attacks "
        + "vote, the more alike the more. Broken instruments can look the same: check the instrument before "
        + "the network.",
    ]
  }
  private static func alarms(_ number: Double) -> String {
    NumberText.significant(number, digits: 2) + (number == 1 ? " false alarm" : " false alarms")
  }
}
